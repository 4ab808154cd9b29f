import fc from 'fast-check';

import type { Done, Failed } from '../../nodes/Trackfinity/outcomes/outcome';
import { ranges, summary } from '../../nodes/Trackfinity/report/errors';
import { pluralize } from '../../nodes/Trackfinity/parameters/pluralize';

describe('item numbers as people write them', () => {
	test.each([
		[[], ''],
		[[3], '3'],
		[[0, 2], '0 and 2'],
		[[0, 1, 2, 7, 9], '0 to 2, 7 and 9'],
		[[5, 7, 8, 9], '5 and 7 to 9'],
		[[...Array(10_000).keys()], '0 to 9999'],
	])('%j is "%s"', (numbers, text) => {
		expect(ranges(numbers)).toBe(text);
	});

	/** Reads the text back. */
	function numbersIn(text: string): { listed: number[]; ranges: number; more: number } {
		const parts = text === '' ? [] : text.split(/, | and /);
		const listed = parts.filter((part) => !part.endsWith(' more'));
		return {
			listed: listed.flatMap((part) => {
				const [from = NaN, to = from] = part.split(' to ').map(Number);
				return Array.from({ length: to - from + 1 }, (_, step) => from + step);
			}),
			ranges: listed.length,
			more: parseInt(parts.at(-1)?.match(/^\d+ more$/)?.[0] ?? '0'),
		};
	}

	test('whatever they are, the first twenty ranges are in it, and how many more there are', () => {
		fc.assert(
			fc.property(fc.array(fc.boolean(), { maxLength: 100, size: 'max' }), (isIn) => {
				const sorted = [...isIn.keys()].filter((index) => isIn[index]);
				const read = numbersIn(ranges(sorted));
				expect(read.listed).toEqual(sorted.slice(0, read.listed.length));
				expect(read.more).toBe(sorted.length - read.listed.length);
				expect(read.more > 0 ? read.ranges : 20).toBe(20);
			}),
		);
	});
});

describe('the summary of a run', () => {
	const done: Done = { kind: 'done', proof: 'confirmed', processedAt: '', attempts: 1 };
	const failed = (outcome: Failed['outcome']): Failed => ({
		kind: 'failed',
		outcome,
		message: '',
		description: '',
		attempts: 1,
	});
	const [rejected, unknown, notSent] = (['rejected', 'unknown', 'notSent'] as const).map(failed);

	test('keeps apart what was done, rejected, is unclear, was not sent and goes on', () => {
		expect(summary([done, done, done, rejected, unknown, notSent, notSent, undefined])).toMatch(
			/^Done: 3 items \(items 0 to 2\)\. Rejected[^.]*: 1 item \(item 3\)\. Unclear[^.]*: 1 item \(item 4\)\. Not sent: 2 items \(items 5 to 6\)\. Not finished[^.]*: 1 item \(item 7\)\.$/,
		);
	});

	test('says nothing of what there is none of, but that nothing was done', () => {
		expect(summary([done])).toBe('Done: 1 item (item 0).');
		expect(summary([rejected])).toMatch(/^No items were done\. Rejected[^.]*\.$/);
	});

	test('accounts for every item once', () => {
		const outcomes = fc.constantFrom(done, rejected, unknown, notSent, undefined);
		fc.assert(
			fc.property(fc.array(outcomes, { maxLength: 30 }), (run) => {
				const counts = [...summary(run).matchAll(/: (\d+) items? \(/g)].map(([, count]) => count);
				expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(run.length);
			}),
		);
	});
});

test('what is counted has its plural', () => {
	expect([1, 2, 0].map((count) => pluralize(count, 'item'))).toEqual([
		'1 item',
		'2 items',
		'0 items',
	]);
	expect(pluralize(2, 'customer was', 'customers were')).toBe('2 customers were');
});
