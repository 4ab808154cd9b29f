import fc from 'fast-check';
import { UserError } from 'n8n-workflow';
import { keepToAddress, parseAddress } from '../../credentials/address';
import { deleteCustomer } from '../../nodes/Trackfinity/operations/delete';
import { lock } from '../../nodes/Trackfinity/operations/lock';
import { addAttempt, addExistence } from '../../nodes/Trackfinity/outcomes/delivery';
import { toOutcome } from '../../nodes/Trackfinity/outcomes/toOutcome';
import { createRedactor } from '../../nodes/Trackfinity/redaction/redact';
import { decodeBody } from '../../nodes/Trackfinity/responses/charset';
import { readDeletion } from '../../nodes/Trackfinity/responses/deletion';
import { readExistence } from '../../nodes/Trackfinity/responses/existence';
import { readTrackfinityResponse } from '../../nodes/Trackfinity/responses/trackfinity';
import { nextStep } from '../../nodes/Trackfinity/run/retry';
import type { Attempt } from '../../nodes/Trackfinity/transport/attempt';
import { classify } from '../../nodes/Trackfinity/transport/classify';
import { readRetryAfter } from '../../nodes/Trackfinity/transport/retryAfter';
import { encodings } from '../../test/support/encodings.cts';
import { body, bytes, CODE } from './documents.cts';
import { mayConfirmChange, mayConfirmDeletion, mayTellExistence } from './oracle.cts';

/** Something that holds for every input. */
export interface Law {
	name: string;
	/** Its part of all inputs. */
	share: number;
	/** Tries it with many inputs. */
	tryWith: (parameters: fc.Parameters<[unknown]>) => fc.RunDetails<[unknown]>;
}

/** A law over generated inputs; an exception of the code under test breaks it as well. */
function law<T>(
	name: string,
	share: number,
	inputs: fc.Arbitrary<T>,
	holds: (input: T) => boolean,
): Law {
	const property = fc.property(inputs, holds);
	return { name, share, tryWith: (parameters) => fc.check<[unknown]>(property, parameters) };
}

const deletion = deleteCustomer.planner(parameter)(parameter);
const change = lock.planner(parameter)(parameter);

function parameter(path: string): unknown {
	return { code: CODE, lookupBy: 'customerId', customerId: '191', options: {} }[path];
}

const secret = fc.oneof(
	fc.stringMatching(/^[0-9a-f]{12,40}$/),
	fc.string({ unit: fc.constantFrom(...`%&;#\\+/"'<>é🔑 abc019`), minLength: 6, maxLength: 20 }),
	fc.constant('long-'.repeat(1_500)),
);

const writings = Object.values(encodings);

/** A secret, and a response that repeats it in one of the ways of writing it, or in two of them. */
const echo = fc
	.record({
		secret: secret.map((text) => text.trim()).filter((text) => text.length >= 6),
		inner: fc.constantFrom(...writings),
		outer: fc.constantFrom(...writings),
		frame: fc.constantFrom(
			['{"error":true,"message":"No: ', '"}'],
			['<response status="error"><error>', '</error></response>'],
			['Rejected: ', '!'],
		),
		statusCode: fc.constantFrom(200, 400, 401, 500),
	})
	.map(({ inner, outer, ...input }) => ({ ...input, written: outer(inner(input.secret)) }));

const attempt: fc.Arbitrary<Attempt> = fc.oneof(
	fc.record({
		kind: fc.constant('responded' as const),
		response: fc.record(
			{
				statusCode: fc.constantFrom(200, 204, 302, 400, 401, 403, 404, 429, 500, 502, 503, 504),
				body,
				isComplete: fc.boolean(),
				retryAfterMs: fc.nat(100_000),
			},
			{ requiredKeys: ['statusCode', 'body', 'isComplete'] },
		),
	}),
	fc.constantFrom<Attempt>(
		{ kind: 'noResponse', reason: 'timeout' },
		{ kind: 'noResponse', reason: 'dropped' },
		{ kind: 'notConnected', reason: 'refused' },
		{ kind: 'notConnected', reason: 'unknownHost' },
	),
);

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

/** Every law, in the order in which they are tried. */
export const laws: Law[] = [
	law('no response is a false yes to a change', 20, body, (text) => {
		const { kind } = readTrackfinityResponse(text);
		return kind !== 'confirmed' || mayConfirmChange(text);
	}),
	law('no response is a false yes to a deletion', 20, body, (text) => {
		const { kind } = readDeletion(text, CODE);
		return kind !== 'confirmed' || mayConfirmDeletion(text, CODE);
	}),
	law('no response wrongly tells whether a customer exists', 20, body, (text) => {
		const existence = readExistence(text);
		return existence === 'unclear' || mayTellExistence(text, existence);
	}),
	law('no bytes in any charset are a false yes', 10, bytes, (input) => {
		const text = decodeBody(input.bytes, input.contentType);
		const isChange = readTrackfinityResponse(text).kind === 'confirmed';
		const isDeletion = readDeletion(text, CODE).kind === 'confirmed';
		return (!isChange || mayConfirmChange(text)) && (!isDeletion || mayConfirmDeletion(text, CODE));
	}),
	law('no text for people holds a secret', 10, echo, ({ secret, written, frame, statusCode }) => {
		const sent: Attempt = {
			kind: 'responded',
			response: { statusCode, body: `${frame[0]}${written}${frame[1]}`, isComplete: true },
		};
		const context = { redact: createRedactor([secret]), now: new Date(0) };
		const texts = [
			{ request: change, service: lock.service },
			{ request: deletion, service: deleteCustomer.service },
		].flatMap(({ request, service }) => {
			const delivery = addAttempt(undefined, sent, request.readResponse);
			const outcome = toOutcome(delivery, { request, service, ...context });
			return [outcome.message ?? '', outcome.kind === 'failed' ? outcome.description : ''];
		});
		const shown = texts.join('\n');
		return !shown.includes(secret) && !shown.includes(written);
	}),
	law(
		'a deletion is sent again only while the customer is there',
		8,
		fc.tuple(attempt, fc.constantFrom('exists', 'missing', 'unclear', undefined), fc.nat(10)),
		([last, existence, sent]) => {
			const delivery = addAttempt(undefined, last, deletion.readResponse);
			const known = existence ? addExistence(delivery, existence, new Date(0)) : delivery;
			const limits = { retries: 10, idempotent: false };
			const step = nextStep(known, deletion, sent + 1, limits, 0.5);
			if (step.kind === 'end') return true;
			if (!(step.waitMs >= 0 && step.waitMs <= 60_000)) return false;
			const isBusy = last.kind === 'responded' && last.response.statusCode === 429;
			return (
				step.kind === 'ask' || existence === 'exists' || isBusy || last.kind === 'notConnected'
			);
		},
	),
	law(
		'a Retry-After is a time from now, or none',
		4,
		fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.string({ unit: fc.constantFrom(...'0123456789.-+eE ,:GMTSun'), maxLength: 40 }),
			fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
		),
		(header) => {
			const wait = readRetryAfter(header, 0);
			return wait === undefined || wait >= 0;
		},
	),
	law(
		'an address is safe to send a key to, or refused',
		5,
		fc.tuple(address, fc.boolean()),
		([typed, isInsecure]) =>
			unlessRefused(() => {
				const url = parseAddress(typed, { label: 'Base URL', example: '' }, isInsecure);
				const isLocal = /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/.test(url.hostname);
				return (
					url.username + url.password + url.search + url.hash === '' &&
					(url.protocol === 'https:' || (url.protocol === 'http:' && (isInsecure || isLocal)))
				);
			}),
	),
	law('a key goes to its own host only', 5, address, (requested) =>
		unlessRefused(() => {
			const base = 'https://own.example/shop';
			const { url } = keepToAddress({ url: requested }, base);
			return new URL(url).origin === 'https://own.example';
		}),
	),
	law('every exception is classified', 3, fc.anything({ withNullPrototype: true }), (thrown) =>
		['notConnected', 'noResponse'].includes(classify(thrown).kind),
	),
];

function unlessRefused(holds: () => boolean): boolean {
	try {
		return holds();
	} catch (thrown) {
		return thrown instanceof UserError;
	}
}
