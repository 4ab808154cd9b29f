import type { NodeExecutionHint } from 'n8n-workflow';

import type { Outcome } from '../outcomes/outcome';
import type { CustomerQueue } from '../run/customerQueue';

/** What the output panel says about a dry run. */
export function dryRunHints(queues: readonly CustomerQueue[]): NodeExecutionHint[] {
	const duplicates = countDuplicates(queues);
	return toHints([
		"This was a dry run: nothing was sent. Turn off the option 'Dry Run' to send the requests.",
		duplicates > 0 && `${duplicateRequests(duplicates)} would be skipped: ${sentOnce}`,
	]);
}

/** What the output panel says about a run, beside its items. */
export function runHints(
	queues: readonly CustomerQueue[],
	outcomes: readonly Outcome[],
): NodeExecutionHint[] {
	const ended = queues.flatMap(({ jobs }) =>
		jobs.flatMap(({ items: [first] }) => outcomes[first ?? -1] ?? []),
	);
	const proven = (proof: string) =>
		ended.filter((outcome) => outcome.kind === 'done' && outcome.proof === proof).length;
	const duplicates = countDuplicates(queues);
	const retried = ended.filter(({ attempts }) => attempts > 1).length;
	const verified = proven('verified');
	const missing = proven('missing');
	return toHints([
		duplicates > 0 && `${duplicateRequests(duplicates)} skipped: ${sentOnce}`,
		retried > 0 &&
			`${counted(retried, 'request', 'requests')} retried. If this happens often, lower 'Parallel Requests' or set 'Max Requests per Second'.`,
		verified > 0 &&
			`${counted(verified, 'deletion', 'deletions')} verified: there was no clear response, so the service was asked, and it has no such customer`,
		missing > 0 &&
			`${counted(missing, 'customer was', 'customers were')} missing and counted as done, because 'Ignore Missing Customers' is on`,
	]);
}

const sentOnce = 'identical requests for the same customer are sent once';

function countDuplicates(queues: readonly CustomerQueue[]): number {
	return queues.flatMap(({ jobs }) => jobs).reduce((sum, { items }) => sum + items.length - 1, 0);
}

function duplicateRequests(count: number): string {
	return counted(count, 'duplicate request', 'duplicate requests');
}

function counted(count: number, one: string, many: string): string {
	return `${count} ${count === 1 ? one : many}`;
}

function toHints(texts: Array<string | false>): NodeExecutionHint[] {
	return texts
		.filter((text) => text !== false)
		.map((message) => ({ message, location: 'outputPane', type: 'info' }));
}
