import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { isOfAnotherTurn, loopsAround, runsBefore } from './loops';
import type { Sources } from './references';
import { executionOf, runReadBy, runsOf, workflowOf } from './runData';

/**
 * Throws an InvalidInput where expressions have data of a node that ran several times. Except by link, n8n takes that of its
 * last run (ran on 1.123, 2.20 and 2.41) or of one by its number, which may be about another item.
 */
export function throwIfOfAnotherRun(context: IExecuteFunctions, { references }: Sources): void {
	const unlinked = references.filter(({ by }) => by !== 'link');
	if (unlinked.length === 0) return;
	const before = runsBefore(context);
	const loops = loopsAround(context);
	for (const reference of unlinked) {
		const names = Object.keys(executionOf(context).resultData.runData);
		for (const name of reference.node === '' ? names : [reference.node]) {
			const read = runReadBy(context, reference, name);
			const run = before.get(name);
			if (run !== undefined && run !== read && runsOf(context, name).length > 1) {
				throw new InvalidInput(
					`'${name}' ran more than once, and n8n takes its data from another run than this item's`,
					`Take the data from $json, or use $('${name}').item. Nothing was sent.`,
				);
			}
			const loop = loops.find((one) => {
				const isInside = run === undefined && (name === one.head || one.body.has(name));
				return isInside && isOfAnotherTurn(context, one, [name, read], before.get(one.head));
			});
			if (loop === undefined) continue;
			throw new InvalidInput(
				`n8n takes the data of '${name}' from another turn of the loop that '${loop.head}' begins`,
				'Let each branch put the data into its items, for example with Edit Fields, and take it from $json. Nothing was sent.',
			);
		}
	}
}

/**
 * Throws an InvalidInput where a pinned output was changed: n8n starts from what is pinned now, but still has its earlier run
 * for expressions.
 */
export function throwIfPinnedAnew(context: IExecuteFunctions): void {
	const textOf = (items: readonly INodeExecutionData[]) =>
		JSON.stringify(items.map(({ json }) => json));
	for (const [name, pinned] of Object.entries(executionOf(context).resultData.pinData ?? {})) {
		const given = runsOf(context, name).at(-1)?.data?.main?.[0];
		const isUsed = workflowOf(context).getNode(name)?.disabled !== true;
		if (!isUsed || !given || given === pinned || textOf(given) === textOf(pinned)) continue;
		throw new InvalidInput(
			`'${name}' is pinned, but n8n still has other data of an earlier run of it`,
			`Execute the whole workflow, unpin '${name}', or take the data from $json. Nothing was sent.`,
		);
	}
}
