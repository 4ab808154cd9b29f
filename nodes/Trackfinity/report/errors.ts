import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import type { Failed, Outcome } from '../outcomes/outcome';
import { notSent, onItem } from '../outcomes/outcome';
import type { RunResult } from '../run/perform';

/** What ends a run of which nothing was sent. */
export function blockedError(node: INode, reason: unknown): NodeOperationError {
	const { message, description } = notSent(reason);
	const itemIndex = reason instanceof InvalidInput ? reason.itemIndex : undefined;
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
 * @param outcomes by item; items without one were not sent
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

/** How many items were done, which, and what became of the others. */
export function summary(outcomes: ReadonlyArray<Outcome | undefined>): string {
	const which = (kind: 'done' | Failed['outcome']) =>
		outcomes.flatMap((outcome, index) => (kindOf(outcome) === kind ? [index] : []));
	const done = which('done');
	const others = [
		counted('Refused by the service', which('rejected')),
		counted('Not known, so check before trying again', which('unknown')),
		counted('Not sent', which('notSent')),
	];
	return [done.length === 0 ? 'No items were done.' : counted('Done', done), ...others]
		.filter((part) => part !== '')
		.join(' ');
}

/** Numbers as people write them: 0 to 4, 7 and 9. */
export function ranges(sorted: readonly number[]): string {
	const parts: Array<{ from: number; to: number }> = [];
	for (const number of sorted) {
		const last = parts.at(-1);
		if (last !== undefined && last.to === number - 1) last.to = number;
		else parts.push({ from: number, to: number });
	}
	const texts = parts.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
	const last = texts.pop() ?? '';
	return texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
}

function counted(what: string, indexes: readonly number[]): string {
	if (indexes.length === 0) return '';
	const [one, many] = [`1 item (item ${ranges(indexes)})`, `items ${ranges(indexes)}`];
	return `${what}: ${indexes.length === 1 ? one : `${indexes.length} items (${many})`}.`;
}

function kindOf(outcome: Outcome | undefined): 'done' | Failed['outcome'] {
	if (outcome === undefined) return 'notSent';
	return outcome.kind === 'done' ? 'done' : outcome.outcome;
}

/** n8n's errors keep their node and are stored with it; a password typed into a field would be stored in the clear. */
function withoutParameters(node: INode): INode {
	return { ...node, parameters: {} };
}
