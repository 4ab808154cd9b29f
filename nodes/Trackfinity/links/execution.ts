import type {
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	IPinData,
	IRunData,
	IRunExecutionData,
	ISourceData,
	ITaskData,
	Workflow,
} from 'n8n-workflow';

import type { Reference } from './references';

/** A run of a node. */
export type Run = Pick<ITaskData, 'source'> & Partial<ITaskData>;

/** Whether an AI agent calls the node: n8n makes a tool of it, whose type ends in `Tool` (ran on 1.123, 2.20 and 2.41). */
export function isToolCall(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/** What n8n knows of the execution so far. Its types hide most of it from nodes. */
export class Execution {
	readonly workflow: Workflow;
	readonly runData: IRunData;
	readonly pinData: IPinData;
	/** Whether only a part of the workflow is executed, as by "Execute step": n8n then drops the runs of tools. */
	readonly isPartial: boolean;
	/** Our own node. */
	readonly node: INode;
	readonly isToolCall: boolean;
	readonly items: readonly INodeExecutionData[];
	/** Where its items came from. */
	readonly sources: readonly ISourceData[];

	constructor(readonly context: IExecuteFunctions) {
		this.workflow = Reflect.get(context, 'workflow') as Workflow;
		const data = Reflect.get(context, 'runExecutionData') as IRunExecutionData;
		this.runData = data.resultData.runData;
		this.pinData = data.resultData.pinData ?? {};
		this.isPartial = data.startData?.destinationNode !== undefined;
		this.node = context.getNode();
		this.isToolCall = isToolCall(context);
		this.items = context.getInputData();
		this.sources = (context.getExecuteData().source?.main ?? []).filter((one) => one !== null);
	}

	/** All runs of a node. What is pinned in the editor, where n8n starts from it, is one without a record. */
	runsOf(node: string): readonly Run[] {
		const pinned = this.pinData[node];
		return this.runData[node] ?? (pinned ? [{ data: { main: [pinned] }, source: [] }] : []);
	}

	/** The number of the run that n8n takes the data of a node from, other than by link. */
	runReadBy({ run }: Reference, node: string): number {
		const last = this.runsOf(node).length - 1;
		// There is no other.
		if (run === undefined || last === 0) return last;
		return run === 'this' ? this.context.getWorkflowDataProxy(0).$runIndex : run;
	}

	/** The run that items came from. */
	runAt({ previousNode, previousNodeRun = 0 }: ISourceData): Run | undefined {
		return this.runsOf(previousNode)[previousNodeRun];
	}

	/** The items that came from there. */
	itemsAt(source: ISourceData): INodeExecutionData[] {
		return this.runAt(source)?.data?.main?.[source.previousNodeOutput ?? 0] ?? [];
	}

	/** Whether a node gave out a single item in the whole execution. */
	gaveOneItem(node: string): boolean {
		let count = 0;
		for (const run of this.runsOf(node)) {
			count += itemsOf(run).length;
			if (count > 1) return false;
		}
		return count === 1;
	}

	/** Whether only this output of a node leads to another one. */
	isOnlyWay({ previousNode, previousNodeOutput = 0 }: ISourceData, to: string): boolean {
		const outputs = this.workflow.connectionsBySourceNode[previousNode]?.main ?? [];
		const ways = outputs.flatMap((ends, output) =>
			ends?.some(({ node }) => node === to) ? output : [],
		);
		return ways.length === 1 && ways[0] === previousNodeOutput;
	}

	/** The tools of an agent. Asked of every node on the way, so n8n looks only where there are some. */
	toolsOf(node: string): string[] {
		const { workflow } = this;
		const hasTools = workflow.connectionsByDestinationNode[node]?.ai_tool !== undefined;
		return hasTools ? workflow.getParentNodes(node, 'ai_tool') : [];
	}
}

/** All items that a run gave out. */
export function itemsOf(run: Run | undefined): INodeExecutionData[] {
	return (run?.data?.main ?? []).flatMap((items) => items ?? []);
}

/** Two runs that start in the same millisecond are told apart by n8n's count, which the Retry button may begin anew. */
export function isEarlier(one: Run, other: Run): boolean {
	const { startTime = 0, executionIndex = 0 } = one;
	const { startTime: otherStart = 0, executionIndex: otherIndex = 0 } = other;
	return startTime === otherStart ? executionIndex < otherIndex : startTime < otherStart;
}
