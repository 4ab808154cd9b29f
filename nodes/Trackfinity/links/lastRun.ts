import type { INodeExecutionData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import type { Execution, Output } from './execution';
import { outputsIn } from './execution';
import type { OutputsBefore } from './loops';
import { createTurnCheck, outputsBefore } from './loops';
import type { Reference } from './references';

/**
 * Throws an InvalidInput where expressions have data of a node that ran several times. Except by link, n8n takes that of its
 * last run (ran on 1.123, 2.20 and 2.41) or of one by its number, which may be about another item.
 */
export function throwIfFromAnotherRun(
	execution: Execution,
	references: readonly Reference[],
): void {
	const unlinked = references.filter(({ by }) => by !== 'link');
	if (unlinked.length === 0) return;
	const before = outputsBefore(execution);
	const headOfOtherTurn = createTurnCheck(execution, before);
	for (const reference of unlinked) {
		for (const node of execution.nodesNamed(reference.node)) {
			const run = execution.runReadBy(reference, node);
			const leading = before.get(node);
			if (leading?.some((one) => one.run !== run)) {
				throw new InvalidInput(
					`'${node}' ran more than once, and n8n may take its data from another run than this item's`,
					`Take the data from $json, or use $('${node}').item. Nothing was sent.`,
				);
			}
			if (leading) continue;
			const head = headOfOtherTurn(node, run);
			if (head !== undefined) {
				throw ofAnotherWay(
					`'${node}' ran behind another run of '${head}', such as another turn of a loop, and n8n takes its data from there`,
				);
			}
			// A list as a whole may be one to look something up in.
			if (reference.pick === undefined) continue;
			const fork = forkBefore(execution, before, { node, run, output: 0 });
			if (fork === undefined) continue;
			throw ofAnotherWay(
				`'${node}' ran for items that left '${fork}' by another output than this one`,
			);
		}
	}
}

/** What to throw where data came another way than the item, in these words. */
export function ofAnotherWay(message: string): InvalidInput {
	return new InvalidInput(
		message,
		'Let each branch put the data into its items, for example with Edit Fields, and take it from $json. Nothing was sent.',
	);
}

/** The node whose run gave these items out by other outputs than those that lead to our node; none if any way here is shared. */
function forkBefore(execution: Execution, before: OutputsBefore, at: Output): string | undefined {
	let fork: string | undefined;
	const outputs = [at];
	const seen = new Set<unknown>();
	for (const output of outputs) {
		const run = execution.runAt(output);
		if (seen.has(run)) continue;
		seen.add(run);
		for (const from of outputsIn(run?.source)) {
			const ours = before.get(from.node)?.filter((one) => one.run === from.run) ?? [];
			if (ours.some((one) => one.output === from.output)) return undefined;
			if (ours.length > 0) fork ??= from.node;
			else outputs.push(from);
		}
	}
	return fork;
}

/**
 * Throws an InvalidInput where a pinned output was changed: n8n starts from what is pinned now, but still has its earlier run
 * for expressions.
 */
export function throwIfPinnedAnew(execution: Execution): void {
	const textOf = (items: readonly INodeExecutionData[]) =>
		JSON.stringify(items.map(({ json }) => json));
	for (const [name, pinned] of Object.entries(execution.pinData)) {
		const given = execution.runsOf(name).at(-1)?.data?.main?.[0];
		const isUsed = execution.workflow.getNode(name)?.disabled !== true;
		if (!isUsed || !given || textOf(given) === textOf(pinned)) continue;
		throw new InvalidInput(
			`'${name}' is pinned, but n8n still has other data of an earlier run of it`,
			`Execute the whole workflow, unpin '${name}', or take the data from $json. Nothing was sent.`,
		);
	}
}
