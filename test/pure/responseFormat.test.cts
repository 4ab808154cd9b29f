import { readResponseFormat } from '../../nodes/Trackfinity/parameters/responseFormat';
import { invalidInputOf } from '../support/invalidInput.cts';

const read = (options: unknown) => readResponseFormat(() => options);
const callback = (value: unknown) => read({ responseFormat: 'json', callback: value });

test('it is XML unless JSON is chosen, and what is for JSON only counts with JSON', () => {
	expect(read({})).toEqual([['output', 'XML']]);
	expect(read({ condensed: true, callback: 'app.done' })).toEqual([['output', 'XML']]);
	expect(read({ responseFormat: 'json', condensed: false, callback: '' })).toEqual([
		['output', 'JSON'],
	]);
	expect(read({ responseFormat: 'json', condensed: true, callback: 'app.done' })).toEqual([
		['output', 'JSON'],
		['condensed', 'yes'],
		['callback', 'app.done'],
	]);
});

test.each(['done', '$', '_1', 'größe', 'app.done', 'a.b.c', 'classes', 'app.class'])(
	'%s is the name of a function',
	(name) => {
		expect(callback(name)).toContainEqual(['callback', name]);
		expect(callback(` ${name}\n`)).toContainEqual(['callback', name]);
	},
);

test.each([
	...['1a', 'a.', '.a', 'a..b', 'a.1', 'a b', 'a;b', ';a', 'a;', 'alert(1)', 'a\nb', 'a-b'],
	...['class', 'new.target', ' ', 7, null, ['done'], { name: 'done' }],
])('%j is none', (name) => {
	const { message, description } = invalidInputOf(() => callback(name), 'Callback');
	expect(message).toMatch(/ isn't a valid JavaScript function name$/);
	expect(description).toMatch(/^Enter a name such as handleResponse .* leave it empty\.$/);
});

test.each([
	['text', "is the text 'text'"],
	[null, 'is empty'],
	[['json'], 'is a list'],
])('the options as a whole cannot be %j', (options, words) => {
	const { message, description } = invalidInputOf(() => read(options), 'Options');
	expect(message).toBe(`'Options' must be a collection of options, but ${words}`);
	expect(description).toMatch(/^Add the options one by one/);
});
