import type { IExecuteFunctions, INode, INodeExecutionData, Workflow } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { isOfEarlier, unlinkedNodes } from './expressions';
import type { Run } from './runData';
import { isLoop, nameInWorkflow, nodesBefore, resultsOf, runsOf, workflowOf } from './runData';

/**
 * Throws an InvalidInput where an expression has data of a node that ran several times. Except by link, n8n takes that of its
 * last run (ran on 1.123, 2.20 and 2.41), which may be about another item.
 */
export function throwIfOfAnotherRun(context: IExecuteFunctions, expression: string): void {
	if (isOfEarlier(expression)) throwIfPinnedAnew(context);
	const names = unlinkedNodes(expression).map((name) => nameInWorkflow(context, name));
	const workflow = workflowOf(context);
	if (names.length === 0 || workflow === undefined) return;
	const isNamed = (name: string) => names.includes(name) || names.includes('');
	const ways = new Map(nodesBefore(context));
	for (const [name, run] of ways) {
		if (!isNamed(name) || run >= runsOf(context, name).length - 1) continue;
		throw new InvalidInput(
			`'${name}' ran again after this item had left it, and n8n takes its data from the later run`,
			`Take the data from $json, or use $('${name}').item. Nothing was sent.`,
		);
	}
	for (const loop of Object.values(workflow.nodes).filter(isLoop)) {
		const body = bodyOf(workflow, loop);
		if (!body.has(context.getNode().name)) continue;
		const turns = runsOf(context, loop.name);
		const isOfAnother = (name: string) =>
			!ways.has(name) && isOfAnotherTurn(runsOf(context, name), turns, ways.get(loop.name));
		const name = [...body].find((one) => isNamed(one) && isOfAnother(one));
		if (name === undefined) continue;
		throw new InvalidInput(
			`'${name}' last ran in another turn of '${loop.name}', and n8n takes its data from there`,
			'Let each branch put the data into its items, for example with Edit Fields, and take it from $json. Nothing was sent.',
		);
	}
}

/** Whether the last of a node's runs isn't of this turn of a loop, whose runs are its turns. */
function isOfAnotherTurn(runs: readonly Run[], turns: readonly Run[], thisTurn = -1): boolean {
	const [turn, next] = turns.slice(thisTurn);
	const [firstRun] = runs;
	const [firstTurn] = turns;
	const lastRun = runs.at(-1);
	if (!firstRun || !lastRun || !firstTurn || !turn) return false;
	// What ran before the loop is before it, though a way may lead back there.
	if (isEarlier(firstRun, firstTurn)) return false;
	return isEarlier(lastRun, turn) || (next !== undefined && isEarlier(next, lastRun));
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
