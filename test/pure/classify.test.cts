import { certificateCodes } from '../../nodes/Trackfinity/transport/certificateCodes';
import { classify, isProxyLogin } from '../../nodes/Trackfinity/transport/classify';
import { notConnected } from '../support/deliveries.cts';
import type { Thrown } from '../support/exceptions.cts';
import {
	mayHaveArrived,
	noResponse,
	notArrived,
	ofSystem,
	shapes,
} from '../support/exceptions.cts';

const dropped = noResponse('dropped');

/** Node.js's exception for a host of which several addresses were tried. Its code is that of the first, without a syscall. */
function ofAddresses(...errors: Thrown[]): Thrown {
	return { message: '', name: 'AggregateError', ...pickCode(errors[0]), errors };
}

function pickCode({ code }: Thrown = { message: '' }): Pick<Thrown, 'code'> {
	return code === undefined ? {} : { code };
}

const titled = <T,>(faults: ReadonlyArray<[T, Thrown]>) =>
	faults.map(([reason, thrown]) => [thrown.message.trim(), reason, thrown] as const);

describe.each(Object.entries(shapes))('as %s throws it', (_thrower, shape) => {
	test.each(titled(notArrived))('%s: nothing can have arrived (%s)', (_title, reason, thrown) => {
		expect(classify(shape(thrown))).toEqual(notConnected(reason));
	});

	test.each(titled(mayHaveArrived))('%s: it may have arrived (%s)', (_title, reason, thrown) => {
		expect(classify(shape(thrown))).toEqual(noResponse(reason));
	});

	test.each(certificateCodes)('%s: nothing can have arrived (certificate)', (code) => {
		expect(classify(shape({ message: 'n', code }))).toEqual(notConnected('certificate'));
	});

	describe('for a host with several addresses', () => {
		const meaningOf = (...errors: Thrown[]) => classify(shape(ofAddresses(...errors)));
		const timedOut = ofSystem('connect', 'ETIMEDOUT', '2001:db8::1:81');
		const refused = ofSystem('connect', 'ECONNREFUSED');

		test('none was reached: the last one says why', () => {
			expect(meaningOf(refused, refused)).toEqual(notConnected('refused'));
			expect(meaningOf(timedOut, refused)).toEqual(notConnected('refused'));
			expect(meaningOf(refused, timedOut)).toEqual(notConnected('unreachable'));
		});

		test('one of them may have been reached: the request may have arrived', () => {
			const reset = ofSystem('read', 'ECONNRESET', '');
			expect(meaningOf(refused, reset)).toEqual(dropped);
			expect(meaningOf(timedOut, reset, refused)).toEqual(dropped);
			expect(meaningOf(refused, { message: '' })).toEqual(dropped);
		});
	});
});

test.each(['Node.js', 'n8n-core 2.41.1'])(
	"n8n's protection against internal requests is told by its name, whatever its text (%s)",
	(thrower) => {
		const thrown = { message: 'Another text', name: 'SsrfBlockedIpError' };
		expect(classify(shapes[thrower]?.(thrown))).toEqual(notConnected('blocked'));
	},
);

describe('what is looked at', () => {
	const refused = ofSystem('connect', 'ECONNREFUSED');
	const around = (thrown: object, levels: number) =>
		Array.from({ length: levels }).reduce<object>((cause) => ({ cause }), thrown);

	test('are eight exceptions of a chain', () => {
		expect(classify(around(refused, 7))).toEqual(notConnected('refused'));
		expect(classify(around(refused, 8))).toEqual(dropped);
	});

	test('are a hundred addresses of a host', () => {
		const errors = (length: number) => ({ errors: Array.from({ length }, () => refused) });
		expect(classify(errors(100))).toEqual(notConnected('refused'));
		expect(classify(errors(101))).toEqual(dropped);
	});

	test('is the exception itself where it lists no addresses', () => {
		expect(classify({ errors: [], code: 'ENOTFOUND' })).toEqual(notConnected('unknownHost'));
	});

	test.each([
		['', dropped],
		['ENOTFOUND', notConnected('unknownHost')],
	])('are the words at the beginning of a text (code %j)', (code, meaning) => {
		const message = 'The service could not connect ECONNREFUSED 127.0.0.1:81';
		expect(classify({ message, code })).toEqual(meaning);
	});
});

describe("a proxy's wish for a login", () => {
	const login = { 'proxy-authenticate': 'Basic realm="p"' };

	test('is told by status 407 and its header', () => {
		expect(isProxyLogin({ statusCode: 407, headers: login })).toBe(true);
	});

	test.each([
		[407, {}],
		[401, login],
		[403, login],
		[200, login],
	])('is none with status %d and %j', (statusCode, headers) => {
		expect(isProxyLogin({ statusCode, headers })).toBe(false);
	});
});
