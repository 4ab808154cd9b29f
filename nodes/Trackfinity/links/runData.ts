import type {
	IExecuteFunctions,
	INodeExecutionData,
	IRunExecutionData,
	ISourceData,
	ITaskData,
	Workflow,
} from 'n8n-workflow';

import type { Reference } from './references';

// What n8n knows of the execution. Its types hide most of it from nodes.

/** The workflow that runs. */
export function workflowOf(context: IExecuteFunctions): Workflow {
	return Reflect.get(context, 'workflow') as Workflow;
}

/** What n8n noted of the execution so far. */
export function executionOf(context: IExecuteFunctions): IRunExecutionData {
	return Reflect.get(context, 'runExecutionData') as IRunExecutionData;
}

/** A run of a node. */
export type Run = Pick<ITaskData, 'data' | 'source'> &
	Partial<Pick<ITaskData, 'startTime' | 'executionIndex'>>;

/** All runs of a node. What is pinned in the editor, where n8n starts from it, is one without a record. */
export function runsOf(context: IExecuteFunctions, node: string): readonly Run[] {
	const { runData, pinData } = executionOf(context).resultData;
	const pinned = pinData?.[node];
	return runData[node] ?? (pinned ? [{ data: { main: [pinned] }, source: [] }] : []);
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

/** The run that items came from. */
export function runAt(context: IExecuteFunctions, source: ISourceData): Run | undefined {
	return runsOf(context, source.previousNode)[source.previousNodeRun ?? 0];
}

/** The items that came from there. */
export function itemsAt(context: IExecuteFunctions, source: ISourceData): INodeExecutionData[] {
	return runAt(context, source)?.data?.main?.[source.previousNodeOutput ?? 0] ?? [];
}

/** Where the node's items came from. */
export function sourcesOf(context: IExecuteFunctions): ISourceData[] {
	const { source } = context.getExecuteData();
	return (source?.main ?? []).filter((one) => one !== null);
}

/** Whether only this output of a node leads to another one. */
export function isOnlyWay(
	context: IExecuteFunctions,
	{ previousNode, previousNodeOutput = 0 }: ISourceData,
	to: string,
): boolean {
	const outputs = workflowOf(context).connectionsBySourceNode[previousNode]?.main ?? [];
	const ways = outputs.flatMap((next, output) =>
		next?.some(({ node }) => node === to) ? output : [],
	);
	return ways.length === 1 && ways[0] === previousNodeOutput;
}
