import fc from 'fast-check';

import { type Done, type Outcome, summary } from '../../nodes/Trackfinity/outcomes/outcome';

const done: Done = { kind: 'done', proof: 'confirmed', processedAt: '', attempts: 1 };
const others = (['rejected', 'unknown', 'notSent'] as const).map((kind) => ({ kind }) as Outcome);

test('every item counts once; the first twenty ranges of items are named, and how many items more there are', () => {
	const outcome = fc.oneof(fc.constant(done), fc.constantFrom(...others, undefined));
	fc.assert(
		fc.property(fc.array(outcome, { maxLength: 100, size: 'max' }), (outcomes) => {
			const text = summary(outcomes);
			const counts = [...text.matchAll(/: (\d+) items? \(/g)].map(([, count]) => Number(count));
			expect(counts.reduce((sum, count) => sum + count, 0)).toBe(outcomes.length);

			const sorted = [...outcomes.keys()].filter((index) => outcomes[index] === done);
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
