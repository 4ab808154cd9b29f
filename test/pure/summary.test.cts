import fc from 'fast-check';

import type { Outcome } from '../../nodes/Trackfinity/outcomes/outcome';
import { ranges, summary } from '../../nodes/Trackfinity/report/summary';
import { invalid } from '../support/planned.cts';

describe('item numbers as people write them', () => {
	test.each([
		[[], ''],
		[[3], '3'],
		[[0, 2], '0 and 2'],
		[[0, 1, 2, 3], '0 to 3'],
		[[0, 1, 2, 7, 9], '0 to 2, 7 and 9'],
		[[5, 7, 8, 9], '5 and 7 to 9'],
	])('%j is "%s"', (numbers, text) => {
		expect(ranges(numbers)).toBe(text);
	});

	/** Reads the text back. */
	function numbersIn(text: string): number[] {
		return text.split(/, | and /).flatMap((part) => {
			const [from = NaN, to = from] = part.split(' to ').map(Number);
			return text === '' ? [] : Array.from({ length: to - from + 1 }, (_, step) => from + step);
		});
	}

	test('whatever they are, all of them are in it and no others', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.nat(60)), (numbers) => {
				const sorted = numbers.sort((a, b) => a - b);
				expect(numbersIn(ranges(sorted))).toEqual(sorted);
			}),
		);
	});

	test('a long row stays short', () => {
		expect(ranges(Array.from({ length: 10_000 }, (_, index) => index))).toBe('0 to 9999');
	});
});

describe('the summary of a run', () => {
	const done: Outcome = {
		kind: 'done',
		proof: 'confirmed',
		processedAt: '2026-03-01T12:00:00.000Z',
		attempts: 1,
	};
	const rejected: Outcome = { ...invalid(), outcome: 'rejected', attempts: 1 };
	const unknown: Outcome = { ...invalid(), outcome: 'unknown', attempts: 1 };

	test('says so when nothing was done', () => {
		expect(summary([undefined])).toMatch(/^No items were done\./);
		expect(summary([rejected, unknown])).toMatch(/^No items were done\./);
	});

	test('says how many were done, and which', () => {
		expect(summary([done, done, done, invalid()])).toMatch(/^Done: 3 items \(items 0 to 2\)\./);
		expect(summary([rejected, done])).toMatch(/^Done: 1 item \(item 1\)\./);
	});

	test('keeps apart what was rejected, what is unclear, what was not sent and what goes on', () => {
		const text = summary([done, rejected, unknown, invalid(), invalid(), undefined]);

		expect(text).toMatch(/Rejected by the service: 1 item \(item 1\)/);
		expect(text).toMatch(/Unclear[^.]*: 1 item \(item 2\)/);
		expect(text).toMatch(/Not sent: 2 items \(items 3 (and|to) 4\)/);
		expect(text).toMatch(/Not finished yet: 1 item \(item 5\)/);
	});

	test('says nothing of what there is none of', () => {
		expect(summary([done])).toBe('Done: 1 item (item 0).');
	});

	test('accounts for every item once', () => {
		const outcomes = fc.constantFrom(done, rejected, unknown, invalid(), undefined);
		fc.assert(
			fc.property(fc.array(outcomes, { maxLength: 30 }), (run) => {
				const counts = [...summary(run).matchAll(/: (\d+) items? \(/g)].map(([, count]) =>
					Number(count),
				);
				expect(counts.reduce((sum, count) => sum + count, 0)).toBe(run.length);
			}),
		);
	});
});
