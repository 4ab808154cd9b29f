import fc from 'fast-check';

import { createHide } from '../../nodes/Trackfinity/outcomes/hide';
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

describe('chapter 8: what is hidden', () => {
	test.each(Object.keys(encodings))('a secret, wherever it stands: %s', (name) => {
		const encode = encodings[name] ?? String;
		fc.assert(
			fc.property(secret, fc.string(), fc.string(), (text, before, after) => {
				const shown = createHide([text])(`${before}${encode(text)}${after}`);
				expect(shown).not.toContain(encode(text));
				expect(shown).toContain('[hidden]');
			}),
		);
	});

	test('every one of several secrets, also where one holds the other', () => {
		fc.assert(
			fc.property(secret, secret, fc.string(), (one, other, between) => {
				const both = `${one}${other}`;
				const hide = createHide([one, both, other]);
				const shown = hide([both, one, other, both].join(between));
				expect(shown).not.toContain(one);
				expect(shown).not.toContain(other);
			}),
		);
	});

	test('every occurrence', () => {
		expect(createHide(['geheim'])('geheim geheim, geheim')).toBe('[hidden] [hidden], [hidden]');
	});

	test.each(['.*', '(a+)+$', '[a-z]', '^$', '\\d', '$&', "$'", '$1', '%', '%41', '+', '[hidden]'])(
		'a secret made of regex and replacement characters: %s',
		(text) => {
			const shown = createHide([text])(`before <${text}> after`);
			expect(shown).toBe('before <[hidden]> after');
		},
	);

	test.each([
		['S%2Fe', '%2f', 'S%252Fe'],
		['a/b', 'a%2Fb', 'a%2fb'],
	])('hex digits in either case and escaped percent signs: %s', (text, ...shown) => {
		expect(createHide([text])(shown.join(' '))).not.toContain(encodeURIComponent(text));
	});
});

describe('chapter 8: what is not hidden', () => {
	test('any other text stays as it is', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				fc.pre(!text.includes('4711-geheim'));
				expect(createHide(['4711-geheim', ''])(text)).toBe(text);
			}),
		);
	});

	test('without secrets, and with empty ones, nothing is replaced', () => {
		expect(createHide([])('text')).toBe('text');
		expect(createHide(['', ''])('text')).toBe('text');
	});
});

describe('chapter 8: hiding itself never fails', () => {
	test('not even for a secret with half a character in it, which URL encoding refuses', () => {
		const broken = 'key-\ud800-end';
		expect(() => createHide([broken])).not.toThrow();
		expect(createHide([broken])(`<${broken}>`)).toBe('<[hidden]>');
	});

	test('long texts are searched in well under a second', () => {
		const hide = createHide(['aaaaaaaaaaaaaaaaaaaaaaab', ' '.repeat(50) + 'x', '%%%%%%%%%%a']);
		const started = performance.now();
		for (const unit of ['a', ' ', '%', '%25', '\\', '&amp;']) hide(unit.repeat(250_000));
		expect(performance.now() - started).toBeLessThan(2_000);
	});
});
