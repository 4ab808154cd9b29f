import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { BlockedRun } from '../run/preflight';
import type { RunResult } from '../run/carryOut';
import { onItem } from './onItem';
import { summary } from './summary';

/** What ends a run of which nothing was sent. */
export function blockedError(
	node: INode,
	{ message, description, itemIndex }: BlockedRun['reason'],
): NodeOperationError {
	const error = new NodeOperationError(withoutParameters(node), message, {
		description,
		...(itemIndex !== undefined && { itemIndex }),
	});
	// n8n replaces messages in which it finds the name of a system error: EPERM, say, in "SUPERPERMIT".
	error.message = message;
	return error;
}

/**
 * What ends a run in the mode that stops at the first failure: that failure, and what became of every other item.
 *
 * @param outcomes of all items
 */
export function stoppedError(
	node: INode,
	{ index, failure }: NonNullable<RunResult['firstFailure']>,
	outcomes: RunResult['outcomes'],
): NodeApiError {
	const message = onItem(`Stopped at item ${index}: ${failure.message}`, index);
	const description = `${failure.description} ${summary(outcomes)}`;
	const facts: JsonObject = { message, description };
	const error = new NodeApiError(withoutParameters(node), facts, {
		message,
		description,
		itemIndex: index,
		...(failure.statusCode !== undefined && { httpCode: String(failure.statusCode) }),
	});
	error.message = message;
	return error;
}

/** n8n's errors keep their node and are stored with it; a password typed into a field would be stored in the clear. */
function withoutParameters(node: INode): INode {
	return { ...node, parameters: {} };
}
