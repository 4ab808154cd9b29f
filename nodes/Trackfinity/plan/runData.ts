import type {
	IExecuteFunctions,
	INodeExecutionData,
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

/** Whether a node gave out more than one item in the execution. */
export function gaveSeveral(context: IExecuteFunctions, node: string): boolean {
	let count = 0;
	return runsOf(context, node).some((run) => (count += itemsOf(run).length) > 1);
}

/** The items that came from there. */
export function itemsFrom(context: IExecuteFunctions, source: ISourceData): INodeExecutionData[] {
	const { previousNode, previousNodeRun = 0, previousNodeOutput = 0 } = source;
	const run = runsOf(context, previousNode)[previousNodeRun];
	return run?.data?.main?.[previousNodeOutput] ?? [];
}
