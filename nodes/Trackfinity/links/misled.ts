import type { IExecuteFunctions } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { Execution, itemsOf } from './execution';
import { textsIn } from './expressions';
import { findMislink, throwIfNobodyPassed } from './itemLinks';
import { throwIfOfAnotherRun, throwIfPinnedAnew } from './lastRun';
import { throwIfNotItsOwn, throwIfOfAnotherInput, throwIfOfAnotherItem } from './otherItem';
import type { Reference, Sources } from './references';
import { readText } from './references';
import { throwIfMixedUp, throwIfUnlinked } from './toolCall';

/** What was read of the texts in parameters, which are the same object in all turns of a loop. */
const known = new WeakMap<object, ReadonlyMap<string, Sources>>();

/**
 * Throws an InvalidInput where expressions in what is stored, parameters or a credential, would get the data of another item
 * or of another call from n8n. It goes by what n8n noted of the execution. n8n comes to data of an earlier node in three ways,
 * each with its own doubts: by its links from item to item (`itemLinks.ts`), by the position of the item (here), and from the
 * node's last run (`lastRun.ts`). What gets the data that the links lead to, and no link is in doubt, is right by all of them
 * (`otherItem.ts`). A tool's call has no items with such links (`toolCall.ts`).
 *
 * @param naming what of it is stored in the fields that name the customer
 */
export async function throwIfMisled(
	context: IExecuteFunctions,
	stored: object,
	naming: readonly unknown[] = [],
): Promise<void> {
	const texts = textsIn(stored);
	if (texts.length === 0) return;
	const execution = new Execution(context);
	const byText = known.get(stored) ?? new Map(texts.map((text) => [text, readText(text)]));
	known.set(stored, byText);
	const read = [...byText.values()];
	const references = read.flatMap((one) => one.references);
	throwIfMixedUp(execution, new Set(read.flatMap(({ fromAI }) => fromAI)));
	if (references.length > 0) throwIfPinnedAnew(execution);
	if (execution.isToolCall) {
		// n8n links the calls of a tool to something else than the items that are meant.
		throwIfOfAnotherRun(execution, references);
		throwIfUnlinked(execution, references, new Set(read.flatMap(({ variables }) => variables)));
	} else {
		await throwIfOfAnotherInput(
			execution,
			read.flatMap(({ ofInput }) => ofInput),
		);
		const doubtful = await throwIfOfAnotherItem(execution, references);
		throwIfOfAnotherRun(execution, doubtful);
		const byPosition = doubtful.filter(({ by }) => by === 'position');
		const byLink = doubtful.filter(({ by }) => by === 'link');
		for (const name of nodesOf(byPosition)) throwIfByPosition(execution, name);
		for (const name of nodesOf(byLink)) {
			const mislink = await findMislink(execution, name);
			if (mislink) throw mislink;
		}
		for (const text of textsIn(naming)) {
			const sources = byText.get(text);
			if (sources) throwIfNotItsOwn(execution, sources, doubtful);
		}
	}
	await throwIfNobodyPassed(execution, nodesOf(references));
}

function nodesOf(references: readonly Reference[]): Set<string> {
	return new Set(references.map(({ node }) => node));
}

/** Where n8n goes by the item's position here, though it stood elsewhere before others were filtered out (ran on 2.41). */
function throwIfByPosition(execution: Execution, name: string): void {
	const isCertain = execution.nodesNamed(name).every((node) => {
		const isOnly = itemsOf(execution.runsOf(node).at(-1)).length < 2;
		// Directly before, it gave out our items, whichever output is meant.
		const isBefore = execution.sources.some(
			(source) => source.node === node && execution.isOnlyWay(source, execution.name),
		);
		return isOnly || isBefore;
	});
	if (isCertain) return;
	throw new InvalidInput(
		'An expression takes data of another node by position, which may be that of another item',
		`Use $('${name || 'Name'}').item. Nothing was sent.`,
	);
}
