import type { IExecuteFunctions, INode, INodeExecutionData, Workflow } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import type { Expression } from './references';
import type { Run } from './runData';
import { isLoop, nodesBefore, resultsOf, runReadBy, runsOf, workflowOf } from './runData';

/**
 * Throws an InvalidInput where an expression has data of a node that ran several times. Except by link, n8n takes that of its
 * last run (ran on 1.123, 2.20 and 2.41) or of one by its number, which may be about another item.
 */
export function throwIfOfAnotherRun(context: IExecuteFunctions, { references }: Expression): void {
	if (references.length > 0) throwIfPinnedAnew(context);
	const unlinked = references.filter(({ by }) => by !== 'link');
	const runsReadOf = (name: string) =>
		unlinked
			.filter(({ node }) => node === name || node === '')
			.map((reference) => runReadBy(context, reference, name));
	const ways = new Map(nodesBefore(context));
	for (const [name, run] of ways) {
		const isOnlyRun = runsOf(context, name).length < 2;
		if (isOnlyRun || runsReadOf(name).every((read) => read === run)) continue;
		throw new InvalidInput(
			`'${name}' ran more than once, and n8n takes its data from another run than this item's`,
			`Take the data from $json, or use $('${name}').item. Nothing was sent.`,
		);
	}
	for (const { loop, body, isOfAnotherTurn } of loopsAround(context, ways)) {
		const isOfAnother = (name: string) =>
			!ways.has(name) && runsReadOf(name).some((read) => isOfAnotherTurn(name, read));
		const name = [loop, ...body].find(isOfAnother);
		if (name === undefined) continue;
		throw new InvalidInput(
			`n8n takes the data of '${name}' from another turn of '${loop}'`,
			'Let each branch put the data into its items, for example with Edit Fields, and take it from $json. Nothing was sent.',
		);
	}
}

/** A loop that the node is in. */
interface LoopAround {
	loop: string;
	/** The nodes that run in each turn. */
	body: ReadonlySet<string>;
	/** Whether the run of a node with this number is of another turn than the item. */
	isOfAnotherTurn: (name: string, read: number) => boolean;
}

/** @param ways the runs that lead here */
export function* loopsAround(
	context: IExecuteFunctions,
	ways: ReadonlyMap<string, number> = new Map(),
): Generator<LoopAround> {
	const workflow = workflowOf(context);
	if (workflow === undefined) return;
	for (const loop of Object.values(workflow.nodes).filter(isLoop)) {
		const body = bodyOf(workflow, loop);
		if (!body.has(context.getNode().name)) continue;
		const turns = runsOf(context, loop.name);
		const [firstTurn] = turns;
		const [turn, next] = turns.slice(ways.get(loop.name) ?? -1);
		const isOfAnotherTurn = (name: string, read: number) => {
			const runs = runsOf(context, name);
			const [firstRun] = runs;
			if (!firstRun || !firstTurn || !turn) return false;
			// What ran before the loop is before it, though a way may lead back there.
			if (isEarlier(firstRun, firstTurn)) return false;
			const run = runs[read];
			return !run || isEarlier(run, turn) || (next !== undefined && isEarlier(next, run));
		};
		yield { loop: loop.name, body, isOfAnotherTurn };
	}
}

/** Where a pinned output was changed, n8n starts from what is pinned now, but still has its earlier run for expressions. */
function throwIfPinnedAnew(context: IExecuteFunctions): void {
	const textOf = (items: readonly INodeExecutionData[]) =>
		JSON.stringify(items.map(({ json }) => json));
	for (const [name, pinned] of Object.entries(resultsOf(context).pinData ?? {})) {
		const given = runsOf(context, name).at(-1)?.data?.main?.[0];
		const isUsed = workflowOf(context)?.getNode(name)?.disabled !== true;
		if (!isUsed || !given || given === pinned || textOf(given) === textOf(pinned)) continue;
		throw new InvalidInput(
			`'${name}' is pinned, but n8n still has other data of an earlier run of it`,
			`Execute the whole workflow, unpin '${name}', or take the data from $json. Nothing was sent.`,
		);
	}
}

/** The nodes that run in each turn of a loop, with their tools and the like. */
function bodyOf(workflow: Workflow, { name: loop, typeVersion }: INode): ReadonlySet<string> {
	const { connectionsBySourceNode: next, connectionsByDestinationNode: before } = workflow;
	// From version 3 on, the first output is for what is done.
	const turns = next[loop]?.main?.[typeVersion < 3 ? 0 : 1] ?? [];
	const body = new Set(turns.map(({ node }) => node));
	body.delete(loop);
	for (const name of body) {
		const inputs = Object.entries(before[name] ?? {}).filter(([type]) => type !== 'main');
		const helpers = inputs.flatMap(([, connections]) => connections);
		for (const connection of [...(next[name]?.main ?? []), ...helpers].flat()) {
			if (connection && connection.node !== loop) body.add(connection.node);
		}
	}
	return body;
}

/** Two runs that start in the same millisecond are told apart by n8n's count, which the Retry button may begin anew. */
function isEarlier(one: Run, other: Run): boolean {
	const { startTime = 0, executionIndex = 0 } = one;
	const { startTime: otherStart = 0, executionIndex: otherIndex = 0 } = other;
	return startTime === otherStart ? executionIndex < otherIndex : startTime < otherStart;
}
