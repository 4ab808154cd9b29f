import fc from 'fast-check';
import { UserError } from 'n8n-workflow';
import { encodings } from '../../test/support/encodings.cts';
import { body, bytes, CODE } from './documents.cts';
import { law } from './law.cts';
import type { Law } from './law.cts';
import { mayConfirmChange, mayConfirmDeletion, mayTellExists, mayTellMissing } from './oracle.cts';
import * as product from './product.cts';

const secret = fc
	.oneof(
		fc.stringMatching(/^[0-9a-f]{12,40}$/),
		fc.string({
			unit: fc.constantFrom(...`%&;#\\+/"'<>é🔑 abc019`),
			minLength: 6,
			maxLength: 20,
		}),
		fc.constant('long-'.repeat(1_500)),
	)
	.map((text) => text.trim())
	.filter((text) => text.length >= 6);

const writing = fc.constantFrom(...Object.values(encodings));

/** A secret, and a text that repeats it in one of the ways of writing it, or in two of them. */
const echo = fc
	.record({ secret, inner: writing, outer: writing })
	.map(({ inner, outer, ...input }) => ({ ...input, written: outer(inner(input.secret)) }));

const address = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc
		.array(
			fc.constantFrom(
				...['https://', 'http://', 'ftp:', 'javascript:', '//', '@', ':', '?', '#', '/', '\\'],
				...['[::1]', '127.0.0.1', 'localhost', 'a.example', '%40', '%2f', '..', '8080', 'user'],
				...['\u3002', '\n', '\t', '\u200b', 'bücher', '0x7f.1', '2130706433', 'api', '.', ' '],
			),
			{ maxLength: 8 },
		)
		.map((parts) => parts.join('')),
);

const asked = fc.oneof(
	address,
	...['', '/shop/', '/shop/../'].map((path) =>
		address.map((text) => `https://own.example${path}${text}`),
	),
);

/** Also with the names of what is read of an exception. */
const exception = fc.anything({
	withNullPrototype: true,
	key: fc.oneof(
		fc.constantFrom(...'cause code description errors httpCode message messages name'.split(' ')),
		fc.string(),
	),
});

/** What holds for single functions, and so can be tried a million times. */
export const lawsOfFunctions: Law[] = [
	law(
		'no response is a false yes to a change',
		20,
		body,
		(text) => !product.confirmsChange(text) || mayConfirmChange(text),
	),
	law(
		'no response is a false yes to a deletion',
		20,
		body,
		(text) => !product.confirmsDeletion(text, CODE) || mayConfirmDeletion(text, CODE),
	),
	law('no response wrongly tells whether a customer exists', 20, body, (text) => {
		const existence = product.tellsExistence(text, CODE);
		if (existence === 'unclear') return true;
		return existence === 'exists' ? mayTellExists(text, CODE) : mayTellMissing(text);
	}),
	law('no bytes in any charset are a false yes', 10, bytes, (input) => {
		const text = product.decode(input.bytes, input.contentType);
		return (
			(!product.confirmsChange(text) || mayConfirmChange(text)) &&
			(!product.confirmsDeletion(text, CODE) || mayConfirmDeletion(text, CODE))
		);
	}),
	law('no text that goes further holds a secret', 10, echo, ({ secret: hidden, written }) => {
		const shown = product.redacted(`No: ${written}!`, [hidden]);
		return !shown.includes(hidden) && !shown.includes(written);
	}),
	law(
		'a Retry-After is a time from now, or none',
		4,
		fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.string({ unit: fc.constantFrom(...'0123456789.-+eE ,:GMTSun'), maxLength: 40 }),
			fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
		),
		(header) => {
			const wait = product.readRetryAfter(header, 0);
			return wait === undefined || wait >= 0;
		},
	),
	law(
		'an address is safe to send a key to, or refused',
		5,
		fc.tuple(address, fc.boolean()),
		([typed, isInsecure]) =>
			unlessRefused(() => {
				const field = { label: 'Base URL', example: '' };
				const url = product.parseAddress(typed, field, isInsecure);
				const isLocal = /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/.test(url.hostname);
				return (
					url.username + url.password + url.search + url.hash === '' &&
					(url.protocol === 'https:' || (url.protocol === 'http:' && (isInsecure || isLocal)))
				);
			}),
	),
	law('a key goes to its own host and folder only', 5, asked, (requested) =>
		unlessRefused(() => {
			const base = 'https://own.example/shop';
			const { url } = product.keepToAddress({ url: requested }, base);
			const { origin, pathname, username, password } = new URL(url);
			const isOwn = origin === 'https://own.example' && `${pathname}/`.startsWith('/shop/');
			return isOwn && username + password === '';
		}),
	),
	law('every exception is classified, and nothing of it is passed on', 3, exception, (thrown) => {
		const meaning = product.classify(thrown);
		const isKnown = ['notConnected', 'noResponse'].includes(meaning.kind);
		return isKnown && Object.keys(meaning).join() === 'kind,reason';
	}),
];

function unlessRefused(holds: () => boolean): boolean {
	try {
		return holds();
	} catch (thrown) {
		return thrown instanceof UserError;
	}
}
