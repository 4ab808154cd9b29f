import type { IDataObject, IExecuteFunctions, ISourceData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
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
export function throwIfMisled(context: IExecuteFunctions, stored: object): void {
	const expressions = expressionsIn(stored).join('\n');
	throwIfMixedUp(context, expressions);
	if (isToolCall(context)) return throwIfUnlinked(context, expressions);
	throwIfByPosition(context, expressions);
	throwIfOfEarlierTurn(context, expressions);
	const [source] = sourcesOf(context);
	if (source && ofEarlier.test(expressions)) throwIfNobodyPassed(context, source);
	for (const name of linkedNodes(context, expressions)) throwIfMislinked(context, name);
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
function linkedNodes(context: IExecuteFunctions, expressions: string): Set<string> {
	const names = Array.from(expressions.matchAll(linked), ([, , name = '']) => plain(context, name));
	const rest = expressions.replace(linked, '');
	return new Set(rest.includes('$(') && byLink.test(rest) ? [...names, ''] : names);
}

/** The name of a node as it is written in quotes; `''` for one that there isn't. */
function plain(context: IExecuteFunctions, written: string): string {
	const name = unescaped(written);
	return workflowOf(context)?.getNode(name) ? name : '';
}

/** Data that goes by the position of the item, whichever that was before others were filtered out (ran on 2.41). */
const positioned = new RegExp(
	String.raw`\$node\s*(?:\[\s*${quoted}\s*\]|\.\s*([\w$]+))\s*\??\s*[.[]\s*["'\`]?(?:json|data|binary)\b`,
	'g',
);
const indexed = new RegExp(
	String.raw`\$(?:items)?\(\s*${quoted}[^)]*\)(?:\s*\??\.\s*all\s*\([^)]*\))?\s*(?:\??\.)?\s*(?:\[|at\s*\()\s*\$(?:itemIndex|position|thisItemIndex)\b`,
	'g',
);

function throwIfByPosition(context: IExecuteFunctions, expressions: string): void {
	const all = [...expressions.matchAll(positioned), ...expressions.matchAll(indexed)];
	for (const [expression, , written = '', name = plain(context, written)] of all) {
		if (name !== '' && (isBefore(context, name) || countItems(context, name) < 2)) continue;
		throw new InvalidInput(
			`${expression} may give the data of another item: it goes by position`,
			`Replace it by $('${name || 'Name'}').item. Nothing was sent.`,
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

/** Data of a node's last run. */
const ofLastRun = [
	String.raw`\$\(\s*${quoted}\s*\)\s*\??\.\s*(?:all|first|last)\b`,
	String.raw`\$items\s*\(\s*${quoted}`,
	String.raw`\$node\s*(?:\[\s*${quoted}\s*\]|\.\s*([\w$]+))`,
].map((pattern) => new RegExp(pattern, 'g'));

/** In a loop, the last run of a node may be that of an earlier turn, which was about somebody else. */
function throwIfOfEarlierTurn(context: IExecuteFunctions, expressions: string): void {
	const own = context.getNode().name;
	const ownLast = runsOf(context, own).at(-1);
	if (ownLast === undefined) return;
	const inLoop = new Set(context.getChildNodes(own).map(({ name }) => name));
	for (const [, , written = '', name = plain(context, written)] of ofLastRun.flatMap((pattern) => [
		...expressions.matchAll(pattern),
	])) {
		const last = runsOf(context, name).at(-1);
		if (!inLoop.has(name) || !last || last.executionIndex > ownLast.executionIndex) continue;
		throw new InvalidInput(
			`'${name}' didn't run in this turn of the loop, so its data is that of an earlier one`,
			'Let both branches put the data into their items, and take it from $json. Nothing was sent.',
		);
	}
}

/** Nodes that choose among their items. */
const chooses = /\.(?:code|compareDatasets|filter|if|removeDuplicates|switch|textClassifier)$/;

/** With Always Output Data, n8n links an empty item to those that did not pass. */
function throwIfNobodyPassed(context: IExecuteFunctions, source: ISourceData): void {
	const { name, type = '', alwaysOutputData } = nodeAt(context, source);
	const [item, ...others] = itemsFrom(context, source);
	const isEmpty = item && others.length === 0 && Object.keys(item.json).length === 0;
	if (!isEmpty || alwaysOutputData !== true || !chooses.test(type)) return;
	throw new InvalidInput(
		`No item passed '${name}', which always outputs one`,
		`Turn off 'Always Output Data' in the settings of '${name}'. Nothing was sent.`,
	);
}

/** @param end the node whose items are taken; `''` for any */
function throwIfMislinked(context: IExecuteFunctions, end: string): void {
	// If there is only one item, it is the one that is meant.
	const isCertain = end !== '' && countItems(context, end) < 2;
	const seen = new Set<unknown>();
	for (const step of stepsTo(context, end)) {
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

/** After its tools ran, n8n notes the first output before an agent as its source, in the run with the agent's own index. */
function adviceOnAgent(context: IExecuteFunctions, { source, run }: Step): string | undefined {
	const { previousNode: name, previousNodeRun = 0 } = source;
	const tools = context.getParentNodes(name, { connectionType: 'ai_tool' });
	const hasCalled = tools.some((tool) =>
		runsOf(context, tool.name).some(({ source: [caller] }) => {
			return caller?.previousNode === name && (caller.previousNodeRun ?? 0) === previousNodeRun;
		}),
	);
	const [from] = run.source;
	if (!hasCalled || !from) return undefined;
	const isSameRun = runsOf(context, name).length === runsOf(context, from.previousNode).length;
	if (isSameRun && isOnlyWay(context, from, name)) return undefined;
	return "Behind an agent that called a tool, in a branch or a loop, don't use .item. Put Loop Over Items with a Batch Size of 1 before it, and take the data by .first(), such as $('Loop Over Items').first(1).";
}

/** What to do where n8n may have linked an item to another one by itself, because the node gave it no link (ran on 2.41). */
function adviceOnLink(
	context: IExecuteFunctions,
	{ source, run, item, before: [link] }: Step,
): string | undefined {
	const given = link ? itemsFrom(context, link.source) : [];
	// Who is passed on is not in doubt.
	if (given.length < 2 || !link || isSame(given[link.index]?.json, item.json)) return undefined;
	const { name, type = '', parameters, executeOnce } = nodeAt(context, source);
	if (name !== undefined && resultsOf(context).pinData?.[name] !== undefined) {
		return 'Its output is pinned. Unpin it, or take the data from $json instead of .item.';
	}
	if (/\.executeWorkflow$/.test(type) && parameters?.mode !== 'each') {
		return 'Let the sub-workflow return the data in its items, and take it from $json instead of .item.';
	}
	const isOneOfSeveral = run.data?.main?.length === 1 && itemsOf(run).length === 1;
	return isOneOfSeveral && link.index === 0 && executeOnce !== true
		? 'Of several items, it returned a new one. Let it return the data in that, and take it from $json instead of .item.'
		: undefined;
}

function nodeAt(context: IExecuteFunctions, { previousNode }: ISourceData) {
	return { ...workflowOf(context)?.getNode(previousNode) };
}

function isSame(one: IDataObject | undefined, other: IDataObject): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}
