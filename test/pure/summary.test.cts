import fc from 'fast-check';

import type { Done, Outcome } from '../../nodes/Trackfinity/outcomes/outcome';
import { summary } from '../../nodes/Trackfinity/outcomes/summary';

const done: Done = { kind: 'done', proof: 'confirmed', processedAt: '', attempts: 1 };

test('the first twenty ranges of items are named, and how many items more there are', () => {
	fc.assert(
		fc.property(fc.array(fc.boolean(), { maxLength: 100, size: 'max' }), (isIn) => {
			const sorted = [...isIn.keys()].filter((index) => isIn[index]);
			const text = summary(isIn.map((isDone) => (isDone ? done : undefined)));
			const parts = /^Done: \d+ items? \(items? (.*?)\)\./.exec(text)?.[1]?.split(/, | and /) ?? [];
			const more = parseInt(parts.find((part) => part.endsWith(' more')) ?? '0');
			const named = parts.filter((part) => /^\d+( to \d+)?$/.test(part));
			const listed = named.flatMap((part) => {
				const [from = NaN, to = from] = part.split(' to ').map(Number);
				return Array.from({ length: to - from + 1 }, (_, step) => from + step);
			});
			expect(listed).toEqual(sorted.slice(0, listed.length));
			expect(more).toBe(sorted.length - listed.length);
			expect(more > 0 ? named.length : 20).toBe(20);
		}),
	);
});

test('a summary accounts for every item once', () => {
	const failed = (['rejected', 'unknown', 'notSent'] as const).map((outcome) => ({ outcome }));
	const outcome = fc.constantFrom(done, ...failed, undefined);
	fc.assert(
		fc.property(fc.array(outcome, { maxLength: 30 }), (run) => {
			const outcomes = run as Array<Outcome | undefined>;
			const counts = [...summary(outcomes).matchAll(/: (\d+) items? \(/g)];
			expect(counts.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(run.length);
		}),
	);
});
