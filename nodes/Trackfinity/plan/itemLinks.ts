import type { IExecuteFunctions, INodeExecutionData, ISourceData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { createYield } from '../timing';
import type { Step } from './runData';
import {
	countItems,
	isOnlyWay,
	itemsFrom,
	itemsOf,
	resultsOf,
	runsOf,
	sourcesOf,
	stepsTo,
	workflowOf,
} from './runData';
import {
	byLink,
	isToolCall,
	ofEarlier,
	quoted,
	throwIfMixedUp,
	throwIfUnlinked,
	unescaped,
} from './toolCall';

/**
 * Throws an InvalidInput where expressions in what is stored, parameters or a credential, would get the data of another item
 * or of another call from n8n. It goes by what n8n noted of the execution.
 */
export async function throwIfMisled(context: IExecuteFunctions, stored: object): Promise<void> {
	const checked = new Set<string>();
	const [source] = sourcesOf(context);
	for (const expression of expressionsIn(stored)) {
		throwIfMixedUp(context, expression);
		if (isToolCall(context)) {
			throwIfUnlinked(context, expression);
			continue;
		}
		throwIfByPosition(context, expression);
		if (source && ofEarlier.test(expression)) throwIfNobodyPassed(context, source);
		for (const name of linkedNodes(context, expression)) {
			if (!checked.has(name)) await throwIfMislinked(context, name);
			checked.add(name);
		}
	}
}

function expressionsIn(stored: unknown): string[] {
	if (typeof stored === 'string') return stored.startsWith('=') ? [stored] : [];
	return Object.values(Object(stored) as object).flatMap(expressionsIn);
}

/** A node whose item is taken by link. */
const linked = new RegExp(
	String.raw`\$\(\s*${quoted}\s*\)\s*\??\s*[.[]\s*["'\`]?(?:item|itemMatching|pairedItem)\b`,
	'g',
);

/** The names of nodes whose items are taken by link; `''`, which stands for any, where that can't be told. */
function linkedNodes(context: IExecuteFunctions, expression: string): string[] {
	const names = namesIn(context, expression, [linked]);
	const rest = expression.replace(linked, '');
	return rest.includes('$(') && byLink.test(rest) ? [...names, ''] : names;
}

/** The names in an expression, in quotes or as a word; `''` for one that there isn't. */
function namesIn(context: IExecuteFunctions, expression: string, patterns: RegExp[]): string[] {
	const all = patterns.flatMap((pattern) => [...expression.matchAll(pattern)]);
	return all.map(([, , written = '', name = unescaped(written)]) =>
		workflowOf(context)?.getNode(name) ? name : '',
	);
}

/** How an item of a node is taken behind its name. */
const data = String.raw`\s*\??\s*[.[]\s*["'\`]?(?:json|data|binary)\b`;
/** Data of a node, also of one whose name isn't written in it. */
const ofNode = new RegExp(
	String.raw`\$node\s*(?:\[\s*${quoted}\s*\]${data}|\.\s*([\w$]+)${data}|\[(?!\s*["'\`]))`,
	'g',
);
const ofItems = new RegExp(String.raw`\$items\s*\(\s*${quoted}`, 'g');
const ofAny = new RegExp(String.raw`\$\(\s*${quoted}`, 'g');
const index = /\$(?:itemIndex|position|thisItemIndex)\b/;
const list = /\.\s*all\s*\(|\$items\s*\(/;

/** Where data goes by the position of the item, whichever that was before others were filtered out (ran on 2.41). */
function throwIfByPosition(context: IExecuteFunctions, expression: string): void {
	const isIndexed = index.test(expression) && list.test(expression);
	const names = namesIn(context, expression, isIndexed ? [ofNode, ofItems, ofAny] : [ofNode]);
	for (const name of names) {
		const runs = runsOf(context, name);
		const isOnly = runs.length === 0 || itemsOf(runs.at(-1)).length === 1;
		if (name !== '' && (isOnly || isBefore(context, name))) continue;
		throw new InvalidInput(
			'An expression takes data of another node by position, which may be that of another item',
			`Use $('${name || 'Name'}').item. Nothing was sent.`,
		);
	}
}

/** Whether the node's items are those of another one's last run, whichever output is meant. */
function isBefore(context: IExecuteFunctions, name: string): boolean {
	return sourcesOf(context).some((source) => {
		const isLast = (source.previousNodeRun ?? 0) === runsOf(context, name).length - 1;
		return (
			source.previousNode === name && isLast && isOnlyWay(context, source, context.getNode().name)
		);
	});
}

/** Nodes that choose among their items. */
const chooses = /\.(?:code|compareDatasets|filter|if|removeDuplicates|switch|textClassifier)$/;

/** With Always Output Data, n8n links an empty item to those that did not pass. */
function throwIfNobodyPassed(context: IExecuteFunctions, source: ISourceData): void {
	const { name, type = '', alwaysOutputData } = nodeAt(context, source);
	const [item, ...others] = itemsFrom(context, source).slice(0, 2);
	const isEmpty = item && others.length === 0 && Object.keys(item.json).length === 0;
	if (!isEmpty || alwaysOutputData !== true || !chooses.test(type)) return;
	throw new InvalidInput(
		`No item passed '${name}', which always outputs one`,
		`Turn off 'Always Output Data' in the settings of '${name}'. Nothing was sent.`,
	);
}

/** @param end the node whose items are taken; `''` for any */
async function throwIfMislinked(context: IExecuteFunctions, end: string): Promise<void> {
	// If there is only one item, it is the one that is meant.
	const isCertain = end !== '' && countItems(context, end) === 1;
	const yieldToEventLoop = createYield();
	const seen = new Set<unknown>();
	for (const step of stepsTo(context, end)) {
		await yieldToEventLoop();
		const { source, run } = step;
		const isFirst = !seen.has(run);
		seen.add(run);
		if (isFirst) throwIfNobodyPassed(context, source);
		if (isCertain) continue;
		const advice = (isFirst && adviceOnAgent(context, step)) || adviceOnLink(context, step);
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
function adviceOnAgent(context: IExecuteFunctions, { source, run }: Step): string | undefined {
	const { previousNode: name, previousNodeRun = 0 } = source;
	const { type = '', typeVersion = 3 } = nodeAt(context, source);
	const tools = context.getParentNodes(name, { connectionType: 'ai_tool' });
	const hasCalled = tools.some((tool) =>
		runsOf(context, tool.name).some(({ source: [caller] }) => {
			return caller?.previousNode === name && (caller.previousNodeRun ?? 0) === previousNodeRun;
		}),
	);
	const [from] = run.source;
	// Before version 3, agents ran their tools by themselves.
	if (!hasCalled || !from || (type.endsWith('.agent') && typeVersion < 3)) return undefined;
	const isSameRun = runsOf(context, name).length === runsOf(context, from.previousNode).length;
	if (isSameRun && isOnlyWay(context, from, name)) return undefined;
	return `Behind an agent that called a tool, in a branch or a loop, don't use .item. ${inALoop}`;
}

/** What to do where n8n may have linked an item to another one by itself, because the node gave it no link (ran on 2.41). */
function adviceOnLink(context: IExecuteFunctions, step: Step): string | undefined {
	const { source, run, before } = step;
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
	const text = JSON.stringify(step.item.json);
	const isSame = (one: INodeExecutionData | undefined) => JSON.stringify(one?.json) === text;
	// Who is passed on is not in doubt, unless others look the same.
	const isPassedOn = isSame(given[link.index]) && !(isGuess && given.filter(isSame).length > 1);
	if (isPassedOn) return undefined;
	if (isPinned) return 'Its output is pinned. Unpin it, or take the data from $json, not by .item.';
	return isSubWorkflow
		? 'Let the sub-workflow return the data in its items, and take it from $json, not by .item.'
		: `It returned one item for several. ${inALoop} Or let it return the data, and take it from $json.`;
}

/** The settings of the node that items came from; none of one that the workflow lacks now. */
function nodeAt(context: IExecuteFunctions, { previousNode }: ISourceData) {
	return { ...workflowOf(context)?.getNode(previousNode) };
}
