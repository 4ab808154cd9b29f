import type { IExecuteFunctions, Workflow } from 'n8n-workflow';

import type { Run } from './runData';
import { resultsOf, runsOf, sourcesOf, workflowOf } from './runData';

/** A loop that the node is in. */
export interface LoopAround {
	/** The node that begins each turn by a run of its own: Loop Over Items, or one that a way leads back to. */
	head: string;
	/** The nodes that run in its turns, with their tools and the like. */
	body: ReadonlySet<string>;
	/** Whether the run of a node with this number is of another turn than the item. */
	isOfAnotherTurn: (name: string, read: number) => boolean;
}

/**
 * The loops around the node.
 *
 * @param ways the runs that lead here; without one of a loop's head, its last turn is meant
 */
export function* loopsAround(
	context: IExecuteFunctions,
	ways: ReadonlyMap<string, number> = new Map(),
): Generator<LoopAround> {
	for (const [head, body] of bodiesByHead(context)) {
		if (!body.has(context.getNode().name)) continue;
		const turns = runsOf(context, head);
		const [firstTurn] = turns;
		const [turn, next] = turns.slice(ways.get(head) ?? -1);
		const isOfAnotherTurn = (name: string, read: number) => {
			const runs = runsOf(context, name);
			const [firstRun] = runs;
			if (!firstRun || !firstTurn || !turn) return false;
			// What ran before the loop is before it, though a way may lead back there.
			if (isEarlier(firstRun, firstTurn)) return false;
			const run = runs[read];
			return !run || isEarlier(run, turn) || (next !== undefined && isEarlier(next, run));
		};
		yield { head, body, isOfAnotherTurn };
	}
}

/**
 * The nodes before this one, each with the number of its run that leads here: in this turn of a loop, and up to an agent with
 * tools, for which n8n may note another source.
 */
export function* nodesBefore(context: IExecuteFunctions): Generator<[name: string, run: number]> {
	const seen = new Set([context.getNode().name]);
	const heads = bodiesByHead(context);
	const sources = sourcesOf(context);
	for (const { previousNode: name, previousNodeRun: run = 0 } of sources) {
		if (seen.has(name)) continue;
		seen.add(name);
		yield [name, run];
		// A later turn of a loop comes from the one before.
		const isLaterTurn = run > 0 && heads.has(name);
		const hasTools = context.getParentNodes(name, { connectionType: 'ai_tool' }).length > 0;
		if (isLaterTurn || hasTools) continue;
		sources.push(...(runsOf(context, name)[run]?.source ?? []).filter((one) => one !== null));
	}
}

/** The loops of the workflow: what begins each turn, and what runs in it. */
function bodiesByHead(context: IExecuteFunctions): ReadonlyMap<string, ReadonlySet<string>> {
	const bodies = new Map<string, ReadonlySet<string>>();
	const workflow = workflowOf(context);
	if (workflow === undefined) return bodies;
	const starts = Object.entries(resultsOf(context).runData ?? {}).flatMap(([name, [first]]) =>
		first?.source.some((one) => one !== null) ? [] : name,
	);
	for (const { name, type, typeVersion } of Object.values(workflow.nodes)) {
		const isLoop = type.endsWith('.splitInBatches');
		const inputs = workflow.connectionsByDestinationNode[name]?.main?.flat() ?? [];
		const isJoined = inputs.length > 1 || starts.includes(name);
		if (!isLoop && !isJoined) continue;
		const outputs = workflow.connectionsBySourceNode[name]?.main ?? [];
		// From version 3 on, the first output is for what is done.
		const turns = isLoop ? outputs[typeVersion < 3 ? 0 : 1] : outputs.flat();
		const body = nodesBehind(
			workflow,
			(turns ?? []).flatMap((one) => one?.node ?? []),
			name,
		);
		const others = nodesBehind(workflow, starts, name);
		const leadsBack = inputs.some((one) => one && body.has(one.node) && !others.has(one.node));
		if (isLoop || leadsBack) bodies.set(name, body);
	}
	return bodies;
}

/** These nodes and all that ways lead to from them, with their tools and the like, except one and what only it leads to. */
function nodesBehind(workflow: Workflow, first: readonly string[], except: string): Set<string> {
	const { connectionsBySourceNode: next, connectionsByDestinationNode: before } = workflow;
	const nodes = new Set(first);
	nodes.delete(except);
	for (const name of nodes) {
		const inputs = Object.entries(before[name] ?? {}).filter(([type]) => type !== 'main');
		const helpers = inputs.flatMap(([, connections]) => connections);
		for (const connection of [...(next[name]?.main ?? []), ...helpers].flat()) {
			if (connection && connection.node !== except) nodes.add(connection.node);
		}
	}
	return nodes;
}

/** Two runs that start in the same millisecond are told apart by n8n's count, which the Retry button may begin anew. */
function isEarlier(one: Run, other: Run): boolean {
	const { startTime = 0, executionIndex = 0 } = one;
	const { startTime: otherStart = 0, executionIndex: otherIndex = 0 } = other;
	return startTime === otherStart ? executionIndex < otherIndex : startTime < otherStart;
}
