import type { Matches } from '../../nodes/Trackfinity/redaction/pattern';
import { NO_MATCH, Pattern } from '../../nodes/Trackfinity/redaction/pattern';

const added = (pattern: Pattern, ...matches: Matches) =>
	matches.reduce<Matches>((all, match) => pattern.add(all, match), NO_MATCH);

describe('the matches at a position', () => {
	test('are held by those that imply them', () => {
		const pattern = new Pattern('anana');
		expect(added(pattern, 1, 3, 5)).toEqual([5]);
		expect(added(pattern, 5, 3, 1, 0)).toEqual([5]);
		expect(added(pattern, 2, 5)).toEqual([2, 5]);
		expect([0, 1, 2, 3, 4, 5].filter((match) => pattern.has([5], match))).toEqual([0, 1, 3, 5]);
	});

	test('are sixteen at most, or some texts would take forever', () => {
		const pattern = new Pattern('abcdefghijklmnopqrstuvwxyz');
		const letters = Array.from({ length: 26 }, (_, index) => index + 1);
		expect(added(pattern, ...letters)).toEqual(letters.slice(0, 16));
	});
});
