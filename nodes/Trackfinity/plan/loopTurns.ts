import type { IExecuteFunctions, INode, Workflow } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { unlinkedNodes } from './expressions';
import type { Run } from './runData';
import { runsOf, workflowOf } from './runData';

/**
 * Throws an InvalidInput where an expression has data of a node that ran in an earlier turn of Loop Over Items and not in this
 * one: except by link, n8n takes that of its last run, which is about another item (ran on 1.123, 2.20 and 2.41).
 */
export function throwIfOfEarlierTurn(context: IExecuteFunctions, expression: string): void {
	const names = unlinkedNodes(expression);
	const workflow = workflowOf(context);
	if (names.length === 0 || workflow === undefined) return;
	for (const loop of Object.values(workflow.nodes)) {
		const turn = runsOf(context, loop.name).at(-1);
		if (!loop.type.endsWith('.splitInBatches') || turn === undefined) continue;
		const body = bodyOf(workflow, loop);
		if (!body.has(context.getNode().name)) continue;
		for (const name of names) {
			const run = runsOf(context, name).at(-1);
			if (run === undefined || !body.has(name) || !isEarlier(run, turn)) continue;
			throw new InvalidInput(
				`'${name}' didn't run in this turn of '${loop.name}', so that its data is that of an earlier turn`,
				'Let each branch put the data into its items, for example with Edit Fields, and take it from $json. Nothing was sent.',
			);
		}
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
