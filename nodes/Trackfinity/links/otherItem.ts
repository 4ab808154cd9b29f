import type { INodeExecutionData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { createYield } from '../timing';
import type { Execution } from './execution';
import { ifGiven, itemsOf } from './execution';
import { linksProve } from './itemLinks';
import { outputsBefore } from './loops';
import { throwIfFromAnotherBranch } from './otherBranch';
import type { Picked, Reference, Sources } from './references';

/** The part of n8n's data proxy for an item that is asked here; its types give it none. */
interface ItemData {
	$: (node: string) => {
		item: INodeExecutionData;
		itemMatching: (index: number) => INodeExecutionData;
		all: (output: unknown, run: unknown) => INodeExecutionData[];
	};
}

/** Throws an InvalidInput where expressions take one of the node's own items for another one, as `$input.first()` does. */
export async function throwIfFromAnotherInputItem(
	{ items }: Execution,
	fromInput: readonly Picked[],
): Promise<void> {
	const yieldToEventLoop = createYield();
	for (const picked of fromInput) {
		const taken = items.at(Number(picked.pick));
		if (!taken || !Number.isInteger(picked.pick)) continue;
		const value = valueOf(taken, picked);
		for (const [index, item] of items.entries()) {
			if (valueOf(item, picked) !== value) {
				throw fromAnotherItem(index, "this node's input", '$json');
			}
			await yieldToEventLoop();
		}
	}
}

/**
 * Throws an InvalidInput where expressions have the data of one item for another one, as `.first()` has for all items but
 * the first. n8n's links say where an item comes from; without one to the node, or with one in doubt, nothing is known.
 *
 * @returns the doubtful references: of which it isn't known that each item gets its own data
 */
export async function throwIfFromAnotherItem(
	execution: Execution,
	references: readonly Reference[],
): Promise<Reference[]> {
	const doubtful: Reference[] = [];
	for (const reference of references) {
		await throwIfFromAnotherBranch(execution, reference);
		if (!(await givesOwnData(execution, reference))) doubtful.push(reference);
	}
	return doubtful;
}

/** Whether each item gets the data of the item that it comes from; throws an InvalidInput if one gets another's. */
async function givesOwnData(execution: Execution, reference: Reference): Promise<boolean> {
	const { node, by, pick, output } = reference;
	if (pick !== 'own' && !Number.isInteger(pick)) return false;
	if (node === '' || execution.leavesNoChoice(node)) return false;
	if (!(await linksProve(execution, reference))) return false;
	const yieldToEventLoop = createYield();
	const run = execution.runReadBy(reference, node);
	// In a loop that is drawn by hand, links lead to earlier turns, too.
	const leading = outputsBefore(execution).get(node) ?? [];
	let isKnown = by === 'link' || leading.some((one) => one.run === run);
	for (const index of execution.items.keys()) {
		const { $ } = execution.context.getWorkflowDataProxy(index) as unknown as ItemData;
		const picked = pick === 'own' ? index : Number(pick);
		const taken = ifGiven(() =>
			by === 'link' ? $(node).itemMatching(picked) : $(node).all(output, run).at(picked),
		);
		const linked = ifGiven(() => $(node).item);
		if (!taken || !linked) isKnown = false;
		else if (valueOf(taken, reference) !== valueOf(linked, reference)) {
			throw fromAnotherItem(index, `'${node}'`, `$('${node}').item`);
		}
		await yieldToEventLoop();
	}
	return isKnown;
}

function fromAnotherItem(index: number, where: string, own: string): InvalidInput {
	return new InvalidInput(
		`For item ${index}, an expression takes the data of another item of ${where}`,
		`Replace it with ${own}. If only one item is meant, let only that one reach this node, for example with Limit. Nothing was sent.`,
	);
}

/**
 * Throws an InvalidInput where a text that names a customer takes the data of one of several items, though n8n's links don't
 * say whose it is, or names one customer for all items, though it takes the data of several.
 *
 * @param doubtful all references of which it isn't known that each item gets its own data
 */
export function throwIfNamingDoubtful(
	execution: Execution,
	{ references, fromInput, isOfItem }: Sources,
	doubtful: readonly Reference[],
): void {
	const isForSeveral = execution.items.length > 1;
	const unproven = references.filter((reference) => doubtful.includes(reference));
	for (const reference of unproven) {
		// Beside data of the item itself, it may be what all turns of a loop have, or only asked for.
		const isBeside = isOfItem && (!isForSeveral || reference.path?.length === 0);
		if (!isBeside) throwIfOneOfSeveral(execution, reference);
	}
	if (isOfItem || !isForSeveral) return;
	const ofOwn = fromInput.map((picked) => ({ ...picked, node: '' }));
	const shared = [...unproven, ...ofOwn].find(
		({ node, pick }) => !Number.isInteger(pick) && !execution.leavesNoChoice(node),
	);
	if (shared === undefined) return;
	const own = shared.node === '' ? '$json' : `$('${shared.node}').item`;
	throw new InvalidInput(
		'All items would name the same customer, because an expression takes the data of several items at once',
		`Take the data of each item, such as ${own}. If only one customer is meant, let only one item reach this node, for example with Limit. Nothing was sent.`,
	);
}

function throwIfOneOfSeveral(execution: Execution, reference: Reference): void {
	const { node, pick, output } = reference;
	if (!Number.isInteger(pick)) return;
	const run = execution.runReadBy(reference, node);
	const [way, ...others] = outputsBefore(execution).get(node) ?? [];
	const isWay = others.length === 0 && way?.run === run && way.output === output;
	// By another output, other items may have led here.
	const given = isWay ? execution.itemsAt(way) : itemsOf(execution.runsOf(node)[run]);
	const values = given.map((item) => valueOf(item, reference));
	const isOne = node === '' ? execution.items.length < 2 : new Set(values).size < 2;
	if (isOne) return;
	throw new InvalidInput(
		`An expression takes the data of one of several items of ${node ? `'${node}'` : 'another node'}, and n8n doesn't know whether it is this item's`,
		'Take the data from $json. If only that one is meant, put a Limit behind that node, and name the Limit instead. Nothing was sent.',
	);
}

/** What is taken of an item, as a text that is the same for the same data. */
function valueOf(item: INodeExecutionData, { path = [] }: Picked): string | undefined {
	const names = path[0] === 'json' || path[0] === 'binary' ? path : ['json'];
	return JSON.stringify(names.reduce(propertyOf, item));
}

function propertyOf(value: unknown, name: string): unknown {
	return (Object(value) as Record<string, unknown>)[name];
}
