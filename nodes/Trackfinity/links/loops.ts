import type { IExecuteFunctions, NodeInputConnections, Workflow } from 'n8n-workflow';

import type { Run } from './runData';
import { executionOf, runAt, runsOf, sourcesOf, workflowOf } from './runData';

/** A loop of the workflow. */
export interface Loop {
	/** The node that begins each turn by a run of its own: Loop Over Items, or one that a way leads back to. */
	head: string;
	/** The nodes that run in its turns, with their tools and the like. */
	body: ReadonlySet<string>;
}

/** The loops that the node is in. */
export function loopsAround(context: IExecuteFunctions): Loop[] {
	return loopsOf(context).filter(({ body }) => body.has(context.getNode().name));
}

/**
 * Whether a run of a node, both by their numbers, is of another turn of a loop.
 *
 * @param turn the number of the run that begins the turn; by default the last one
 */
export function isOfAnotherTurn(
	context: IExecuteFunctions,
	{ head }: Loop,
	[name, read]: readonly [name: string, run: number],
	turn = runsOf(context, head).length - 1,
): boolean {
	const runs = runsOf(context, name);
	const turns = runsOf(context, head);
	const [firstRun] = runs;
	const [firstTurn] = turns;
	const [run, start, end] = [runs[read], turns[turn], turns[turn + 1]];
	if (!firstRun || !firstTurn || !start) return false;
	// What ran before the loop is before it, though a way may lead back there.
	if (isEarlier(firstRun, firstTurn)) return false;
	return !run || isEarlier(run, start) || (end !== undefined && isEarlier(end, run));
}

/**
 * The nodes before this one, each with the number of its run that leads here: in this turn of a loop, and up to an agent with
 * tools, for which n8n may note another source.
 */
export function runsBefore(context: IExecuteFunctions): ReadonlyMap<string, number> {
	const before = new Map<string, number>();
	const heads = loopsOf(context).map(({ head }) => head);
	const sources = sourcesOf(context);
	for (const source of sources) {
		const { previousNode: name, previousNodeRun: run = 0 } = source;
		if (before.has(name) || name === context.getNode().name) continue;
		before.set(name, run);
		// A later turn of a loop comes from the one before.
		const isLaterTurn = run > 0 && heads.includes(name);
		const hasTools = context.getParentNodes(name, { connectionType: 'ai_tool' }).length > 0;
		if (isLaterTurn || hasTools) continue;
		sources.push(...(runAt(context, source)?.source ?? []).filter((one) => one !== null));
	}
	return before;
}

/** They are looked for once, as a loop may have ten thousand turns, unless the workflow is started from other nodes. */
const knownLoops = new WeakMap<Workflow, { key: string; loops: readonly Loop[] }>();

function loopsOf(context: IExecuteFunctions): readonly Loop[] {
	const workflow = workflowOf(context);
	const starts = Object.entries(executionOf(context).resultData.runData).flatMap(
		([name, [first]]) => (first?.source.some((one) => one !== null) ? [] : name),
	);
	const key = JSON.stringify(starts);
	const known = knownLoops.get(workflow);
	const loops = known?.key === key ? known.loops : findLoops(workflow, starts);
	knownLoops.set(workflow, { key, loops });
	return loops;
}

function findLoops(workflow: Workflow, starts: readonly string[]): Loop[] {
	return Object.values(workflow.nodes).flatMap(({ name: head, type, typeVersion }) => {
		const outputs = workflow.connectionsBySourceNode[head]?.main ?? [];
		const inputs = namesIn(workflow.connectionsByDestinationNode[head]?.main);
		const isLoopOverItems = type.endsWith('.splitInBatches');
		const isJoined = inputs.length > 1 || starts.includes(head);
		if (!isLoopOverItems && !isJoined) return [];
		// From version 3 on, the first output is for what is done.
		const turns = isLoopOverItems ? [outputs[typeVersion < 3 ? 0 : 1] ?? null] : outputs;
		const body = nodesBehind(workflow, namesIn(turns), head);
		const others = nodesBehind(workflow, starts, head);
		const leadsBack = inputs.some((name) => body.has(name) && !others.has(name));
		return isLoopOverItems || leadsBack ? { head, body } : [];
	});
}

/** These nodes and all that ways lead to from them, with their tools and the like, except one and what only it leads to. */
function nodesBehind(workflow: Workflow, first: readonly string[], except: string): Set<string> {
	const nodes = new Set(first);
	nodes.delete(except);
	for (const name of nodes) {
		const next = namesIn(workflow.connectionsBySourceNode[name]?.main);
		const helpers = workflow.getParentNodes(name, 'ALL_NON_MAIN');
		for (const other of [...next, ...helpers]) if (other !== except) nodes.add(other);
	}
	return nodes;
}

function namesIn(connections: NodeInputConnections = []): string[] {
	return connections.flatMap((ends) => (ends ?? []).map(({ node }) => node));
}

/** Two runs that start in the same millisecond are told apart by n8n's count, which the Retry button may begin anew. */
function isEarlier(one: Run, other: Run): boolean {
	const { startTime = 0, executionIndex = 0 } = one;
	const { startTime: otherStart = 0, executionIndex: otherIndex = 0 } = other;
	return startTime === otherStart ? executionIndex < otherIndex : startTime < otherStart;
}
