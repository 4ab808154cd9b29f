import type { NodeExecutionHint } from 'n8n-workflow';

import { pluralize } from '../parameters/invalidInput';
import { keyOf } from '../plan/customerQueue';
import type { ReadyRun } from '../plan/preflight';

/** What the output panel says about a dry run. */
export function dryRunHints(run: ReadyRun): NodeExecutionHint[] {
	const { settings, queues, limit, entries } = run;
	const searches = entries.flatMap((entry) =>
		entry.search && entry.check === undefined ? keyOf(entry) : [],
	);
	const customers = queues.length + new Set(searches).size;
	return toHints([
		`This was a dry run: nothing is changed. Turn off the option 'Dry Run' to send the requests.`,
		searches.length > 0 &&
			customers > limit.left &&
			`There may be more customers than 'Safety Limit' allows: ${pluralize(customers, 'customer')} in this run, and it is ${settings.safetyLimit}`,
		duplicates(run, 'would be skipped'),
		...suspicions(run),
	]);
}

/** What the output panel says about a run, beside its items. */
export function runHints(run: ReadyRun): NodeExecutionHint[] {
	const searches = new Map(
		run.entries.flatMap((entry) => (entry.search ? [[keyOf(entry), entry] as const] : [])),
	);
	const outcomes = [...run.queues.flat(), ...searches.values()].flatMap(
		({ outcome }) => outcome ?? [],
	);
	const countProven = (proof: string) =>
		outcomes.filter((outcome) => outcome.kind === 'done' && outcome.proof === proof).length;
	const retried = outcomes.filter(({ attempts }) => attempts > 1).length;
	const verified = countProven('verified');
	const missing = countProven('missing');
	return toHints([
		duplicates(run, 'skipped'),
		retried > 0 &&
			`${pluralize(retried, 'request')} retried. If this happens often, lower 'Parallel Requests', or set or lower 'Max Requests per Second'.`,
		verified > 0 &&
			`${pluralize(verified, 'deletion')} verified: the service was asked, and it has no such customer anymore`,
		missing > 0 &&
			`${pluralize(missing, 'customer was', 'customers were')} missing and counted as done, because 'Ignore Missing Customers' is on`,
		...suspicions(run),
	]);
}

/** Warns of identifiers that may have lost digits, if there is no undo. */
function suspicions({ settings, suspects }: ReadyRun): Array<string | false> {
	if (settings.operation.irreversible === undefined) return [];
	const labels = [...new Set(suspects.map(({ lookup }) => lookup.label))];
	return labels.flatMap((label) => {
		const count = (suspicion: string) =>
			suspects.filter((one) => one.lookup.label === label && one.suspicion === suspicion).length;
		const numbers = count('number');
		const rounded = count('rounded');
		return [
			numbers > 0 &&
				`In ${pluralize(numbers, 'item')}, '${label}' arrived as a number: leading zeros would be lost. If such values can begin with 0, make them text at their source.`,
			rounded > 0 &&
				`In ${pluralize(rounded, 'item')}, '${label}' reads like a number that lost its last digits. Compare it with the source.`,
		];
	});
}

function duplicates({ queues }: ReadyRun, skipped: string): string | false {
	const count = queues.flat().reduce((sum, { items }) => sum + items.length - 1, 0);
	if (count === 0) return false;
	return `${pluralize(count, 'duplicate request')} ${skipped}: identical requests for the same customer are sent once`;
}

function toHints(texts: Array<string | false>): NodeExecutionHint[] {
	return texts
		.filter((text) => text !== false)
		.map((message) => ({ message, location: 'outputPane', type: 'info' }));
}
