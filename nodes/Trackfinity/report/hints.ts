import type { NodeExecutionHint } from 'n8n-workflow';

import type { Outcome } from '../outcomes/outcome';
import type { CustomerQueue } from '../run/customerQueue';

/** What the output panel says about a dry run. */
export function dryRunHints(queues: readonly CustomerQueue[]): NodeExecutionHint[] {
	const texts = [
		"This was a dry run: nothing was sent. Turn off the option 'Dry Run' to do it for real.",
	];
	const duplicates = countDuplicates(queues);
	if (duplicates > 0) texts.push(`${counted(duplicates, 'duplicate')} would not be sent again.`);
	return texts.map(toHint);
}

/** What the output panel says about a run, beside its items. */
export function runHints(
	queues: readonly CustomerQueue[],
	outcomes: ReadonlyArray<Outcome | undefined>,
): NodeExecutionHint[] {
	const texts: string[] = [];
	const duplicates = countDuplicates(queues);
	if (duplicates > 0) {
		texts.push(
			`${counted(duplicates, 'duplicate')} not sent again: equal items in a row share one request and its response.`,
		);
	}
	const retried = queues
		.flat()
		.filter(({ items: [first] }) => first !== undefined && (outcomes[first]?.attempts ?? 0) > 1);
	if (retried.length > 0) {
		texts.push(
			`${counted(retried.length, 'request')} retried. If this happens often, lower 'Parallel Requests' or set 'Max Requests per Second'.`,
		);
	}
	return texts.map(toHint);
}

function countDuplicates(queues: readonly CustomerQueue[]): number {
	return queues.flat().reduce((sum, { items }) => sum + items.length - 1, 0);
}

function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function toHint(message: string): NodeExecutionHint {
	return { message, location: 'outputPane', type: 'info' };
}
