import type {
	IExecuteFunctions,
	INodeExecutionData,
	IPinData,
	IRunData,
	IRunExecutionData,
	ITaskData,
	Workflow,
} from 'n8n-workflow';

import type { Reference } from './references';

/** An output of a node, in one of its runs. */
export interface Output {
	node: string;
	run: number;
	output: number;
}

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
	/** The name of our own node. */
	readonly name: string;
	readonly isToolCall: boolean;
	readonly items: readonly INodeExecutionData[];
	/** Where its items came from. */
	readonly sources: readonly Output[];

	constructor(readonly context: IExecuteFunctions) {
		this.workflow = Reflect.get(context, 'workflow') as Workflow;
		const data = Reflect.get(context, 'runExecutionData') as IRunExecutionData;
		this.runData = data.resultData.runData;
		this.pinData = data.resultData.pinData ?? {};
		this.isPartial = data.startData?.destinationNode !== undefined;
		this.name = context.getNode().name;
		this.isToolCall = isToolCall(context);
		this.items = context.getInputData();
		this.sources = outputsIn(context.getExecuteData().source?.main);
	}

	/** All runs of a node. What is pinned in the editor, where n8n starts from it, is one without a record. */
	runsOf(node: string): readonly ITaskData[] {
		const pinned = this.pinData[node];
		return this.runData[node] ?? (pinned ? [{ ...unrecorded, data: { main: [pinned] } }] : []);
	}

	/** The node of that name; all that ran, for `''`. */
	nodesNamed(name: string): string[] {
		return name === '' ? Object.keys(this.runData) : [name];
	}

	/** The number of the run that n8n takes the data of a node from, other than by link. */
	runReadBy({ run }: Reference, node: string): number {
		const last = this.runsOf(node).length - 1;
		// There is no other.
		if (run === undefined || last === 0) return last;
		return run === 'this' ? this.context.getWorkflowDataProxy(0).$runIndex : run;
	}

	runAt({ node, run }: Output): ITaskData | undefined {
		return this.runsOf(node)[run];
	}

	/** What the output gave. */
	itemsAt(from: Output): INodeExecutionData[] {
		return this.runAt(from)?.data?.main?.[from.output] ?? [];
	}

	/** Whether n8n can take but one item of a node: it gave out a single one in the whole execution, or never ran. */
	leavesNoChoice(node: string): boolean {
		if (node === '') return false;
		const runs = this.runsOf(node);
		let count = 0;
		for (const run of runs) {
			count += itemsOf(run).length;
			if (count > 1) return false;
		}
		return count === 1 || runs.length === 0;
	}

	/** Whether only this output of a node leads to another one. */
	isOnlyWay({ node, output }: Output, to: string): boolean {
		const outputs = this.workflow.connectionsBySourceNode[node]?.main ?? [];
		const ways = outputs.flatMap((ends, index) =>
			ends?.some((end) => end.node === to) ? index : [],
		);
		return ways.length === 1 && ways[0] === output;
	}

	/** The tools of an agent. Asked of every node on the way, so n8n looks only where there are some. */
	toolsOf(node: string): string[] {
		const { workflow } = this;
		const hasTools = workflow.connectionsByDestinationNode[node]?.ai_tool !== undefined;
		return hasTools ? workflow.getParentNodes(node, 'ai_tool') : [];
	}
}

const unrecorded = { source: [], startTime: 0, executionTime: 0, executionIndex: 0 };

/** Those that led to the inputs of a run, of which n8n notes null for the ones that got nothing. */
export function outputsIn(sources: ITaskData['source'] = []): Output[] {
	const known = sources.filter((source) => source !== null);
	return known.map((source) => ({
		node: source.previousNode,
		run: source.previousNodeRun ?? 0,
		output: source.previousNodeOutput ?? 0,
	}));
}

/** All items that a run gave out. */
export function itemsOf(run: ITaskData | undefined): INodeExecutionData[] {
	return (run?.data?.main ?? []).flatMap((items) => items ?? []);
}

/** What n8n gives; undefined where it throws, as it has no such run, output or link. */
export function ifGiven<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

/** Two runs that start in the same millisecond are told apart by n8n's count, which the Retry button may begin anew. */
export function isEarlier(one: ITaskData, other: ITaskData): boolean {
	if (one.startTime !== other.startTime) return one.startTime < other.startTime;
	return one.executionIndex < other.executionIndex;
}
