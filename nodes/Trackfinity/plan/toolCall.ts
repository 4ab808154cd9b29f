import type {
	IExecuteFunctions,
	INodeExecutionData,
	IPairedItemData,
	IRunExecutionData,
	Workflow,
} from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';

/** Whether an AI agent calls the node: n8n makes a tool of it, whose type ends in `Tool` (ran on 1.123, 2.20 and 2.41). */
export function isToolCall(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/**
 * Throws an InvalidInput where expressions in what is stored, parameters or a credential, would get the data of another item
 * or of another call from n8n, as happens to tools in several ways (ran on 2.41).
 */
export function throwIfMisled(context: IExecuteFunctions, stored: object): void {
	const expressions = JSON.stringify(stored).match(storedExpressions)?.join() ?? '';
	throwIfMixedUp(context, expressions);
	if (isToolCall(context)) throwIfUnlinked(context, expressions);
}

/** In what is written as JSON, where quotes and white space are escaped. */
const storedExpressions = /"=(?:[^"\\]|\\.)*"/g;

/** The names that a model is asked for. */
const fromAI = /\$fromAI(?:\s|\\[nrt])*\((?:\s|\\[nrt])*\\?["'`]([\w-]{1,64})/gi;

/**
 * `$fromAI` gives what the model said in another call: n8n goes by the run's index there, which calls side by side share (AI
 * Agent 2 with batches). Outside of tools, it gives all items the data of one.
 */
function throwIfMixedUp(context: IExecuteFunctions, expressions: string): void {
	const said = context.getInputData()[0]?.json ?? {};
	for (const [, name = ''] of expressions.matchAll(fromAI)) {
		if (!isToolCall(context)) {
			throw new InvalidInput(
				'$fromAI gives all items the same value, because this node is no tool of an AI agent',
				`Replace it by the data of the item, such as {{ $json.${name} }}. Nothing was sent.`,
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

/** What n8n looks up by the link from item to item, or by an index that is 0 for all calls. */
const byLink =
	/(?<!(?:\$input|\bjson(?:\s*\??\.\s*\w+)*)\s*\??)\.\s*(?:item|itemMatching|pairedItem)\b|\[\s*\\?["'`](?:item|itemMatching|pairedItem)\b|\$(?:itemIndex|position|thisItemIndex)\b/;

/** Data of the item that a call is about. */
const ofItem = /\$(?:binary|data|input|item|json|thisItem)\b/;

/** Data of earlier nodes. */
const ofEarlier = /\$(?:items|node)\b|\$\(/;

function throwIfUnlinked(context: IExecuteFunctions, expressions: string): void {
	const isByLink = byLink.test(expressions);
	const isOfItem = ofItem.test(expressions);
	const needsLink = isByLink || (isOfItem && isReviewed(context));
	const needsItem = isByLink || isOfItem || ofEarlier.test(expressions);
	const isCertain = !(needsLink && !isLinked(context)) && !(needsItem && hasOnlyFirst(context));
	if (isCertain) return;
	throw new InvalidInput(
		"n8n may give this call of the tool another item's data",
		"Pass one item at a time to the agent. In a loop or a branch, n8n links calls to other items: in place of .item, use .first() with the number of the output that leads to the agent, such as $('Loop Over Items').first(1), or $('If').first(1) for false. Nothing was sent.",
	);
}

/**
 * Whether n8n can only mean the right item. AI Agent 3's calls are linked to the first item of the first output of whatever
 * ran before the agent, from its second run on often the agent itself: right for certain if that gave out one item at all.
 */
function isLinked(context: IExecuteFunctions): boolean {
	const { pairedItem } = context.getInputData()[0] ?? {};
	const { sourceOverwrite } = Object(pairedItem) as IPairedItemData;
	if (sourceOverwrite === undefined) return true;
	const { previousNode } = sourceOverwrite;
	const tools = context.getParentNodes(previousNode, { connectionType: 'ai_tool' });
	if (tools.some(({ name }) => name === context.getNode().name)) return false;
	return itemsOf(context, previousNode).length === 1;
}

/** All that a node gave out in the execution. n8n's types hide the run data from nodes. */
function itemsOf(context: IExecuteFunctions, node: string): INodeExecutionData[] {
	const data = Reflect.get(context, 'runExecutionData') as IRunExecutionData | undefined;
	const runs = data?.resultData.runData[node] ?? [];
	return runs.flatMap((run) => (run.data?.main ?? []).flatMap((items) => items ?? []));
}

/** Whether a person approved the call: n8n then carries it out for each item that reached the agent. */
function isReviewed(context: IExecuteFunctions): boolean {
	const caller = context.getExecuteData().source?.main?.[0]?.previousNode ?? '';
	const workflow = Reflect.get(context, 'workflow') as Workflow | undefined;
	return workflow?.getNode(caller)?.type.endsWith('HitlTool') === true;
}

/** Older agents run the tool beside their items, of which it has the first, whichever the call is about. */
function hasOnlyFirst(context: IExecuteFunctions): boolean {
	return context.getWorkflowDataProxy(0).$input.all().length > context.getInputData().length;
}
