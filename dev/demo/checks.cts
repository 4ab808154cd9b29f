import { isDeepStrictEqual } from 'node:util';

import type { Row } from './file.cts';
import type { Outcome } from './run.cts';
import type { Step } from './steps.cts';
import { changes, type World } from './world.cts';

/** Compares what was printed with what the sandbox knows, and remembers what differs. */
export class Checks {
	passed = 0;

	/** One sentence for each check that found a difference. */
	readonly differences: string[] = [];

	/** One check: `difference` says what is not as it should be. */
	that(isRight: boolean, difference: string): void {
		if (isRight) this.passed += 1;
		else this.differences.push(difference);
	}

	/** A run that may have sent so many requests, and changed nothing. */
	nothingChanged(
		title: string,
		{ requests }: Outcome,
		before: World,
		now: World,
		wanted = 0,
	): void {
		this.that(
			requests === wanted,
			`${title}: ${requests} requests were sent instead of ${wanted}.`,
		);
		this.that(isDeepStrictEqual(before, now), `${title}: customers have changed.`);
	}

	/** Nothing is lost: every row came out, once. */
	everyRow(title: string, rows: readonly Row[], { results }: Outcome): void {
		const numbers = (some: readonly Row[]) => some.map(({ row }) => row).join(', ');
		const found = numbers(results.map(({ row }) => row));
		this.that(
			found === numbers(rows),
			`${title}: rows ${numbers(rows)} went in, ${found} came out.`,
		);
	}

	/** A step came to as many rows of each kind, and as many requests, as the input file is made for. */
	counts({ title, expected }: Step, { results, requests }: Outcome): void {
		for (const ending of ['done', 'rejected', 'notSent', 'unknown'] as const) {
			const found = results.filter((result) => result.ending === ending).length;
			const wanted = ending === 'unknown' ? 0 : expected[ending];
			this.that(found === wanted, `${title}: ${found} rows are ${ending} instead of ${wanted}.`);
		}
		this.that(
			requests === expected.requests,
			`${title}: ${requests} requests were sent instead of ${expected.requests}.`,
		);
	}

	/** Every customer is as the printed results say. */
	worlds(expected: World, actual: World): void {
		for (const customer of expected.customers) {
			const { customer_id } = customer;
			const found = actual.customers.find((one) => one.customer_id === customer_id);
			this.that(
				isDeepStrictEqual(found, customer),
				`Customer ${customer_id} is not as printed: ${changes(customer, found) || 'the order IDs, notes or codes differ'}.`,
			);
		}
		const codes = (world: World) => world.loyalty.map(({ code }) => code).join(', ');
		this.that(
			isDeepStrictEqual(actual.loyalty, expected.loyalty),
			`The loyalty customers should be ${codes(expected)}, but are ${codes(actual)}.`,
		);
	}
}
