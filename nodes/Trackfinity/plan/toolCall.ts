import type { IExecuteFunctions, IPairedItemData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';

/** Whether an AI agent calls the node: n8n makes a tool of it, whose type ends in `Tool` (ran on 1.123, 2.20 and 2.41). */
export function isToolCall(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/** The names that a model is asked for, in parameters written as JSON: white space may be escaped. */
const fromAI = /\$fromAI(?:\s|\\[nrt])*\((?:\s|\\[nrt])*\\?["'`]([\w-]{1,64})/gi;

/**
 * Throws an InvalidInput where `$fromAI` gives what the model said in another call: n8n goes by the run's index there, which
 * calls side by side share (AI Agent 2 with batches, ran on 2.41). Outside of tools, it gives all items the data of one.
 */
export function throwIfMixedUp(context: IExecuteFunctions): void {
	const said = context.getInputData()[0]?.json ?? {};
	const stored = JSON.stringify(context.getNode().parameters);
	for (const [, name = ''] of stored.matchAll(fromAI)) {
		if (!isToolCall(context)) {
			throw new InvalidInput(
				'$fromAI gives all items the same value, because this node is no tool of an AI agent',
				`Replace it in the parameters by the data of the item, such as {{ $json.${name} }}. Nothing was sent.`,
			);
		}
		const evaluated = saidByModel(context, name);
		if (JSON.stringify(evaluated) === JSON.stringify(said[name])) continue;
		// AI Agent 3 keeps what the model said for each call, and puts the agent's own input below it.
		if (evaluated === undefined && said.toolCallId !== undefined) continue;
		throw new InvalidInput(
			'n8n mixed up the arguments of two calls that the agent made at the same time',
			"Nothing was sent. Call this tool again, one call at a time; for several items, set the agent's 'Batch Size' to 1.",
		);
	}
}

/** Undefined where the model said nothing of the kind, and outside of agents. */
function saidByModel(context: IExecuteFunctions, name: string): unknown {
	try {
		return context.evaluateExpression(`{{ $fromAI('${name}') }}`, 0);
	} catch {
		return undefined;
	}
}

/** What n8n looks up by the link from item to item, in what is stored, written as JSON. */
const byLink =
	/(?<!\$input\s*\??)\.\s*(?:item|itemMatching|pairedItem)\b|\[\s*\\?["'`](?:item|itemMatching|pairedItem)\b/;

/** Data of any item. */
const ofItems = /\$(?:binary|data|input|items?|json|node|position)\b|\$\(/;

/**
 * Throws an InvalidInput where what is stored, parameters or a credential, takes data from an item, and n8n may give a
 * tool's call that of another one (ran on 2.41).
 */
export function throwIfUnlinked(context: IExecuteFunctions, stored: object): void {
	if (!isToolCall(context)) return;
	const written = JSON.stringify(stored);
	const isOfOther =
		(byLink.test(written) && !isLinked(context)) ||
		(ofItems.test(written) && hasOnlyFirst(context));
	if (!isOfOther) return;
	throw new InvalidInput(
		"n8n may give this call of the tool another item's data",
		"Pass one item at a time to the agent. In a loop, take the data from $('Loop Over Items').first(1) in place of .item: there, n8n gives each turn the .item of the first. Nothing was sent.",
	);
}

/**
 * AI Agent 3's calls are all linked to the first item that reached the agent, and from the second run of the agent on to that
 * of its first run, as if the agent came before itself.
 */
function isLinked(context: IExecuteFunctions): boolean {
	const { pairedItem } = context.getInputData()[0] ?? {};
	const { sourceOverwrite } = Object(pairedItem) as IPairedItemData;
	if (sourceOverwrite === undefined) return true;
	const { previousNode, previousNodeOutput, previousNodeRun } = sourceOverwrite;
	if (previousNode === context.getExecuteData().source?.main?.[0]?.previousNode) return false;
	const { $items } = context.getWorkflowDataProxy(0);
	return $items(previousNode, previousNodeOutput, previousNodeRun).length === 1;
}

/** Older agents run the tool beside their items, of which it has the first, whichever the call is about. */
function hasOnlyFirst(context: IExecuteFunctions): boolean {
	return context.getWorkflowDataProxy(0).$input.all().length > context.getInputData().length;
}
