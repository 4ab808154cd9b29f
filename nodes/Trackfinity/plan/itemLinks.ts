import type { IExecuteFunctions, INode, IPairedItemData, ISourceData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { gaveSeveral, itemsFrom, itemsOf, resultsOf, runsOf, workflowOf } from './runData';
import { byLink, isToolCall, ofEarlier, throwIfMixedUp, throwIfUnlinked } from './toolCall';

/**
 * Throws an InvalidInput where expressions in what is stored, parameters or a credential, would get the data of another item
 * or of another call from n8n. It looks at what n8n noted of the execution, and at no item of the run.
 */
export function throwIfMisled(context: IExecuteFunctions, stored: object): void {
	const expressions = expressionsIn(stored).join('\n');
	throwIfMixedUp(context, expressions);
	if (isToolCall(context)) return throwIfUnlinked(context, expressions);
	throwIfNobodyPassed(context, expressions);
	throwIfByPosition(context, expressions);
	throwIfMislinked(context, expressions);
}

function expressionsIn(stored: unknown): string[] {
	if (typeof stored === 'string') return stored.startsWith('=') ? [stored] : [];
	return Object.values(Object(stored) as object).flatMap(expressionsIn);
}

/** Nodes that choose among their items. */
const chooses = /\.(?:compareDatasets|filter|if|removeDuplicates|switch)$/;

/** With Always Output Data, n8n links an empty item to those that did not pass. */
function throwIfNobodyPassed(context: IExecuteFunctions, expressions: string): void {
	const [item, ...others] = context.getInputData();
	const [{ previousNode = '' } = {}] = sourcesOf(context);
	const { type = '', alwaysOutputData } = workflowOf(context)?.getNode(previousNode) ?? {};
	const isEmpty = item && others.length === 0 && Object.keys(item.json).length === 0;
	if (!isEmpty || !alwaysOutputData || !chooses.test(type) || !ofEarlier.test(expressions)) return;
	throw new InvalidInput(
		`No item passed '${previousNode}', which always outputs one`,
		`Turn off 'Always Output Data' in the settings of '${previousNode}'. Nothing was sent.`,
	);
}

/** Its data, by the position of the item, whichever that was before others were filtered out (ran on 2.41). */
const positioned =
	/\$node\s*(?:\[\s*(["'`])(.+?)\1\s*\]|\.\s*([\w$]+))\s*\??\s*[.[]\s*["'`]?(?:json|data|binary)\b/g;

function throwIfByPosition(context: IExecuteFunctions, expressions: string): void {
	const before = sourcesOf(context).map(({ previousNode }) => previousNode);
	for (const [, , quoted, plain = quoted ?? ''] of expressions.matchAll(positioned)) {
		if (before.includes(plain) || itemsOf(runsOf(context, plain).at(-1)).length < 2) continue;
		throw new InvalidInput(
			`$node["${plain}"] may give the data of another item: it goes by position`,
			`Replace it by $('${plain}').item. Nothing was sent.`,
		);
	}
}

/** The nodes whose items are taken by link. */
const linked =
	/\$\(\s*(["'`])(.+?)\1\s*\)\s*\??\s*[.[]\s*["'`]?(?:item|itemMatching|pairedItem)\b/g;

function throwIfMislinked(context: IExecuteFunctions, expressions: string): void {
	const names = Array.from(expressions.matchAll(linked), ([, , name = '']) => name);
	const others = expressions.replace(linked, '');
	// Where it isn't clear whose items these are, any may be.
	if (others.includes('$(') && byLink.test(others)) names.push('');
	for (const name of new Set(names)) {
		// There is only one that it can be.
		if (name !== '' && !gaveSeveral(context, name)) continue;
		for (const link of linksTo(context, name)) {
			const advice = adviceOnLink(context, link);
			if (advice === undefined) continue;
			throw new InvalidInput(
				`Behind '${link.node.name}', n8n may take this item for another one`,
				`${advice} Nothing was sent.`,
			);
		}
	}
}

/** From which run of which node a node's items came, as n8n noted it. */
interface Link {
	node: INode;
	run: number;
	source: ISourceData;
}

/** The links that n8n follows from the items of a run to those of a node, or to the beginning. */
function linksTo(context: IExecuteFunctions, end: string): Link[] {
	const links: Link[] = [];
	const waiting = sourcesOf(context);
	const known = new Set<string>();
	for (const { previousNode, previousNodeRun: run = 0 } of waiting) {
		const node = workflowOf(context)?.getNode(previousNode);
		const key = `${run} ${previousNode}`;
		if (!node || previousNode === end || known.has(key)) continue;
		known.add(key);
		const ended = runsOf(context, previousNode)[run];
		// Loops say whose items theirs are.
		const { sourceOverwrite } = Object(itemsOf(ended)[0]?.pairedItem) as IPairedItemData;
		for (const source of sourceOverwrite ? [sourceOverwrite] : (ended?.source ?? [])) {
			if (source === null) continue;
			links.push({ node, run, source });
			waiting.push(source);
		}
	}
	return links;
}

function sourcesOf(context: IExecuteFunctions): ISourceData[] {
	const { source } = context.getExecuteData();
	return (source?.main ?? []).filter((one) => one !== null);
}

/** What to do about a link that n8n may have noted wrongly (read and ran on 2.41). */
function adviceOnLink(context: IExecuteFunctions, { node, run, source }: Link): string | undefined {
	const { name, type, parameters, executeOnce } = node;
	const { previousNode, previousNodeOutput = 0 } = source;
	if (context.getParentNodes(name, { connectionType: 'ai_tool' }).length > 0) {
		// After its tools ran, an agent has the first output as its source, in the run with the agent's own index.
		const outputs = workflowOf(context)?.connectionsBySourceNode[previousNode]?.main ?? [];
		const isNext = outputs[previousNodeOutput]?.some(({ node: next }) => next === name) === true;
		const isSameRun = runsOf(context, name).length === runsOf(context, previousNode).length;
		if (isNext && isSameRun) return undefined;
		return `Behind an agent in a branch or a loop, don't use .item: put the data beside the agent's output with a Merge node (Combine by Position), and take it from $json.`;
	}
	const given = itemsFrom(context, source).length;
	if (given < 2) return undefined;
	if (resultsOf(context).pinData?.[name] !== undefined) {
		return `Its output is pinned. Unpin it, or take the data from $json instead of .item.`;
	}
	const output = itemsOf(runsOf(context, name)[run]);
	// A new item without a link gets that of the first one.
	const isNew =
		/\.(?:code|function)$/.test(type) &&
		executeOnce !== true &&
		output.length === 1 &&
		(Object(output[0]?.pairedItem) as IPairedItemData).item === 0;
	const isSubWorkflow = /\.executeWorkflow$/.test(type) && parameters.mode !== 'each';
	return isNew || isSubWorkflow
		? `Let '${name}' put the data into its items, and take it from $json instead of .item.`
		: undefined;
}
