import type { INodeExecutionData, IPairedItemData, ISourceData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { createYield } from '../timing';
import type { Execution, Run } from './execution';
import { isEarlier, itemsOf } from './execution';
import { createTurnCheck, runsBefore } from './loops';
import type { Reference } from './references';

/** An item on the way, where it came from, and the items of the nodes before that it was made of, by their numbers there. */
interface Origin {
	source: ISourceData;
	run: Run;
	item: INodeExecutionData;
	before: Array<{ source: ISourceData; index: number }>;
}

/** The way that n8n follows from the node's items to those of another node, or to the beginning, as it noted the links. */
async function* originsUpTo(execution: Execution, end: string): AsyncGenerator<Origin> {
	const yieldToEventLoop = createYield();
	const [first] = execution.sources;
	const places = first ? execution.items.map((_, index) => ({ source: first, index })) : [];
	const seen = new Set<string>();
	for (const { source, index } of places) {
		const { previousNode, previousNodeRun = 0, previousNodeOutput = 0 } = source;
		const place = [index, previousNodeOutput, previousNodeRun, previousNode].join(' ');
		const run = execution.runAt(source);
		const item = execution.itemsAt(source)[index];
		if (previousNode === end || !run || !item || seen.has(place)) continue;
		seen.add(place);
		const before = [item.pairedItem ?? []].flat().flatMap((link) => {
			const paired: IPairedItemData = typeof link === 'number' ? { item: link } : link;
			const from = paired.sourceOverwrite ?? run.source[paired.input ?? 0];
			return from ? { source: from, index: paired.item } : [];
		});
		for (const one of before) places.push(one);
		yield { source, run, item, before };
		await yieldToEventLoop();
	}
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
	// Of a node that didn't run, n8n has nothing.
	const hasRun = end === '' || execution.runsOf(end).length > 0;
	if (!hasRun || execution.gaveOneItem(end) || ledByOneItem(execution, end)) return undefined;
	for await (const origin of originsUpTo(execution, end)) {
		const advice = adviceOnAgent(execution, origin) ?? adviceOnLink(execution, origin);
		if (!advice) continue;
		return new InvalidInput(
			`Behind '${origin.source.previousNode}', n8n may take this item for another one`,
			`${advice} Nothing was sent.`,
		);
	}
	return undefined;
}

/** Whether only one item of a node can have led here, as in a loop that gives out one item in each turn. */
function ledByOneItem(execution: Execution, name: string): boolean {
	const before = runsBefore(execution);
	const [leading, ...others] = before.get(name) ?? [];
	// Behind an agent with tools, n8n may link to another run.
	const isCertain = ![...before.keys()].some((node) => execution.toolsOf(node).length > 0);
	if (!leading || others.length > 0 || !isCertain) return false;
	const { run, output } = leading;
	const source = { previousNode: name, previousNodeRun: run, previousNodeOutput: output };
	return execution.itemsAt(source).length === 1;
}

const inALoop =
	"Put Loop Over Items with a Batch Size of 1 before it, and take the data by .first(), such as $('Loop Over Items').first(1).";

/** After its tools ran, n8n notes the first output before an agent as its source, in the run with the agent's own index. */
function adviceOnAgent(execution: Execution, { source, run }: Origin): string | undefined {
	const { previousNode: name, previousNodeRun = 0 } = source;
	const hasCalled = execution.toolsOf(name).some((tool) => {
		const runs = execution.runsOf(tool);
		if (runs.length === 0) return execution.isPartial;
		return runs.some(({ source: [caller] }) => {
			return caller?.previousNode === name && (caller.previousNodeRun ?? 0) === previousNodeRun;
		});
	});
	const node = execution.workflow.getNode(name);
	// Before version 3, agents ran their tools by themselves.
	const isOld = node?.type.endsWith('.agent') === true && node.typeVersion < 3;
	const [from] = run.source;
	if (!hasCalled || isOld || !from) return undefined;
	const runs = execution.runsOf(name);
	const runsOfSource = execution.runsOf(from.previousNode);
	// Otherwise, a later run before it may have come to it first.
	const isInOrder = runs.every((one, index) => {
		const next = runsOfSource[index + 1];
		return next === undefined || isEarlier(one, next);
	});
	const isSameRun = isInOrder && runs.length === runsOfSource.length;
	if (isSameRun && execution.isOnlyWay(from, name)) return undefined;
	return `Behind an agent that called a tool, in a branch or a loop, don't use .item. ${inALoop}`;
}

/** What to do where n8n may have linked an item to another one by itself, because the node gave it no link (ran on 2.41). */
function adviceOnLink(
	execution: Execution,
	{ source, run, item, before: [link, ...others] }: Origin,
): string | undefined {
	const given = link ? execution.itemsAt(link.source) : [];
	const node = execution.workflow.getNode(source.previousNode);
	// With Execute Once, it ran for the first item.
	if (!link || given.length < 2 || node?.executeOnce === true) return undefined;
	const isPinned = execution.pinData[source.previousNode] !== undefined;
	const isSubWorkflow =
		node?.type.endsWith('.executeWorkflow') === true && node.parameters.mode !== 'each';
	const { main = [] } = run.data ?? {};
	const isOneOfSeveral =
		main.length === 1 && main[0]?.length === 1 && run.source.length === 1 && others.length === 0;
	const isGuess = isOneOfSeveral && link.index === 0;
	if (!isPinned && !isSubWorkflow && !isGuess) return undefined;
	// Who is passed on is not in doubt, unless others look the same.
	if (isPassedOn(item, given, link.index)) return undefined;
	if (isPinned) return 'Its output is pinned. Unpin it, or take the data from $json, not by .item.';
	return isSubWorkflow
		? 'Let the sub-workflow return the data in its items, and take it from $json, not by .item.'
		: `It returned one item for several. ${inALoop} Or let it return the data, and take it from $json.`;
}

/** A Merge has no more. Where thousands were put together into one, n8n would follow all of them for each item, for minutes. */
const MAX_LINKS = 10;
/** They return all their items at once, which n8n links by position, whatever their order. */
const runsCode = /\.(?:aiTransform|code|function)$/;

/**
 * Whether n8n's links can be followed to a node for each item, and prove whose data it is: where it is taken by position, links
 * that go by position prove nothing.
 */
export async function canBeFollowed(
	execution: Execution,
	{ node: end, by }: Reference,
): Promise<boolean> {
	for await (const { source, item, before } of originsUpTo(execution, end)) {
		if (before.length > MAX_LINKS) return false;
		const { type = '', parameters } = execution.workflow.getNode(source.previousNode) ?? {};
		if (by !== 'position' || !runsCode.test(type)) continue;
		const [link] = before;
		if (!link || parameters?.mode === 'runOnceForEachItem') continue;
		const given = execution.itemsAt(link.source);
		if (given.length > 1 && !isPassedOn(item, given, link.index)) return false;
	}
	return true;
}

/** Whether it looks like the item of that number, and like no other of those that were given. */
function isPassedOn(
	{ json }: INodeExecutionData,
	given: readonly INodeExecutionData[],
	index: number,
): boolean {
	return uniqueIn(given).get(JSON.stringify(json)) === index;
}

const uniqueByItems = new WeakMap<readonly INodeExecutionData[], Map<string, number>>();

/** By their data, the numbers of items that no other one looks like. Read once: there may be ten thousand. */
function uniqueIn(items: readonly INodeExecutionData[]): ReadonlyMap<string, number> {
	const known = uniqueByItems.get(items);
	if (known) return known;
	const unique = new Map<string, number>();
	for (const [index, { json }] of items.entries()) {
		const text = JSON.stringify(json);
		unique.set(text, unique.has(text) ? NaN : index);
	}
	uniqueByItems.set(items, unique);
	return unique;
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
	if (!Object.values(workflow.nodes).some((node) => node.alwaysOutputData)) return;
	const origins = execution.isToolCall ? lastBeforeAgents(execution) : originsUpTo(execution, '');
	for await (const { source, run, item } of origins) {
		const node = workflow.getNode(source.previousNode);
		if (node?.alwaysOutputData !== true) continue;
		const { name, type, parameters } = node;
		const isChoice = chooses.test(type) || choosing.includes(String(parameters.operation));
		const isEmpty = Object.keys(item.json ?? {}).length === 0 && item.binary === undefined;
		const isOnly = execution.itemsAt(source).length === 1;
		if (!isEmpty || !isOnly || (!isChoice && itemsOf(run).length === 1)) continue;
		const before = workflow.getParentNodes(name);
		if (!named.has('') && !before.some((one) => named.has(one))) continue;
		throw new InvalidInput(
			`No item passed '${name}', which always outputs one`,
			`Turn off 'Always Output Data' in the settings of '${name}', or take the data from $json. Nothing was sent.`,
		);
	}
}

/** What the nodes before an agent that has this tool last gave out in this turn: n8n links a tool's calls to something else. */
function* lastBeforeAgents(execution: Execution): Generator<Omit<Origin, 'before'>> {
	const { workflow } = execution;
	const agents = workflow.getChildNodes(execution.node.name, 'ai_tool');
	const loopApart = createTurnCheck(execution, new Map());
	for (const name of agents.flatMap((agent) => workflow.getParentNodes(agent))) {
		const last = execution.runsOf(name).length - 1;
		const source = { previousNode: name, previousNodeRun: last };
		const run = execution.runAt(source);
		const [item] = execution.itemsAt(source);
		if (run && item && loopApart(name, last) === undefined) yield { source, run, item };
	}
}
