import type { IPairedItemData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import type { Execution } from './execution';
import { ifGiven, itemsOf } from './execution';
import type { Reference } from './references';
import { itemData, positions } from './references';

/**
 * `$fromAI` gives what the model said in another call: n8n goes by the run's index there, which calls side by side share (AI
 * Agent 2 with batches). Outside of tools, it gives all items the data of one.
 */
export function throwIfMixedUp(execution: Execution, fromAI: ReadonlySet<string>): void {
	const { context, items } = execution;
	const said = items[0]?.json ?? {};
	for (const name of fromAI) {
		if (!execution.isToolCall) {
			throw new InvalidInput(
				'$fromAI gives all items the same value, because this node is no tool of an AI agent',
				`Replace it with the data of the item, such as {{ $json.${name || 'customerId'} }}. Nothing was sent.`,
			);
		}
		// Nothing where the model said nothing of the kind, and outside of agents.
		const evaluated = ifGiven(() => context.evaluateExpression(`{{ $fromAI('${name}') }}`, 0));
		if (JSON.stringify(evaluated ?? null) === JSON.stringify(said[name] ?? null)) continue;
		// AI Agent 3 keeps what the model said for each call, and puts the agent's own input below it.
		if (evaluated === undefined && said.toolCallId !== undefined) continue;
		throw new InvalidInput(
			'n8n mixed up the arguments of two calls that the agent made at the same time',
			"Nothing was sent. Call this tool again, one call at a time; for several items, set the agent's 'Batch Size' to 1.",
		);
	}
}

/** Throws an InvalidInput where the result of a tool's call would reach no one. */
export function throwIfAgentWouldGoOn({ items, workflow }: Execution): void {
	const isOfAgent = items[0]?.json.toolCallId !== undefined;
	if (!isOfAgent || workflow.settings.executionOrder === 'v1') return;
	throw new InvalidInput(
		"n8n goes on with the agent before this tool has run, because the workflow's 'Execution Order' is v0",
		"Set 'Execution Order' to v1 in the workflow's settings. Nothing was sent.",
	);
}

/**
 * Throws an InvalidInput where what a tool's call gets may be another item's.
 *
 * @param variables the names of n8n's variables in all expressions
 */
export function throwIfUnlinked(
	execution: Execution,
	references: readonly Reference[],
	variables: ReadonlySet<string>,
): void {
	const { context, items, workflow, sources } = execution;
	const hasAnyOf = (names: readonly string[]) => names.some((name) => variables.has(name));
	const goesByLink = references.some(({ by }) => by === 'link') || hasAnyOf(positions);
	const takesInput = hasAnyOf([...itemData, '$input']);
	const takesAnyItem = goesByLink || takesInput || references.length > 0;
	// Older agents run the tool beside their items, of which it has the first, whichever the call is about.
	const hasFirst = () => context.getWorkflowDataProxy(0).$input.all().length > items.length;
	// A call that a person approved is carried out for each item that reached the agent.
	const isReviewed = workflow.getNode(sources[0]?.node ?? '')?.type.endsWith('HitlTool') === true;
	const needsLink = goesByLink || (takesInput && isReviewed);
	const isMisled =
		(takesAnyItem && hasFirst()) ||
		references.some((reference) => takesOneOfSeveral(execution, reference)) ||
		(needsLink && !isLinked(execution));
	if (!isMisled) return;
	throw new InvalidInput(
		"n8n may give this call of the tool another item's data",
		"Pass one item at a time to the agent. In a loop or a branch, n8n links calls to other items: take the data from the node directly before the agent by .first(), with the number of the output that leads to the agent, such as $('Loop Over Items').first(1), or $('If').first(1) for false. Nothing was sent.",
	);
}

function takesOneOfSeveral(execution: Execution, reference: Reference): boolean {
	const { node, by, pick, output = 0 } = reference;
	if (by === 'link' || typeof pick !== 'number') return false;
	return execution.nodesNamed(node).some((name) => {
		const run = execution.runsOf(name)[execution.runReadBy(reference, name)];
		const given = Number.isInteger(output) ? run?.data?.main?.[Number(output)] : itemsOf(run);
		return given && given.length > 1;
	});
}

/**
 * Whether n8n can only mean the right item. AI Agent 3's calls are linked to the first item of the first output of whatever
 * ran before the agent, from its second run on often the agent itself: right for certain if that gave out one item at all.
 */
function isLinked(execution: Execution): boolean {
	const { pairedItem } = execution.items[0] ?? {};
	const { sourceOverwrite } = Object(pairedItem) as IPairedItemData;
	if (sourceOverwrite === undefined) return true;
	const { previousNode } = sourceOverwrite;
	const isAgent = execution.toolsOf(previousNode).includes(execution.name);
	return !isAgent && execution.leavesNoChoice(previousNode);
}
