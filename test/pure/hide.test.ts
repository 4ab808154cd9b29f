import fc from 'fast-check';

import { createRedactor } from '../../nodes/Trackfinity/outcomes/hide';
import { encodings } from '../support/encodings';

/** Brackets could make a secret anew together with those of `[hidden]`; they have examples of their own. */
const secret = fc
	.oneof(
		fc.string({ minLength: 7, maxLength: 40 }),
		fc.string({ unit: 'binary', minLength: 7, maxLength: 40 }),
		fc.string({
			unit: fc.constantFrom(...`aZ09 +%&=?/\\"'<>!*()~.^$|{}ä日🔑`),
			minLength: 7,
			maxLength: 40,
		}),
	)
	.filter((text) => !/[[\]]/.test(text) && text.trim().length > 6);

describe('what is hidden', () => {
	test.each(Object.keys(encodings))('a secret, wherever it stands: %s', (name) => {
		const encode = encodings[name] ?? String;
		fc.assert(
			fc.property(secret, fc.string(), fc.string(), (text, before, after) => {
				const shown = createRedactor([text])(`${before}${encode(text)}${after}`);
				expect(shown).not.toContain(encode(text));
				expect(shown).toContain('[hidden]');
			}),
		);
	});

	test('every one of several secrets, also where one holds the other', () => {
		fc.assert(
			fc.property(secret, secret, fc.string(), (one, other, between) => {
				const both = `${one}${other}`;
				const redact = createRedactor([one, both, other]);
				const shown = redact([both, one, other, both].join(between));
				expect(shown).not.toContain(one);
				expect(shown).not.toContain(other);
			}),
		);
	});

	test('every occurrence', () => {
		expect(createRedactor(['geheim'])('geheim geheim, geheim')).toBe('[hidden] [hidden], [hidden]');
	});

	test.each(['.*', '(a+)+$', '[a-z]', '^$', '\\d', '$&', "$'", '$1', '%', '%41', '+', '[hidden]'])(
		'a secret made of regex and replacement characters: %s',
		(text) => {
			const shown = createRedactor([text])(`before <${text}> after`);
			expect(shown).toBe('before <[hidden]> after');
		},
	);

	test.each([
		['S%2Fe', '%2f', 'S%252Fe'],
		['a/b', 'a%2Fb', 'a%2fb'],
	])('hex digits in either case and escaped percent signs: %s', (text, ...shown) => {
		expect(createRedactor([text])(shown.join(' '))).not.toContain(encodeURIComponent(text));
	});
});

describe('what is not hidden', () => {
	test('any other text stays as it is', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				fc.pre(!text.includes('4711-geheim'));
				expect(createRedactor(['4711-geheim', ''])(text)).toBe(text);
			}),
		);
	});

	test('without secrets, and with empty ones, nothing is replaced', () => {
		expect(createRedactor([])('text')).toBe('text');
		expect(createRedactor(['', ''])('text')).toBe('text');
	});
});

describe('hiding itself never fails', () => {
	test('not even for a secret with half a character in it, which URL encoding refuses', () => {
		const broken = 'key-\ud800-end';
		expect(() => createRedactor([broken])).not.toThrow();
		expect(createRedactor([broken])(`<${broken}>`)).toBe('<[hidden]>');
	});

	test('long texts are searched in well under a second', () => {
		const redact = createRedactor([
			'aaaaaaaaaaaaaaaaaaaaaaab',
			' '.repeat(50) + 'x',
			'%%%%%%%%%%a',
		]);
		const started = performance.now();
		for (const unit of ['a', ' ', '%', '%25', '\\', '&amp;']) redact(unit.repeat(250_000));
		expect(performance.now() - started).toBeLessThan(2_000);
	});
});
