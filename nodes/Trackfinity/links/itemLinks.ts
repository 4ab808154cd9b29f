import type { INodeExecutionData, IPairedItemData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { createYield } from '../timing';
import type { Execution, Output } from './execution';
import { isEarlier, itemsOf, outputsIn } from './execution';
import { createTurnCheck, outputsBefore } from './loops';
import type { Reference } from './references';

/** Where an item stands. */
interface Place extends Output {
	index: number;
}

/** An item on the way, and the items of the nodes before that it was made of. */
interface Step {
	place: Place;
	item: INodeExecutionData;
	before: readonly Place[];
}

/** The way that n8n follows from the node's items to those of another node, or to the beginning, as it noted the links. */
async function* stepsTo(execution: Execution, end: string): AsyncGenerator<Step> {
	const yieldToEventLoop = createYield();
	const [first] = execution.sources;
	const places: Place[] = first ? execution.items.map((_, index) => ({ ...first, index })) : [];
	const seen = new Set<string>();
	for (const place of places) {
		const { node, run, output, index } = place;
		const key = [index, output, run, node].join(' ');
		const item = execution.itemsAt(place)[index];
		if (node === end || !item || seen.has(key)) continue;
		seen.add(key);
		const before = linksOf(execution, place);
		for (const one of before) places.push(one);
		yield { place, item, before };
		await yieldToEventLoop();
	}
}

/** The items that n8n noted an item to be made of. */
function linksOf(execution: Execution, place: Place): Place[] {
	const { pairedItem } = execution.itemsAt(place)[place.index] ?? {};
	return [pairedItem ?? []].flat().flatMap((link) => {
		const paired: IPairedItemData = typeof link === 'number' ? { item: link } : link;
		const source = paired.sourceOverwrite ?? execution.runAt(place)?.source[paired.input ?? 0];
		return outputsIn([source ?? null]).map((from) => ({ ...from, index: paired.item }));
	});
}

/**
 * Says where n8n may have linked the node's items to wrong ones of a node; undefined where it can't have.
 *
 * @param end the node whose items are taken; `''` for any
 */
export async function findMislink(
	execution: Execution,
	end: string,
): Promise<InvalidInput | undefined> {
	if (execution.leavesNoChoice(end) || ledByOneItem(execution, end)) return undefined;
	for await (const step of stepsTo(execution, end)) {
		const onGuess = adviceOnGuess(execution, step);
		const isMade = onGuess !== undefined && !isPassedOn(execution, step);
		const advice =
			adviceOnAgent(execution, step.place) ??
			(isMade ? onGuess : undefined) ??
			adviceOnCopy(execution, step, end);
		if (advice === undefined) continue;
		return new InvalidInput(
			`Behind '${step.place.node}', n8n may take this item for another one`,
			`${advice} Nothing was sent.`,
		);
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

/** What to do where a link is n8n's own, because the node gave none (ran on 2.41). */
function adviceOnGuess(execution: Execution, { place, before }: Step): string | undefined {
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
): string | undefined {
	const origin = isCodeForAll(execution, place.node) && originIn(execution, place, end);
	if (!origin) return undefined;
	const given = execution.itemsAt(origin);
	const text = JSON.stringify(item.json);
	if (!numbersByData(given).has(text) || JSON.stringify(given[origin.index]?.json) === text) {
		return undefined;
	}
	return `It returned an item of '${end}' with a link to another one. Take the data from $json, not by .item.`;
}

/** The item of a node that the links lead to, as long as there is one at a time. */
function originIn(execution: Execution, from: Place, end: string): Place | undefined {
	const passed = new Set<INodeExecutionData | undefined>();
	for (let place: Place | undefined = from; place;) {
		if (place.node === end) return place;
		const item: INodeExecutionData | undefined = execution.itemsAt(place)[place.index];
		const [before, ...others]: Place[] = passed.has(item) ? [] : linksOf(execution, place);
		passed.add(item);
		place = others.length === 0 ? before : undefined;
	}
	return undefined;
}

/** A Merge has no more. Where thousands were put together into one, n8n would follow all of them for each item, for minutes. */
const MAX_LINKS = 10;
/** They return all their items at once, which n8n links by position, whatever their order. */
const runsCode = /\.(?:aiTransform|code|function)$/;

function isCodeForAll(execution: Execution, name: string): boolean {
	const { type = '', parameters } = execution.workflow.getNode(name) ?? {};
	return runsCode.test(type) && parameters?.mode !== 'runOnceForEachItem';
}

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

/** Whether an item looks like the one that it is linked to, and like no other, or there was only one: then it's not in doubt. */
function isPassedOn(execution: Execution, { item, before: [link] }: Step): boolean {
	const given = link ? execution.itemsAt(link) : [];
	return given.length < 2 || numbersByData(given).get(JSON.stringify(item.json)) === link?.index;
}

const known = new WeakMap<readonly INodeExecutionData[], Map<string, number>>();

/** The numbers of items by their data, NaN where several have the same. Read once: there may be ten thousand. */
function numbersByData(items: readonly INodeExecutionData[]): ReadonlyMap<string, number> {
	const numbers = known.get(items) ?? new Map<string, number>();
	known.set(items, numbers);
	for (const [number, { json }] of numbers.size === 0 ? items.entries() : []) {
		const text = JSON.stringify(json);
		numbers.set(text, numbers.has(text) ? NaN : number);
	}
	return numbers;
}

/** Nodes that choose among their items, and operations of others that do. */
const chooses =
	/\.(?:aiTransform|code|compareDatasets|filter|function|functionItem|if|merge|removeDuplicates|switch|textClassifier)$/;
const choosing = ['removeDuplicates', 'rowExists', 'rowNotExists'];

/**
 * Throws an InvalidInput where data is taken from behind nobody: with Always Output Data, n8n links an empty item to those
 * that did not pass (a node whose first output is empty gives one, whatever goes out by the others; ran on 2.41).
 *
 * @param named the nodes whose items are taken; `''` for any
 */
export async function throwIfNobodyPassed(
	execution: Execution,
	named: ReadonlySet<string>,
): Promise<void> {
	const { workflow } = execution;
	const isAlways = Object.values(workflow.nodes).some((node) => node.alwaysOutputData);
	if (!isAlways || named.size === 0) return;
	const origins = execution.isToolCall ? lastBeforeAgents(execution) : stepsTo(execution, '');
	for await (const { place, item } of origins) {
		const node = workflow.getNode(place.node);
		if (node?.alwaysOutputData !== true) continue;
		const { name, type, parameters } = node;
		const isChoice = chooses.test(type) || choosing.includes(String(parameters.operation));
		const isEmpty = Object.keys(item.json ?? {}).length === 0 && item.binary === undefined;
		const isOnly = execution.itemsAt(place).length === 1;
		if (!isEmpty || !isOnly || (!isChoice && itemsOf(execution.runAt(place)).length === 1))
			continue;
		const before = workflow.getParentNodes(name);
		if (!named.has('') && !before.some((one) => named.has(one))) continue;
		throw new InvalidInput(
			`No item passed '${name}', which always outputs one`,
			`Turn off 'Always Output Data' in the settings of '${name}', or take the data from $json. Nothing was sent.`,
		);
	}
}

/** What the nodes before an agent that has this tool last gave out in this turn: n8n links a tool's calls to something else. */
function* lastBeforeAgents(execution: Execution): Generator<Pick<Step, 'place' | 'item'>> {
	const { workflow } = execution;
	const agents = workflow.getChildNodes(execution.name, 'ai_tool');
	const loopApart = createTurnCheck(execution, new Map());
	for (const node of agents.flatMap((agent) => workflow.getParentNodes(agent))) {
		const place = { node, run: execution.runsOf(node).length - 1, output: 0, index: 0 };
		const [item] = execution.itemsAt(place);
		if (item && loopApart(node, place.run) === undefined) yield { place, item };
	}
}
