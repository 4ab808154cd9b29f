import type { INodeExecutionData, IPairedItemData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { createYield } from '../timing';
import type { Execution, Output } from './execution';
import { isEarlier, outputsIn } from './execution';
import { outputsBefore } from './loops';
import type { Reference } from './references';

/** Where an item stands. */
export interface Place extends Output {
	index: number;
}

/** An item on the way, and the items of the nodes before that it was made of. */
interface Step {
	place: Place;
	item: INodeExecutionData;
	before: readonly Place[];
}

/** The way that n8n follows by its links from the items that our node got to those of another node, or to the beginning. */
export async function* stepsTo(execution: Execution, end: string): AsyncGenerator<Step> {
	const yieldToEventLoop = createYield();
	const [first] = execution.sources;
	const places: Place[] = first ? execution.items.map((_, index) => ({ ...first, index })) : [];
	const seen = new Set<string>();
	for (const place of places) {
		const key = keyOf(place);
		const item = itemAt(execution, place);
		if (place.node === end || !item || seen.has(key)) continue;
		seen.add(key);
		const before = linksOf(execution, place);
		for (const one of before) places.push(one);
		yield { place, item, before };
		await yieldToEventLoop();
	}
}

function keyOf({ node, run, output, index }: Place): string {
	return [index, output, run, node].join(' ');
}

function itemAt(execution: Execution, place: Place): INodeExecutionData | undefined {
	return execution.itemsAt(place)[place.index];
}

/** The items that n8n noted an item to be made of. */
function linksOf(execution: Execution, place: Place): Place[] {
	const { pairedItem } = itemAt(execution, place) ?? {};
	return [pairedItem ?? []].flat().flatMap((link) => {
		const paired: IPairedItemData = typeof link === 'number' ? { item: link } : link;
		const source = paired.sourceOverwrite ?? execution.runAt(place)?.source[paired.input ?? 0];
		return outputsIn([source ?? null]).map((from) => ({ ...from, index: paired.item }));
	});
}

/** The item that n8n noted an item to be made of, if it's only one. */
export function onlyLinkOf(execution: Execution, place: Place): Place | undefined {
	const [before, ...others] = linksOf(execution, place);
	return others.length === 0 ? before : undefined;
}

/** A Merge has no more. Where thousands were put together into one, n8n would follow all of them for each item, for minutes. */
const MAX_LINKS = 10;

/**
 * Whether n8n's links to a node prove whose data it is: none is in doubt, and they can be followed for each item. Where data is
 * taken by position, links that go by position prove nothing.
 */
export async function linksProve(
	execution: Execution,
	{ node: end, by }: Reference,
): Promise<boolean> {
	if (await findMislink(execution, end)) return false;
	for await (const step of stepsTo(execution, end)) {
		if (step.before.length > MAX_LINKS) return false;
		const isByPosition = by === 'position' && isCodeForAll(execution, step.place.node);
		if (isByPosition && !isPassedOn(execution, step)) return false;
	}
	return true;
}

/**
 * Throws an InvalidInput where n8n may have linked the node's items to wrong ones of a node.
 *
 * @param end the node whose items are taken; `''` for any
 */
export async function throwIfMislinked(execution: Execution, end: string): Promise<void> {
	const mislink = await findMislink(execution, end);
	if (mislink === undefined) return;
	throw new InvalidInput(
		`Behind '${mislink.node}', n8n may take this item for another one`,
		`${mislink.advice} Nothing was sent.`,
	);
}

/** Where n8n may have linked items to wrong ones, and what to do; undefined where it can't have. */
async function findMislink(execution: Execution, end: string) {
	if (execution.leavesNoChoice(end) || ledByOneItem(execution, end)) return undefined;
	const origins = new Map<string, Place | undefined>();
	for await (const step of stepsTo(execution, end)) {
		const advice =
			adviceOnAgent(execution, step.place) ??
			adviceOnGuess(execution, step) ??
			adviceOnCopy(execution, step, end, origins);
		if (advice !== undefined) return { node: step.place.node, advice };
	}
	return undefined;
}

/** Whether only one item of a node can have led here, as in a loop that gives out one item in each turn. */
function ledByOneItem(execution: Execution, name: string): boolean {
	const before = outputsBefore(execution);
	const [leading, ...others] = before.get(name) ?? [];
	if (!leading || others.length > 0 || execution.itemsAt(leading).length !== 1) return false;
	// Behind an agent with tools, n8n may link to another run.
	return [...before.keys()].every((node) => execution.toolsOf(node).length === 0);
}

const inALoop =
	"Put Loop Over Items with a Batch Size of 1 before it, and take the data by .first(), such as $('Loop Over Items').first(1).";

/** After its tools ran, n8n notes the first output before an agent as its source, in the run with the agent's own index. */
function adviceOnAgent(execution: Execution, place: Output): string | undefined {
	const { node: name, run } = place;
	const hasCalled = execution.toolsOf(name).some((tool) => {
		const calls = execution.runsOf(tool).map(({ source }) => outputsIn(source)[0]);
		if (calls.length === 0) return execution.isPartial;
		return calls.some((caller) => caller?.node === name && caller.run === run);
	});
	const agent = execution.workflow.getNode(name);
	// Before version 3, agents ran their tools by themselves.
	const isOld = agent?.type.endsWith('.agent') === true && agent.typeVersion < 3;
	const [from] = outputsIn(execution.runAt(place)?.source);
	if (!hasCalled || isOld || !from) return undefined;
	const runs = execution.runsOf(name);
	const runsBefore = execution.runsOf(from.node);
	// Otherwise, a later run before it may have come to it first.
	const isInOrder = runs.every((one, index) => {
		const next = runsBefore[index + 1];
		return next === undefined || isEarlier(one, next);
	});
	const isSameRun = isInOrder && runs.length === runsBefore.length;
	if (isSameRun && execution.isOnlyWay(from, name)) return undefined;
	return `Behind an agent that called a tool, in a branch or a loop, don't use .item. ${inALoop}`;
}

/** What to do where a link is n8n's own, because the node gave none (ran on 2.41), and data doesn't show that it's right. */
function adviceOnGuess(execution: Execution, step: Step): string | undefined {
	const advice = adviceOnUnlinked(execution, step);
	return advice === undefined || isPassedOn(execution, step) ? undefined : advice;
}

function adviceOnUnlinked(execution: Execution, { place, before }: Step): string | undefined {
	const { type = '', parameters, executeOnce } = execution.workflow.getNode(place.node) ?? {};
	// It ran for the first item.
	if (executeOnce) return undefined;
	if (execution.pinData[place.node]) {
		return 'Its output is pinned. Unpin it, or take the data from $json, not by .item.';
	}
	if (type.endsWith('.executeWorkflow') && parameters?.mode !== 'each') {
		return 'Let the sub-workflow return the data in its items, and take it from $json, not by .item.';
	}
	const { data: { main = [] } = {}, source = [] } = execution.runAt(place) ?? {};
	const isAlone = [main, main[0], source, before].every((list) => list?.length === 1);
	if (!isAlone || before[0]?.index !== 0) return undefined;
	return `It returned one item for several. ${inALoop} Or let it return the data, and take it from $json.`;
}

/**
 * What to do where code returned an item of the named node, as `return $('Name').all()` does: it brings that node's links along,
 * which n8n then takes for links to what the code was given (ran on 2.41).
 */
function adviceOnCopy(
	execution: Execution,
	{ place, item }: Step,
	end: string,
	origins: Map<string, Place | undefined>,
): string | undefined {
	if (!isCodeForAll(execution, place.node)) return undefined;
	const origin = originIn(execution, place, end, origins);
	if (origin === undefined) return undefined;
	const given = execution.itemsAt(origin);
	const text = JSON.stringify(item.json);
	const isLinked = JSON.stringify(given[origin.index]?.json) === text;
	if (isLinked || !indexesByData(given).has(text)) return undefined;
	return `It returned an item of '${end}' with a link to another one. Take the data from $json, not by .item.`;
}

/**
 * The item of a node that the links lead to, as long as there is one at a time.
 *
 * @param origins those found before: without them, thousands of turns behind one another would each be followed to the end
 */
function originIn(
	execution: Execution,
	from: Place,
	end: string,
	origins: Map<string, Place | undefined>,
): Place | undefined {
	const passed: string[] = [];
	let place: Place | undefined = from;
	while (place && place.node !== end) {
		const key = keyOf(place);
		passed.push(key);
		if (origins.has(key)) {
			place = origins.get(key);
			break;
		}
		// Should the links lead back here, they lead nowhere.
		origins.set(key, undefined);
		place = onlyLinkOf(execution, place);
	}
	for (const key of passed) origins.set(key, place);
	return place;
}

/** They return all their items at once, which n8n links by position, whatever their order. */
const runsCode = /\.(?:aiTransform|code|function)$/;

function isCodeForAll(execution: Execution, name: string): boolean {
	const { type = '', parameters } = execution.workflow.getNode(name) ?? {};
	return runsCode.test(type) && parameters?.mode !== 'runOnceForEachItem';
}

/** Whether an item looks like the one that it is linked to, and like no other, or there was only one: then it's not in doubt. */
function isPassedOn(execution: Execution, { item, before: [link] }: Step): boolean {
	const given = link ? execution.itemsAt(link) : [];
	return given.length < 2 || indexesByData(given).get(JSON.stringify(item.json)) === link?.index;
}

/** Each list is read once: it may have ten thousand items, each of which is asked for. */
const known = new WeakMap<readonly INodeExecutionData[], ReadonlyMap<string, number>>();

/** The indexes of items by their data, NaN where several have the same. */
function indexesByData(items: readonly INodeExecutionData[]): ReadonlyMap<string, number> {
	const read = known.get(items);
	if (read) return read;
	const indexes = new Map<string, number>();
	for (const [index, { json }] of items.entries()) {
		const text = JSON.stringify(json);
		indexes.set(text, indexes.has(text) ? NaN : index);
	}
	known.set(items, indexes);
	return indexes;
}
