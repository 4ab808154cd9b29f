import { words } from '../../nodes/Trackfinity/responses/words';

/** A value inside of so many others. */
const inside = (times: number, wrap: (value: unknown) => unknown, value: unknown): unknown =>
	times === 0 ? value : wrap(inside(times - 1, wrap, value));

describe('the words of a response', () => {
	test.each<[value: unknown, found: string | undefined]>([
		['Gone', 'Gone'],
		[['Gone', 'Away'], 'Gone; Away'],
		[['Gone', { other: 'Away' }], undefined],
		[['Gone', { message: 'Away' }], 'Away'],
		[{ other: 'Gone' }, undefined],
	])('%j: %s', (value, found) => {
		expect(words(value)).toBe(found);
	});

	test.each<[where: string, wrap: (value: unknown) => unknown]>([
		['that explain', (value) => ({ error: value })],
		['that do not explain', (value) => ({ other: value })],
		['of lists', (value) => [value]],
	])('are looked for six levels deep and no deeper: levels %s', (_, wrap) => {
		expect(words(inside(5, wrap, { message: 'Gone' }))).toBe('Gone');
		expect(words(inside(6, wrap, { message: 'Gone' }))).toBeUndefined();
	});
});
