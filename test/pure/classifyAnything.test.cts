import fc from 'fast-check';

import type { Attempt } from '../../nodes/Trackfinity/transport/attempt';
import { classify } from '../../nodes/Trackfinity/transport/classify';
import { notConnected } from '../support/deliveries.cts';
import {
	mayHaveArrived,
	noResponse,
	notArrived,
	ofSystem,
	shapes,
} from '../support/exceptions.cts';

const dropped = noResponse('dropped');

describe('laws of classifying', () => {
	const notConnectedError = fc.constantFrom(...notArrived.map(([, thrown]) => thrown));
	const lostError = fc.constantFrom(...mayHaveArrived.map(([, thrown]) => thrown));
	const anyError = fc.oneof(notConnectedError, lostError);

	test('an AggregateError means no connection exactly where each of its errors does', () => {
		fc.assert(
			fc.property(fc.array(anyError, { minLength: 1, maxLength: 5 }), (errors) => {
				const { kind } = classify({ message: '', name: 'AggregateError', errors });
				const isEach = errors.every((error) => classify(error).kind === 'notConnected');
				expect(kind === 'notConnected').toBe(isEach);
			}),
		);
	});

	test('exceptions around it that know nothing change nothing', () => {
		const wrapper = fc.record({
			name: fc.constantFrom('Error', 'AxiosError', 'NodeApiError'),
			message: fc.constantFrom('', 'Error', 'The request failed', "n8n's own words"),
			code: fc.constantFrom(undefined, null, 42, 'ECONNRESET', 'ERR_BAD_RESPONSE'),
			config: fc.object(),
		});
		fc.assert(
			fc.property(anyError, fc.array(wrapper, { maxLength: 7 }), (error, wrappers) => {
				const thrown = wrappers.reduce<object>((cause, outer) => ({ ...outer, cause }), error);
				expect(classify(thrown)).toEqual(classify(error));
			}),
		);
	});

	test('the innermost exception that knows something decides', () => {
		fc.assert(
			fc.property(anyError, anyError, (outer, inner) => {
				const meaning = classify(inner);
				fc.pre(JSON.stringify(meaning) !== JSON.stringify(dropped));
				expect(classify({ ...outer, cause: inner })).toEqual(meaning);
			}),
		);
	});

	test('what breaks while reading or writing may have arrived, whatever its code', () => {
		const code = fc.stringMatching(/^E[A-Z]{3,15}$/);
		fc.assert(
			fc.property(
				fc.constantFrom('read', 'write', 'shutdown'),
				fc.oneof(code, fc.constantFrom('ECONNREFUSED', 'EHOSTUNREACH', 'EMFILE', 'EPROTO')),
				fc.constantFrom('127.0.0.1:81', '80:error:0A00010B:SSL routines::wrong version number'),
				fc.constantFrom(...Object.values(shapes)),
				(syscall, systemCode, rest, shape) => {
					const thrown = ofSystem(syscall, systemCode, rest);
					// The one that Node.js reports as a write, because the request was never encrypted.
					fc.pre(!/^write EPROTO .*:error:/.test(thrown.message));
					expect(classify(shape(thrown)).kind).toBe('noResponse');
				},
			),
		);
	});

	test('anything at all is read without an exception, and nothing of it is passed on', () => {
		const anything = fc.anything({
			withNullPrototype: true,
			withSparseArray: true,
			withMap: true,
			withBigInt: true,
			withDate: true,
			key: fc.oneof(fc.constantFrom(...properties), fc.string()),
			values: [fc.string(), fc.integer(), fc.constantFrom(...words)],
		});
		fc.assert(
			fc.property(anything, (thrown) => expect(valid).toContainEqual(classify(thrown))),
			{ numRuns: 300 },
		);
	});
});

/** What is read of an exception. */
const properties = [
	'cause',
	'code',
	'description',
	'errors',
	'httpCode',
	'message',
	'messages',
	'name',
	'syscall',
];

/** Texts and codes that mean something. */
const words = [...notArrived, ...mayHaveArrived].flatMap(([, { message, code = '' }]) => [
	message,
	code,
]);

const valid: Attempt[] = [
	...(
		[
			'unknownHost',
			'unresolved',
			'refused',
			'unreachable',
			'noSockets',
			'certificate',
			'notTls',
			'tls',
			'proxy',
			'blocked',
		] as const
	).map(notConnected),
	...(['timeout', 'dropped', 'canceled'] as const).map(noResponse),
];

describe('exceptions that do harm when they are read', () => {
	const trap = () => {
		throw new Error('geheim');
	};
	const circle: Record<string, unknown> = { message: 'round' };
	circle.cause = circle;
	circle.errors = [circle];
	const revoked = Proxy.revocable({}, {});
	revoked.revoke();
	const endless: object = new Proxy({}, { get: () => endless });
	const throwing = (key: string) => Object.defineProperty({}, key, { get: trap });

	test.each([
		['a cycle', circle],
		['a revoked proxy', revoked.proxy],
		['a proxy of traps', new Proxy({}, { get: trap, has: trap, getPrototypeOf: trap })],
		['an object without end', endless],
		['a function', trap],
		['no object', 'text'],
		['nothing', undefined],
		['null', null],
		['an error that is no object', { errors: [null, 7, 'connect ECONNREFUSED'] }],
		['a million errors', { errors: Array(1_000_000).fill({ code: 'ENOTFOUND' }) }],
		['a list of holes', { errors: Array(2 ** 32 - 1) }],
		...properties.map((key) => [`a throwing '${key}'`, throwing(key)] as const),
	])('%s: it may have arrived', (_title, thrown: unknown) => {
		expect(classify(thrown)).toEqual(dropped);
		expect(classify({ cause: thrown })).toEqual(dropped);
	});

	test('a chain of a million causes ends', () => {
		let thrown: object = { code: 'ECONNREFUSED', syscall: 'connect' };
		for (let depth = 0; depth < 1_000_000; depth += 1) thrown = { cause: thrown };
		expect(classify(thrown)).toEqual(dropped);
	});

	test.each(['constructor', '__proto__', 'toString'])('a code named %s means nothing', (code) => {
		expect(classify({ code })).toEqual(dropped);
		expect(classify({ code, syscall: 'connect' })).toEqual(notConnected('unreachable'));
	});
});
