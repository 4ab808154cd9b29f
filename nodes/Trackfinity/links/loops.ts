import type { ITaskData, NodeInputConnections, Workflow } from 'n8n-workflow';

import type { Execution, Output } from './execution';
import { isEarlier, outputsIn } from './execution';

/** A loop of the workflow. */
interface Loop {
	/** The node that begins each turn by a run of its own: one that a way leads back to, such as Loop Over Items. */
	head: string;
	/** The nodes that run in its turns, with their tools and the like. */
	body: ReadonlySet<string>;
	/** Those that lead from one turn to the next, and nowhere into the loop. */
	ends: readonly string[];
}

/** By their names, the nodes before our own, each with the outputs that lead there. */
export type OutputsBefore = ReadonlyMap<string, readonly Output[]>;

/**
 * The runs that lead to our node: in this turn of a loop, before the loop, and up to an agent with tools, for which n8n may
 * note another source.
 */
export function outputsBefore(execution: Execution): OutputsBefore {
	const before = new Map<string, Output[]>();
	const loops = loopsOf(execution);
	const outputs = [...execution.sources];
	for (const from of outputs) {
		const { node, run, output } = from;
		const known = before.get(node) ?? [];
		if (known.some((one) => one.run === run && one.output === output)) continue;
		before.set(node, [...known, from]);
		if (execution.toolsOf(node).length > 0) continue;
		const loop = loops.find(({ head }) => head === node);
		const entered = loop ? entryOf(loop, execution.runsOf(node), run) : execution.runAt(from);
		outputs.push(...outputsIn(entered?.source));
	}
	return before;
}

/** A turn that our node runs in, between two runs of the node that begins each turn. */
interface Turn extends Pick<Loop, 'head' | 'body'> {
	firstOfAll: ITaskData;
	start: ITaskData;
	/** The start of the next turn, if that has begun. */
	end: ITaskData | undefined;
}

/**
 * Makes a function that says whether a run of a node, by its number, is of another turn than our node's: it gives the node
 * that begins these turns, or undefined.
 *
 * @param before the runs that lead here; without one of a loop's head, its last turn is meant
 */
export function createTurnCheck(execution: Execution, before: OutputsBefore) {
	const turns = turnsAround(execution, before);
	return (node: string, run: number): string | undefined =>
		turns.find((turn) => isOfAnotherTurn(turn, node, execution.runsOf(node), run))?.head;
}

/** The turns of loops, and of any other node before ours that ran more than once: its runs are turns for what is behind it. */
function turnsAround(execution: Execution, before: OutputsBefore): Turn[] {
	const { workflow } = execution;
	const loops = loopsOf(execution);
	const heads = loops.map(({ head }) => head);
	const repeated = [...before.keys()]
		.filter((name) => !heads.includes(name) && execution.runsOf(name).length > 1)
		.map((head) => ({ head, body: nodesBehind(workflow, nextOf(workflow, head), heads) }));
	return [...loops, ...repeated].flatMap(({ head, body }) => {
		const runs = execution.runsOf(head);
		const { run: turn } = before.get(head)?.[0] ?? { run: runs.length - 1 };
		const [firstOfAll] = runs;
		const [start, end] = [runs[turn], runs[turn + 1]];
		if (!body.has(execution.name) || !firstOfAll || !start) return [];
		return { head, body, firstOfAll, start, end };
	});
}

function isOfAnotherTurn(
	{ head, body, firstOfAll, start, end }: Turn,
	node: string,
	runs: readonly ITaskData[],
	index: number,
): boolean {
	const [firstRun] = runs;
	const isInside = node === head || body.has(node);
	// What ran before the loop is before it, though a way may lead back there.
	if (!isInside || !firstRun || isEarlier(firstRun, firstOfAll)) return false;
	const run = runs[index];
	// Where there is no such run, n8n gives nothing. A number made at run time may be any run's.
	if (!run) return Number.isNaN(index);
	return isEarlier(run, start) || (end !== undefined && isEarlier(end, run));
}

/** By a turn, the number of the one by which its loop was entered. Noted, or each of ten thousand would go through all before. */
const entries = new WeakMap<ITaskData, number>();

/** The turn by which a loop was entered before it came to this one; undefined where it can't be told. */
function entryOf({ body, ends }: Loop, turns: readonly ITaskData[], turn: number) {
	let entry = turn;
	const from = () => turns[entry]?.source[0]?.previousNode ?? '';
	while (ends.includes(from())) {
		const before = turns[entry - 1];
		entry = (before && entries.get(before)) ?? entry - 1;
	}
	const run = turns[turn];
	if (run) entries.set(run, entry);
	return body.has(from()) ? undefined : turns[entry];
}

/** Looked for once, as a loop may have ten thousand turns, unless the workflow is started from other nodes. */
const knownLoops = new WeakMap<Workflow, { key: string; loops: readonly Loop[] }>();

function loopsOf(execution: Execution): readonly Loop[] {
	const { workflow } = execution;
	const starts = Object.entries(execution.runData).flatMap(([name, [first]]) =>
		first?.source.some((one) => one !== null) ? [] : name,
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
		// Most nodes have one way in, and so none that leads back.
		if (inputs.length < 2 && !starts.includes(head)) return [];
		// Of Loop Over Items, from version 3 on, the first output is for what is done.
		const turns = type.endsWith('.splitInBatches')
			? [outputs[typeVersion < 3 ? 0 : 1] ?? null]
			: outputs;
		const body = nodesBehind(workflow, namesIn(turns), [head]);
		const others = nodesBehind(workflow, starts, [head]);
		const back = inputs.filter((name) => name === head || body.has(name));
		const ends = back.filter((name) => !others.has(name));
		// Where a loop has two ways in, each of them may begin a turn.
		const isEntered = starts.includes(head) || back.length < inputs.length;
		const leadsBack = ends.length > 0 || (isEntered && back.length > 0);
		return leadsBack ? { head, body, ends } : [];
	});
}

/** These nodes and all that ways lead to from them, with their tools and the like, except some and what only they lead to. */
function nodesBehind(
	workflow: Workflow,
	first: readonly string[],
	except: readonly string[],
): Set<string> {
	const nodes = new Set(first);
	for (const name of nodes) {
		if (except.includes(name)) continue;
		const helpers = workflow.getParentNodes(name, 'ALL_NON_MAIN');
		for (const other of [...nextOf(workflow, name), ...helpers]) nodes.add(other);
	}
	for (const name of except) nodes.delete(name);
	return nodes;
}

function nextOf({ connectionsBySourceNode }: Workflow, name: string): string[] {
	return namesIn(connectionsBySourceNode[name]?.main);
}

function namesIn(connections: NodeInputConnections = []): string[] {
	return connections.flatMap((ends) => (ends ?? []).map(({ node }) => node));
}
