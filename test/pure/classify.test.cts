import fc from 'fast-check';

import { classify } from '../../nodes/Trackfinity/transport/classify';
import { mayHaveArrived, notArrived, shapes, thrown } from '../support/exceptions.cts';
import { dropped, noResponse, notConnected } from '../support/histories.cts';

/** Each exception with what it means. */
const rowsOf = <T extends string>(faults: Record<T, string[]>) =>
	(Object.keys(faults) as T[]).flatMap((reason) =>
		faults[reason].map((printed) => [reason, printed] as const),
	);

describe.each(Object.entries(shapes))('as %s throws it', (_thrower, shape) => {
	test.each(rowsOf(notArrived))('nothing can have arrived (%s): %s', (reason, printed) =>
		expect(classify(shape(thrown(printed)))).toEqual(notConnected(reason)),
	);

	test.each(rowsOf(mayHaveArrived))('it may have arrived (%s): %s', (reason, printed) =>
		expect(classify(shape(thrown(printed)))).toEqual(noResponse(reason)),
	);

	const [refused, noSockets] = ['connect ECONNREFUSED 127.0.0.1:81', 'connect EMFILE 127.0.0.1:81'];
	const [timedOut, reset] = ['connect ETIMEDOUT 2001:db8::1:81', 'read ECONNRESET'];

	test.each<[errors: string[], meaning: object]>([
		[[refused, refused], notConnected('unreachable')],
		[[timedOut, noSockets], notConnected('noSockets')],
		[[noSockets, timedOut], notConnected('unreachable')],
		[[refused, reset], dropped],
		[[timedOut, reset, refused], dropped],
		[[refused, ''], dropped],
	])('for a host with several addresses: %j', (messages, meaning) => {
		const errors = messages.map((message) => thrown(`Error: ${message}`));
		// Its code is that of the first, without a syscall.
		const code = errors[0]?.code ?? '';
		const all = { message: '', name: 'AggregateError', code, errors };
		expect(classify(shape(all))).toEqual(meaning);
	});
});

test("n8n's protection against internal requests is told by its name, whatever its text", () => {
	for (const thrower of ['Node.js', 'n8n-core 2.41.1']) {
		const blocked = thrown('SsrfBlockedIpError: Another text');
		expect(classify(shapes[thrower]?.(blocked))).toEqual(notConnected('blocked'));
	}
});

const message = 'The service could not connect ECONNREFUSED 127.0.0.1:81';
const notFound = { code: 'ENOTFOUND' };
const round: object = new Proxy({}, { get: (_, key) => (key === 'cause' ? round : '') });

test.each([
	['itself, without addresses', { errors: [], code: 'ENOTFOUND' }, notConnected('unknownHost')],
	['itself, where no cause tells', { ...notFound, cause: round }, notConnected('unknownHost')],
	['a hundred addresses', { errors: Array(100).fill(notFound) }, notConnected('unknownHost')],
	['a whole code', { code: 'ENOT FOUND' }, dropped],
	['the words at the beginning of a text', { message, code: '' }, dropped],
	['the code first', { message, code: 'ENOTFOUND' }, notConnected('unknownHost')],
])('what is looked at: %s', (_, error, meaning) => {
	expect(classify(error)).toEqual(meaning);
});

describe('laws of classifying', () => {
	const all = [...rowsOf(notArrived), ...rowsOf(mayHaveArrived)].map(([, text]) => thrown(text));
	const anyError = fc.constantFrom(...all);

	test('the innermost exception that knows something decides, and those that know nothing change nothing', () => {
		const wrapper = fc.record({
			name: fc.constantFrom('Error', 'AxiosError', 'NodeApiError'),
			message: fc.constantFrom('', 'The request failed', "n8n's own words"),
			code: fc.constantFrom(undefined, null, 42, 'ECONNRESET', 'ERR_BAD_RESPONSE'),
			config: fc.object(),
		});
		fc.assert(
			fc.property(anyError, anyError, fc.array(wrapper, { maxLength: 6 }), (inner, outer, some) => {
				const wrapped = some.reduce<object>((cause, one) => ({ ...one, cause }), inner);
				expect(classify(wrapped)).toEqual(classify(inner));
				fc.pre(JSON.stringify(classify(inner)) !== JSON.stringify(dropped));
				expect(classify({ ...outer, cause: wrapped })).toEqual(classify(inner));
			}),
		);
	});

	test('what breaks while reading or writing may have arrived, whatever its code', () => {
		for (const syscall of ['read', 'write', 'shutdown']) {
			for (const code of ['ECONNREFUSED', 'EHOSTUNREACH', 'EMFILE', 'EPROTO', 'EANYTHING']) {
				for (const shape of Object.values(shapes)) {
					expect(classify(shape(thrown(`Error: ${syscall} ${code} `))).kind).toBe('noResponse');
				}
			}
		}
	});
});

const trap = () => {
	throw new Error('geheim');
};
const circle: Record<string, unknown> = { message: 'round' };
circle.cause = circle;
circle.errors = [circle];
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const properties = 'cause code description errors httpCode message messages name'.split(' ');
const throwing = (key: string) => Object.defineProperty({}, key, { get: trap });
const many = Array<object>(100_000).fill({ code: 'ENOTFOUND' });
const chain = many.reduce((cause) => ({ cause }));

// Whatever else is thrown, it is classified: test/pure/laws.
test.each([
	['a cycle', circle],
	['a revoked proxy', revoked.proxy],
	['a proxy of traps', new Proxy({}, { get: trap, has: trap, getPrototypeOf: trap })],
	['an error that is no object', { errors: [null, 7, 'connect ECONNREFUSED'] }],
	['a hundred thousand errors', { errors: many }],
	['a hundred thousand causes', chain],
	...properties.map((key) => [`a throwing '${key}'`, throwing(key)] as const),
])('an exception that does harm when it is read may have arrived: %s', (_title, error: unknown) => {
	expect(classify(error)).toEqual(dropped);
	expect(classify({ cause: error })).toEqual(dropped);
});
