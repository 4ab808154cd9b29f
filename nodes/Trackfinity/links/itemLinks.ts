import type { IExecuteFunctions, INodeExecutionData, ISourceData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { createYield } from '../timing';
import { expressionsIn } from './expressions';
import { throwIfOfAnotherRun } from './lastRun';
import { loopsAround } from './loops';
import type { Reference } from './references';
import { readExpression } from './references';
import type { Origin } from './runData';
import {
	gaveOneItem,
	isOnlyWay,
	isPartial,
	itemsFrom,
	itemsOf,
	originsUpTo,
	resultsOf,
	runsOf,
	sourcesOf,
	workflowOf,
} from './runData';
import { isToolCall, throwIfMixedUp, throwIfUnlinked } from './toolCall';

/**
 * Throws an InvalidInput where expressions in what is stored, parameters or a credential, would get the data of another item
 * or of another call from n8n. It goes by what n8n noted of the execution.
 */
export async function throwIfMisled(context: IExecuteFunctions, stored: object): Promise<void> {
	const linked = new Set<string>();
	const named = new Set<string>();
	for (const expression of expressionsIn(stored).map(readExpression)) {
		throwIfMixedUp(context, expression);
		throwIfOfAnotherRun(context, expression);
		if (isToolCall(context)) throwIfUnlinked(context, expression);
		for (const reference of expression.references) {
			named.add(reference.node);
			if (isToolCall(context)) continue;
			if (reference.by === 'position') throwIfByPosition(context, reference);
			if (reference.by === 'link') linked.add(reference.node);
		}
	}
	for (const name of linked) await throwIfMislinked(context, name);
	if (named.size > 0) await throwIfNobodyPassed(context, named);
}

/** Where n8n goes by the item's position here, though it stood elsewhere before others were filtered out (ran on 2.41). */
function throwIfByPosition(context: IExecuteFunctions, { node }: Reference): void {
	const runs = runsOf(context, node);
	const isOnly = runs.length === 0 || itemsOf(runs.at(-1)).length === 1;
	if (node !== '' && (isOnly || isBefore(context, node))) return;
	throw new InvalidInput(
		'An expression takes data of another node by position, which may be that of another item',
		`Use $('${node || 'Name'}').item. Nothing was sent.`,
	);
}

/** Whether the node's items are those of another one's last run, whichever output is meant. */
function isBefore(context: IExecuteFunctions, name: string): boolean {
	const lastRun = runsOf(context, name).length - 1;
	return sourcesOf(context).some((source) => {
		const { previousNode, previousNodeRun = 0 } = source;
		if (previousNode !== name || previousNodeRun !== lastRun) return false;
		return isOnlyWay(context, source, context.getNode().name);
	});
}

/** Nodes that choose among their items, and operations of others that do. */
const chooses =
	/\.(?:aiTransform|code|compareDatasets|filter|function|functionItem|if|merge|removeDuplicates|switch|textClassifier)$/;
const choosing = ['removeDuplicates', 'rowExists', 'rowNotExists'];

/**
 * With Always Output Data, n8n links an empty item to those that did not pass (a node whose first output is empty gives one,
 * whatever goes out by the others; ran on 2.41). What is taken from behind it isn't theirs.
 */
async function throwIfNobodyPassed(
	context: IExecuteFunctions,
	named: ReadonlySet<string>,
): Promise<void> {
	const yieldToEventLoop = createYield();
	const origins = isToolCall(context) ? lastBeforeAgents(context) : originsUpTo(context, '');
	for (const { source, run, item } of origins) {
		await yieldToEventLoop();
		const { name = '', type = '', parameters, alwaysOutputData } = nodeAt(context, source);
		const isEmpty = Object.keys(item.json ?? {}).length === 0 && item.binary === undefined;
		if (alwaysOutputData !== true || !isEmpty) continue;
		const isChoice = chooses.test(type) || choosing.includes(String(parameters?.operation));
		const isOnly = itemsFrom(context, source).length === 1;
		if (!isOnly || !(isChoice || itemsOf(run).length > 1)) continue;
		const parents = context.getParentNodes(name);
		if (!named.has('') && !parents.some((parent) => named.has(parent.name))) continue;
		throw new InvalidInput(
			`No item passed '${name}', which always outputs one`,
			`Turn off 'Always Output Data' in the settings of '${name}', or take the data from $json. Nothing was sent.`,
		);
	}
}

/** What the nodes before an agent that has this tool last gave out in this turn: n8n links a tool's calls to something else. */
function* lastBeforeAgents(context: IExecuteFunctions): Generator<Origin> {
	const agents = workflowOf(context)?.getChildNodes(context.getNode().name, 'ai_tool') ?? [];
	const loops = [...loopsAround(context)];
	for (const { name } of agents.flatMap((agent) => context.getParentNodes(agent))) {
		const runs = runsOf(context, name);
		const last = runs.length - 1;
		if (loops.some((one) => one.body.has(name) && one.isOfAnotherTurn(name, last))) continue;
		const run = runs[last];
		const [item] = run?.data?.main?.[0] ?? [];
		const source = { previousNode: name, previousNodeRun: last };
		if (run && item) yield { source, run, item, before: [] };
	}
}

/** @param end the node whose items are taken; `''` for any */
async function throwIfMislinked(context: IExecuteFunctions, end: string): Promise<void> {
	// If there is only one item, it is the one that is meant.
	const isCertain = end !== '' && gaveOneItem(context, end);
	const yieldToEventLoop = createYield();
	const seen = new Set<unknown>();
	for (const origin of originsUpTo(context, end)) {
		await yieldToEventLoop();
		const { source, run } = origin;
		const isFirst = !seen.has(run);
		seen.add(run);
		if (isCertain) continue;
		const advice = (isFirst && adviceOnAgent(context, origin)) || adviceOnLink(context, origin);
		if (!advice) continue;
		throw new InvalidInput(
			`Behind '${source.previousNode}', n8n may take this item for another one`,
			`${advice} Nothing was sent.`,
		);
	}
}

const inALoop =
	"Put Loop Over Items with a Batch Size of 1 before it, and take the data by .first(), such as $('Loop Over Items').first(1).";

/** After its tools ran, n8n notes the first output before an agent as its source, in the run with the agent's own index. */
function adviceOnAgent(context: IExecuteFunctions, { source, run }: Origin): string | undefined {
	const { previousNode: name, previousNodeRun = 0 } = source;
	const { type = '', typeVersion = 3 } = nodeAt(context, source);
	const tools = context.getParentNodes(name, { connectionType: 'ai_tool' });
	const hasCalled = tools.some((tool) => {
		const runs = runsOf(context, tool.name);
		if (runs.length === 0) return isPartial(context);
		return runs.some(({ source: [caller] }) => {
			return caller?.previousNode === name && (caller.previousNodeRun ?? 0) === previousNodeRun;
		});
	});
	const [from] = run.source;
	// Before version 3, agents ran their tools by themselves.
	if (!hasCalled || !from || (type.endsWith('.agent') && typeVersion < 3)) return undefined;
	const isSameRun = runsOf(context, name).length === runsOf(context, from.previousNode).length;
	if (isSameRun && isOnlyWay(context, from, name)) return undefined;
	return `Behind an agent that called a tool, in a branch or a loop, don't use .item. ${inALoop}`;
}

/** What to do where n8n may have linked an item to another one by itself, because the node gave it no link (ran on 2.41). */
function adviceOnLink(context: IExecuteFunctions, origin: Origin): string | undefined {
	const { source, run, before } = origin;
	const [link, ...others] = before;
	const given = link ? itemsFrom(context, link.source) : [];
	if (given.length < 2 || link === undefined) return undefined;
	const { name = '', type = '', parameters, executeOnce } = nodeAt(context, source);
	// It ran for the first item.
	if (executeOnce === true) return undefined;
	const isPinned = resultsOf(context).pinData?.[name] !== undefined;
	const isSubWorkflow = /\.executeWorkflow$/.test(type) && parameters?.mode !== 'each';
	const { main = [] } = run.data ?? {};
	const isOneOfSeveral =
		main.length === 1 && main[0]?.length === 1 && run.source.length === 1 && others.length === 0;
	const isGuess = isOneOfSeveral && link.index === 0;
	if (!(isPinned || isSubWorkflow || isGuess)) return undefined;
	const text = JSON.stringify(origin.item.json);
	// Who is passed on is not in doubt, unless others look the same.
	if (JSON.stringify(given[link.index]?.json) === text && timesIn(given, text) === 1)
		return undefined;
	if (isPinned) return 'Its output is pinned. Unpin it, or take the data from $json, not by .item.';
	return isSubWorkflow
		? 'Let the sub-workflow return the data in its items, and take it from $json, not by .item.'
		: `It returned one item for several. ${inALoop} Or let it return the data, and take it from $json.`;
}

const countsByText = new WeakMap<readonly INodeExecutionData[], Map<string, number>>();

/** How many of the items have such data. They are counted once: there may be ten thousand. */
function timesIn(items: readonly INodeExecutionData[], text: string): number {
	const known = countsByText.get(items);
	const counts = known ?? new Map<string, number>();
	for (const { json } of known ? [] : items) {
		const one = JSON.stringify(json);
		counts.set(one, (counts.get(one) ?? 0) + 1);
	}
	countsByText.set(items, counts);
	return counts.get(text) ?? 0;
}

/** The settings of the node that items came from; none of one that the workflow lacks now. */
function nodeAt(context: IExecuteFunctions, { previousNode }: ISourceData) {
	return { ...workflowOf(context)?.getNode(previousNode) };
}
