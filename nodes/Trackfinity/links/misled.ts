import type { IExecuteFunctions } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { throwIfNobodyPassed } from './alwaysOutput';
import { Execution, itemsOf } from './execution';
import { textsIn } from './expressions';
import { throwIfMislinked } from './itemLinks';
import { throwIfFromAnotherRun, throwIfPinnedAnew } from './lastRun';
import {
	throwIfFromAnotherInputItem,
	throwIfFromAnotherItem,
	throwIfNamingDoubtful,
} from './otherItem';
import type { Reference, Sources } from './references';
import { readText } from './references';
import { throwIfAgentWouldGoOn, throwIfMixedUp, throwIfUnlinked } from './toolCall';

/**
 * Throws an InvalidInput where expressions in what is stored, parameters or a credential, would get the data of another item
 * or of another call from n8n. It goes by what n8n noted of the execution. n8n comes to data of an earlier node in three ways,
 * each with its own doubts: by its links from item to item (`itemLinks.ts`), by the position of the item (here), and from the
 * node's last run (`lastRun.ts`). What gets the data that the links lead to, and no link is in doubt, is right by all of them
 * (`otherItem.ts`), unless nobody passed a node on the way (`alwaysOutput.ts`). Where branches meet, a node's only item may be
 * that of others (`otherBranch.ts`). A tool's call has no items with such links (`toolCall.ts`).
 *
 * @param naming what of it is stored in the fields that name the customer
 */
export async function throwIfMisled(
	context: IExecuteFunctions,
	stored: object,
	naming: readonly unknown[] = [],
): Promise<void> {
	const byText = sourcesIn(stored);
	if (byText.size === 0) return;
	const sources = [...byText.values()];
	const references = sources.flatMap((one) => one.references);
	const execution = new Execution(context);
	throwIfMixedUp(execution, new Set(sources.flatMap(({ fromAI }) => fromAI)));
	if (references.length > 0) throwIfPinnedAnew(execution);
	if (execution.isToolCall) {
		// n8n links the calls of a tool to something else than the items that are meant.
		throwIfFromAnotherRun(execution, references);
		throwIfAgentWouldGoOn(execution);
		throwIfUnlinked(execution, references, new Set(sources.flatMap(({ variables }) => variables)));
	} else {
		const fromInput = sources.flatMap((one) => one.fromInput);
		await throwIfFromAnotherInputItem(execution, fromInput);
		const doubtful = await throwIfFromAnotherItem(execution, references);
		throwIfFromAnotherRun(execution, doubtful);
		const byPosition = doubtful.filter(({ by }) => by === 'position');
		const byLink = doubtful.filter(({ by }) => by === 'link');
		for (const node of nodesOf(byPosition)) throwIfByPosition(execution, node);
		for (const node of nodesOf(byLink)) await throwIfMislinked(execution, node);
		for (const text of textsIn(naming)) {
			const named = byText.get(text);
			if (named) throwIfNamingDoubtful(execution, named, doubtful);
		}
	}
	await throwIfNobodyPassed(execution, nodesOf(references));
}

/** What is stored is the same object in all turns of a loop, and read in the first one. */
const known = new WeakMap<object, ReadonlyMap<string, Sources>>();

/** The texts with expressions in what is stored, and where their data comes from. */
function sourcesIn(stored: object): ReadonlyMap<string, Sources> {
	const byText =
		known.get(stored) ?? new Map(textsIn(stored).map((text) => [text, readText(text)]));
	known.set(stored, byText);
	return byText;
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
