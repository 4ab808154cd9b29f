import type {
	IExecuteFunctions,
	INodeExecutionData,
	IPairedItemData,
	IRunExecutionData,
	ISourceData,
	ITaskData,
	Workflow,
} from 'n8n-workflow';

// What ran before in the execution. n8n's types hide it from nodes, and its own Agents run a node without any of it.

export function workflowOf(context: IExecuteFunctions): Workflow | undefined {
	return Reflect.get(context, 'workflow') as Workflow | undefined;
}

export function resultsOf(context: IExecuteFunctions): Partial<IRunExecutionData['resultData']> {
	const data = Reflect.get(context, 'runExecutionData') as IRunExecutionData | undefined;
	return data?.resultData ?? {};
}

/** All runs of a node. */
export function runsOf(context: IExecuteFunctions, node: string): readonly ITaskData[] {
	return resultsOf(context).runData?.[node] ?? [];
}

/** All items that a run gave out. */
export function itemsOf(run: ITaskData | undefined): INodeExecutionData[] {
	return (run?.data?.main ?? []).flatMap((items) => items ?? []);
}

/** How many items a node gave out in the execution: none, one, or several as 2. */
export function countItems(context: IExecuteFunctions, node: string): number {
	let count = 0;
	runsOf(context, node).some((run) => (count += itemsOf(run).length) > 1);
	return Math.min(count, 2);
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

/** Whether only this output of a node leads to another one. */
export function isOnlyWay(
	context: IExecuteFunctions,
	{ previousNode, previousNodeOutput = 0 }: ISourceData,
	to: string,
): boolean {
	const outputs = workflowOf(context)?.connectionsBySourceNode[previousNode]?.main ?? [];
	const isWay = outputs.map((next) => next?.some(({ node }) => node === to) === true);
	return (
		isWay.indexOf(true) === previousNodeOutput && isWay.lastIndexOf(true) === previousNodeOutput
	);
}

/** An item of an earlier node: where it is, and its number there. */
interface Place {
	source: ISourceData;
	index: number;
}

/** An item on the way, and those of the nodes before that n8n takes it from. */
export interface Step extends Place {
	run: ITaskData;
	item: INodeExecutionData;
	before: Place[];
}

/** The way that n8n follows from the node's items to those of another node, or to the beginning, as it noted the links. */
export function stepsTo(context: IExecuteFunctions, end: string): Step[] {
	const steps: Step[] = [];
	const [first] = sourcesOf(context);
	const places = first ? context.getInputData().map((_, index) => ({ source: first, index })) : [];
	const known = new Set<string>();
	for (const { source, index } of places) {
		const { previousNode, previousNodeRun = 0, previousNodeOutput = 0 } = source;
		const key = `${previousNodeRun} ${previousNodeOutput} ${index} ${previousNode}`;
		const run = runsOf(context, previousNode)[previousNodeRun];
		const item = itemsFrom(context, source)[index];
		if (previousNode === end || known.has(key) || !run || !item) continue;
		known.add(key);
		const before = linksOf(item).flatMap(({ item: number, input = 0, sourceOverwrite }) => {
			const from = sourceOverwrite ?? run.source[input];
			return from ? { source: from, index: number } : [];
		});
		for (const place of before) places.push(place);
		steps.push({ source, index, run, item, before });
	}
	return steps;
}

function linksOf({ pairedItem = [] }: INodeExecutionData): IPairedItemData[] {
	return [pairedItem].flat().map((link) => (typeof link === 'number' ? { item: link } : link));
}
