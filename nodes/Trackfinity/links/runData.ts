import type {
	IContextObject,
	IExecuteFunctions,
	INodeExecutionData,
	IPairedItemData,
	IRunExecutionData,
	ISourceData,
	ITaskData,
	Workflow,
} from 'n8n-workflow';

import type { Reference } from './references';

// What n8n knows of the execution. Its types hide most of it from nodes, and its own Agents run a node without any of it.

/** The workflow that runs; undefined where n8n has none. */
export function workflowOf(context: IExecuteFunctions): Workflow | undefined {
	return Reflect.get(context, 'workflow') as Workflow | undefined;
}

/** What n8n noted of the execution so far; empty where there is none. */
export function resultsOf(context: IExecuteFunctions): Partial<IRunExecutionData['resultData']> {
	const data = Reflect.get(context, 'runExecutionData') as IRunExecutionData | undefined;
	return data?.resultData ?? {};
}

/** What n8n keeps for the node in an execution; undefined in its own Agents, which run a node without one. */
export function executionMemory(context: IExecuteFunctions): IContextObject | undefined {
	try {
		return context.getContext('node');
	} catch {
		return undefined;
	}
}

/** A run of a node. */
export type Run = Pick<ITaskData, 'data' | 'source'> &
	Partial<Pick<ITaskData, 'startTime' | 'executionIndex'>>;

/** All runs of a node. What is pinned in the editor, where n8n starts from it, is one without a record. */
export function runsOf(context: IExecuteFunctions, node: string): readonly Run[] {
	const { runData, pinData } = resultsOf(context);
	const pinned = pinData?.[node];
	return runData?.[node] ?? (pinned ? [{ data: { main: [pinned] }, source: [] }] : []);
}

/** The number of the run that n8n takes the data of a node from, other than by link. */
export function runReadBy(context: IExecuteFunctions, { run }: Reference, node: string): number {
	const last = runsOf(context, node).length - 1;
	// There is no other.
	if (run === undefined || last === 0) return last;
	return run === 'this' ? context.getWorkflowDataProxy(0).$runIndex : run;
}

/** All items that a run gave out. */
export function itemsOf(run: Run | undefined): INodeExecutionData[] {
	return (run?.data?.main ?? []).flatMap((items) => items ?? []);
}

/** Whether a node gave out a single item in the whole execution. */
export function gaveOneItem(context: IExecuteFunctions, node: string): boolean {
	let count = 0;
	for (const run of runsOf(context, node)) {
		count += itemsOf(run).length;
		if (count > 1) return false;
	}
	return count === 1;
}

/** The items that came from there. */
export function itemsFrom(context: IExecuteFunctions, source: ISourceData): INodeExecutionData[] {
	const { previousNode, previousNodeRun = 0, previousNodeOutput = 0 } = source;
	return runsOf(context, previousNode)[previousNodeRun]?.data?.main?.[previousNodeOutput] ?? [];
}

/** Where the node's items came from. */
export function sourcesOf(context: IExecuteFunctions): ISourceData[] {
	const { source } = context.getExecuteData();
	return (source?.main ?? []).filter((one) => one !== null);
}

/** Whether only a part of the workflow is executed, as by "Execute step": n8n then drops the runs of tools. */
export function isPartial(context: IExecuteFunctions): boolean {
	const data = Reflect.get(context, 'runExecutionData') as IRunExecutionData | undefined;
	return data?.startData?.destinationNode !== undefined;
}

/** Whether only this output of a node leads to another one. */
export function isOnlyWay(
	context: IExecuteFunctions,
	{ previousNode, previousNodeOutput = 0 }: ISourceData,
	to: string,
): boolean {
	const outputs = workflowOf(context)?.connectionsBySourceNode[previousNode]?.main ?? [];
	const ways = outputs.flatMap((next, output) =>
		next?.some(({ node }) => node === to) ? output : [],
	);
	return ways.length === 1 && ways[0] === previousNodeOutput;
}

/** An item on the way, where it came from, and the items of the nodes before that it was made of, by their numbers there. */
export interface Origin {
	source: ISourceData;
	run: Run;
	item: INodeExecutionData;
	before: Array<{ source: ISourceData; index: number }>;
}

/** The way that n8n follows from the node's items to those of another node, or to the beginning, as it noted the links. */
export function* originsUpTo(context: IExecuteFunctions, end: string): Generator<Origin> {
	const [first] = sourcesOf(context);
	const places = first ? context.getInputData().map((_, index) => ({ source: first, index })) : [];
	const known = new Map<readonly INodeExecutionData[], Set<number>>();
	for (const { source, index } of places) {
		const { previousNode, previousNodeRun = 0 } = source;
		if (previousNode === end) continue;
		const items = itemsFrom(context, source);
		const run = runsOf(context, previousNode)[previousNodeRun];
		const item = items[index];
		const indexes = known.get(items) ?? new Set();
		if (!run || !item || indexes.has(index)) continue;
		known.set(items, indexes.add(index));
		const before = linksOf(item).flatMap(({ item: number, input = 0, sourceOverwrite }) => {
			const from = sourceOverwrite ?? run.source[input];
			return from ? { source: from, index: number } : [];
		});
		for (const place of before) places.push(place);
		yield { source, run, item, before };
	}
}

function linksOf({ pairedItem }: INodeExecutionData): IPairedItemData[] {
	const links = [pairedItem ?? []].flat();
	return links.map((link) => (typeof link === 'number' ? { item: link } : link));
}
