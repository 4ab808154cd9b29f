import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { loopsAround, nodesBefore } from './loops';
import type { Expression } from './references';
import { resultsOf, runReadBy, runsOf, workflowOf } from './runData';

/**
 * Throws an InvalidInput where an expression has data of a node that ran several times. Except by link, n8n takes that of its
 * last run (ran on 1.123, 2.20 and 2.41) or of one by its number, which may be about another item.
 */
export function throwIfOfAnotherRun(context: IExecuteFunctions, { references }: Expression): void {
	if (references.length > 0) throwIfPinnedAnew(context);
	const unlinked = references.filter(({ by }) => by !== 'link');
	if (unlinked.length === 0) return;
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
	for (const { head, body, isOfAnotherTurn } of loopsAround(context, ways)) {
		const isOfAnother = (name: string) =>
			!ways.has(name) && runsReadOf(name).some((read) => isOfAnotherTurn(name, read));
		const name = [head, ...body].find(isOfAnother);
		if (name === undefined) continue;
		throw new InvalidInput(
			`n8n takes the data of '${name}' from another turn of the loop that '${head}' begins`,
			'Let each branch put the data into its items, for example with Edit Fields, and take it from $json. Nothing was sent.',
		);
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
