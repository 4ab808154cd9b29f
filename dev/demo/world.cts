import type { Customer, LoyaltyCustomer, Sandbox } from '../../sandbox/index.cts';
import type { Row } from './file.cts';

/** All that both services know. */
export interface World {
	customers: Customer[];
	loyalty: LoyaltyCustomer[];
}

/** A copy of what the sandbox knows now. */
export function look(sandbox: Sandbox): World {
	return { customers: sandbox.trackfinityCustomers(), loyalty: sandbox.loyaltyCustomers() };
}

/** The customer whom a row is about, found as a person would find them: by whatever identifier the row holds. */
export function customerOf(row: Row, { customers }: World): Customer | undefined {
	const wanted = [row.customer_id, row.order_id, row.subscription_id];
	const identifier = wanted.map((cell) => cell.trim()).find((cell) => cell !== '');
	return customers.find(({ customer_id, orderids, subscription_id }) =>
		[customer_id, ...orderids, subscription_id].includes(identifier ?? ''),
	);
}

/** What sets a customer apart from how they were before, in words; empty when nothing does. */
export function changes(before: Customer, after: Customer | undefined): string {
	if (after === undefined) return 'gone';
	const texts: string[] = [];
	if (before.locked !== after.locked) texts.push(after.locked ? 'locked' : 'unlocked');
	if (after.forgotten && !before.forgotten) {
		const kept = Object.keys(after.details);
		const wiped = Object.keys(before.details).length - kept.length;
		return [...texts, `forgotten: ${wiped} details wiped, kept: ${kept.join(', ')}`].join('; ');
	}
	const names = new Set([...Object.keys(before.details), ...Object.keys(after.details)]);
	for (const name of names) {
		const [old, now] = [before.details[name], after.details[name]];
		if (old === now) continue;
		texts.push(
			now === undefined ? `${name} removed (was ${old})` : `${name}: ${old ?? ''} → ${now}`,
		);
	}
	return texts.join('; ');
}
