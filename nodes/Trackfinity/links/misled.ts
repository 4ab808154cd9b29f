import type { IExecuteFunctions } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { throwIfNobodyPassed } from './alwaysOutput';
import { expressionsIn } from './expressions';
import { throwIfMislinked } from './itemLinks';
import { throwIfOfAnotherRun, throwIfPinnedAnew } from './lastRun';
import { readExpressions } from './references';
import { isOnlyWay, itemsOf, runsOf, sourcesOf } from './runData';
import { isToolCall, throwIfMixedUp, throwIfUnlinked } from './toolCall';

/**
 * Throws an InvalidInput where expressions in what is stored, parameters or a credential, would get the data of another item
 * or of another call from n8n. It goes by what n8n noted of the execution.
 */
export async function throwIfMisled(context: IExecuteFunctions, stored: object): Promise<void> {
	const texts = expressionsIn(stored);
	if (texts.length === 0) return;
	const read = readExpressions(texts);
	const nodesBy = (way?: string) =>
		new Set(read.references.flatMap(({ node, by }) => (by === (way ?? by) ? node : [])));
	throwIfMixedUp(context, read);
	if (read.references.length > 0) throwIfPinnedAnew(context);
	throwIfOfAnotherRun(context, read);
	if (isToolCall(context)) {
		throwIfUnlinked(context, read);
	} else {
		for (const name of nodesBy('position')) throwIfByPosition(context, name);
		for (const name of nodesBy('link')) await throwIfMislinked(context, name);
	}
	if (read.references.length > 0) await throwIfNobodyPassed(context, nodesBy());
}

/** Where n8n goes by the item's position here, though it stood elsewhere before others were filtered out (ran on 2.41). */
function throwIfByPosition(context: IExecuteFunctions, name: string): void {
	const runs = runsOf(context, name);
	const isOnly = runs.length === 0 || itemsOf(runs.at(-1)).length === 1;
	// Directly before, its items are those of its last run, whichever output is meant.
	const isBefore = sourcesOf(context).some((source) => {
		const { previousNode, previousNodeRun = 0 } = source;
		const isLastRun = previousNode === name && previousNodeRun === runs.length - 1;
		return isLastRun && isOnlyWay(context, source, context.getNode().name);
	});
	if (name !== '' && (isOnly || isBefore)) return;
	throw new InvalidInput(
		'An expression takes data of another node by position, which may be that of another item',
		`Use $('${name || 'Name'}').item. Nothing was sent.`,
	);
}
