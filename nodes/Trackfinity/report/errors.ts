import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Failed, Outcome } from '../outcomes/outcome';
import type { BlockedRun } from '../plan/preflight';
import type { RunResult } from '../run/carryOut';
import { withItemIndex } from './items';
import { pluralize } from '../parameters/pluralize';

/** What ends a run of which nothing was sent. */
export function blockedError(
	node: INode,
	{ reason: { message, description, itemIndex }, earlier, itemCount }: BlockedRun,
): NodeOperationError {
	const outcomes = Array.from({ length: itemCount }, (_, index) => earlier.get(index)?.outcome);
	const error = new NodeOperationError(withoutParameters(node), message, {
		description:
			earlier.size === 0
				? description
				: `In earlier tries: ${summary(outcomes)} In this try: ${description}`,
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
	const message = withItemIndex(`Stopped at item ${index}: ${failure.message}`, index);
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

/**
 * How many items were done, which, and what became of the others.
 *
 * @param outcomes by item; while a run goes on, items whose request hasn't ended have none
 */
export function summary(outcomes: ReadonlyArray<Outcome | undefined>): string {
	const which = (kind: Kind) =>
		outcomes.flatMap((outcome, index) => (kindOf(outcome) === kind ? [index] : []));
	const done = which('done');
	const others = [
		counted('Rejected by the service', which('rejected')),
		counted('Unclear, so check before you try again', which('unknown')),
		counted('Not sent', which('notSent')),
		counted('Not finished yet', which('open')),
	];
	return [done.length === 0 ? 'No items were done.' : counted('Done', done), ...others]
		.filter((part) => part !== '')
		.join(' ');
}

/** More ranges are only counted: a description of a hundred kilobytes helps nobody. */
const MAX_RANGES = 20;

/** Numbers as people write them: 0 to 4, 7 and 9. */
export function ranges(sorted: readonly number[]): string {
	const parts: Array<{ from: number; to: number }> = [];
	for (const number of sorted) {
		const last = parts.at(-1);
		if (last !== undefined && last.to === number - 1) last.to = number;
		else parts.push({ from: number, to: number });
	}
	const shown = parts.slice(0, MAX_RANGES);
	const texts = shown.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
	const listed = shown.reduce((sum, { from, to }) => sum + to - from + 1, 0);
	if (listed < sorted.length) texts.push(`${sorted.length - listed} more`);
	const last = texts.pop() ?? '';
	return texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
}

type Kind = 'done' | 'open' | Failed['outcome'];

function counted(what: string, indexes: readonly number[]): string {
	if (indexes.length === 0) return '';
	const which = `${indexes.length === 1 ? 'item' : 'items'} ${ranges(indexes)}`;
	return `${what}: ${pluralize(indexes.length, 'item')} (${which}).`;
}

function kindOf(outcome: Outcome | undefined): Kind {
	if (outcome === undefined) return 'open';
	return outcome.kind === 'done' ? 'done' : outcome.outcome;
}
