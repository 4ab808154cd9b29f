import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { FailedItem, Outcome } from '../outcomes/outcome';
import { notSent, summary, withItemIndex } from '../outcomes/outcome';
import type { BlockedRun } from '../plan/preflight';

/** The error for a run that sent nothing. */
export function blockedError(node: INode, run: BlockedRun): NodeOperationError | NodeApiError {
	const { message, description, itemIndex } = run.reason;
	const outcomes = blockedOutcomes(run);
	// After a wrong deletion, that matters most, whatever the items are now.
	const { wrongDeletion } = run.previousTries;
	if (wrongDeletion) return stoppedError(node, wrongDeletion, outcomes);
	const isAnySent = outcomes.some(({ attempts }) => attempts > 0);
	const inAllTries = isAnySent
		? `In earlier tries: ${summary(outcomes)} In this try: ${description}`
		: description;
	const error = new NodeOperationError(withoutParameters(node), message, {
		description: inAllTries,
		...(itemIndex !== undefined && { itemIndex }),
	});
	// n8n replaces messages in which it finds the name of a system error: EPERM, say, in "repermitted".
	return Object.assign(error, { message });
}

/** The outcomes of a blocked run's items: those of earlier tries, else their own or the run's reason. */
export function blockedOutcomes({ reason, entries, previousTries }: BlockedRun): Outcome[] {
	const shared = notSent(reason.message, reason.description);
	const earlier = previousTries.sentByItem();
	return entries.map((entry, index) => {
		const own = entry?.account ? shared : (entry?.outcome ?? shared);
		return earlier.get(index)?.outcome ?? own;
	});
}

/** The error for a run that stops at the first failure: that failure, and what became of every other item. */
export function stoppedError(
	node: INode,
	{ index, failure }: FailedItem,
	outcomes: readonly Outcome[],
): NodeApiError {
	const message = withItemIndex(`Stopped at item ${index}: ${failure.message}`, index);
	const texts = { message, description: `${failure.description} ${summary(outcomes)}` };
	const error = new NodeApiError(withoutParameters(node), texts, {
		...texts,
		itemIndex: index,
		...(failure.statusCode !== undefined && { httpCode: String(failure.statusCode) }),
	});
	return Object.assign(error, { message });
}

/** n8n's errors keep their node and are stored with it; a password typed into a field would be stored in the clear. */
function withoutParameters(node: INode): INode {
	return { ...node, parameters: {} };
}
