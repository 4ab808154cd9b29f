import type { Fault } from '../../sandbox/index.cts';
import { refusedXml } from '../support/responses.cts';
import { failureOf, parametersFor, stopOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

async function failureWith(operation: 'lock' | 'delete', fault: Fault) {
	workbench.sandbox.fault(fault);
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0 }),
		items: [{ id: '191' }],
		onError: 'continueRegularOutput',
	});
	return failureOf(output[0]);
}

const rejected = (status: number) =>
	({ kind: 'status', status, body: '{"error":"Because"}' }) as const;

describe('messages say what happened and in whose words', () => {
	test.each([400, 401, 403, 404, 405, 422, 500, 503])('status %i', async (status) => {
		const failure = await failureWith('lock', rejected(status));
		expect(failure.message).toContain('Trackfinity');
		expect(failure.message).toContain(String(status));
		expect(failure.message).toContain(': Because');
	});

	test('the Delete service is not called Trackfinity, and begins a sentence as one should', async () => {
		const failure = await failureWith('delete', { kind: 'answer', body: refusedXml('Because') });
		expect(failure.message).toBe('The Delete service rejected the request: Because [Item 0]');
		expect(failure.description).not.toContain('Trackfinity');
	});

	test.each<[Fault, RegExp]>([
		[{ kind: 'drop', when: 'before' }, /^The connection to the Delete service was cut/],
		[
			{ kind: 'status', status: 500 },
			/^The Delete service couldn't handle the request \(HTTP 500\)/,
		],
		[{ kind: 'html' }, /^The Delete service responded \(HTTP 200\) but the response is a web page/],
	])('the Delete service has one name in every place: %j', async (fault, message) => {
		expect((await failureWith('delete', fault)).message).toMatch(message);
	});

	test('a redirect is called so, and 304 is not', async () => {
		const moved = await failureWith('lock', { ...rejected(301), times: 1 });
		expect(moved.message).toMatch(/^Trackfinity redirected the request to another address/);
		const unmodified = await failureWith('lock', { kind: 'status', status: 304 });
		expect(unmodified).toMatchObject({ outcome: 'rejected', statusCode: 304 });
		expect(`${unmodified.message} ${unmodified.description}`).not.toMatch(/redirect/i);
	});

	test.each([
		['latin1', 'application/json; charset=ISO-8859-1'],
		['utf8', 'application/json'],
		['utf8', 'application/json; charset=utf-8'],
		['utf16le', 'application/json; charset=UTF-16LE'],
	] as const)('a text in %s (%s) can be read', async (encoding, type) => {
		const { message } = await failureWith('lock', {
			kind: 'status',
			status: 400,
			headers: { 'content-type': type },
			body: Buffer.from('{"error":"Größe ungültig"}', encoding),
		});
		expect(message).toContain(': Größe ungültig');
	});

	test('a response in plain text is quoted, a web page is not', async () => {
		const text = { kind: 'status', status: 400, body: 'No such account', times: 1 } as const;
		expect((await failureWith('lock', text)).message).toContain(': No such account');
		const page = { kind: 'html', status: 400 } as const;
		expect((await failureWith('lock', page)).message).not.toMatch(/[<>]|Sign in/);
	});

	test('names of system errors in the text of the service stay as they are', async () => {
		for (const text of ['SUPERPERMIT denied', 'EPERM', 'ENOENT: ECONNREFUSED']) {
			workbench.sandbox.fault({
				kind: 'answer',
				body: JSON.stringify({ error: text }),
				times: 1,
			});
			const result = await workbench.run({
				parameters: parametersFor.lock(),
				items: [{ id: '1' }],
			});
			expect(stopOf(result).message).toContain(text);
		}
	});
});

describe('descriptions say what to do', () => {
	test.each([
		[400, /parameter/],
		[401, /'API Key'.*'API Username'/],
		[403, /ADMIN_API_ALLOWED_IPS.*full.admin/],
		[404, /customer.*'Base URL'/],
		[404, /value|parameter/],
		[405, /'Base URL'/],
		[301, /'Base URL' redirects/],
		[307, /'Base URL' redirects/],
		[500, /service/],
		[503, /service/],
	])('Trackfinity, status %i: %s', async (status, advice) => {
		const failure = await failureWith('lock', { kind: 'status', status });
		expect(failure.description).toMatch(advice);
	});

	test.each([
		[400, /parameter.*'Customer Code'/],
		[401, /'API Key'.*'User ID'/],
		[403, /'API Key'.*'User ID'|'Account ID'/],
		[404, /'API URL'/],
		[405, /'API URL'/],
		[302, /'API URL' redirects/],
		[500, /service/],
	])('delete, status %i: %s', async (status, advice) => {
		const failure = await failureWith('delete', { kind: 'status', status });
		expect(failure.description).toMatch(advice);
		expect(failure.description).not.toMatch(/ADMIN_API|'Base URL'|'API Username'/);
	});

	test.each<Fault>([
		{ kind: 'drop', when: 'after' },
		{ kind: 'status', status: 500 },
		{ kind: 'html' },
	])('unknown, Trackfinity: running the item again is safe: %j', async (fault) => {
		const { outcome, description } = await failureWith('lock', fault);
		expect(outcome).toBe('unknown');
		expect(description).toMatch(
			/^It's unclear whether this was applied\. Running this item again is safe/,
		);
		expect(description).not.toContain('before you try again');
	});

	test('unknown, delete: to check before trying again, and which customer', async () => {
		const { outcome, description } = await failureWith('delete', { kind: 'drop', when: 'after' });
		expect(outcome).toBe('unknown');
		expect(description).toMatch(/unclear.*'Customer Code' 191 .*before you try again/);
		expect(description).not.toMatch(/again is safe/);
	});

	test('a busy service: what to lower, and how long it asked to wait', async () => {
		const busy = await failureWith('lock', { kind: 'busy', times: 1 });
		expect(busy.description).toContain("'Max Requests per Second'");
		const long = await failureWith('lock', { kind: 'busy', retryAfter: '3600' });
		expect(long.description).toContain('3600 seconds');
		expect(long.attempts).toBe(1);
	});
});

describe('the text of the service, at most 500 characters', () => {
	const long = 'x'.repeat(400) + 'y'.repeat(400);

	/** The part of a message that is the service's. */
	const quoted = (message: string) =>
		message.slice(message.indexOf(': ') + 2).replace(/ \[Item \d+\]$/, '');

	test.each<[string, 'lock' | 'delete', Fault]>([
		['JSON with status 200', 'lock', { kind: 'answer', body: JSON.stringify({ error: long }) }],
		['JSON with status 400', 'lock', refusedWith(400, JSON.stringify({ error: long }))],
		['plain text with status 500', 'lock', refusedWith(500, long)],
		['a list', 'lock', refusedWith(400, JSON.stringify({ errors: Array(9).fill(long) }))],
		['XML', 'delete', { kind: 'answer', body: refusedXml(long) }],
	])('%s', async (_, operation, fault) => {
		const { message } = await failureWith(operation, fault);
		expect(quoted(message)).toMatch(/^x{400}y{80,}/);
		expect(quoted(message).length).toBeLessThanOrEqual(500);
	});

	test('the message of what was done, too', async () => {
		const body = JSON.stringify({ result: true, message: long });
		workbench.sandbox.fault({ kind: 'answer', body });
		const { output } = await workbench.run({
			parameters: parametersFor.lock(),
			items: [{ id: '191' }],
		});
		expect(String(output[0]?.json.message).length).toBeLessThanOrEqual(500);
	});

	test('500 characters are passed on whole', async () => {
		const text = 'z'.repeat(500);
		const { message } = await failureWith('lock', refusedWith(400, text));
		expect(quoted(message)).toBe(text);
	});

	test('no character is cut in half', async () => {
		for (const before of ['', 'a']) {
			const text = before + '🔑'.repeat(400);
			const { message } = await failureWith('lock', { ...refusedWith(400, text), times: 1 });
			expect(message).not.toMatch(/\p{Surrogate}/u);
		}
	});

	function refusedWith(status: number, body: string): Fault {
		return { kind: 'status', status, body };
	}
});

describe('the item, counted from 0', () => {
	const items = [{ id: '191' }, { id: '204' }, { id: '215' }, { id: 'nobody' }];

	test('in the message of a run that stopped, once', async () => {
		const result = await workbench.run({
			parameters: parametersFor.lock({ parallelRequests: 1 }),
			items,
		});
		expect(stopOf(result).message.match(/\[Item \d+\]/g)).toEqual(['[Item 3]']);
		expect(stopOf(result).itemIndex).toBe(3);
	});

	test('in the message of a failed item, once', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.lock(),
			items,
			onError: 'continueRegularOutput',
		});
		expect(failureOf(output[3]).message.match(/\[Item \d+\]/g)).toEqual(['[Item 3]']);
	});

	test('in the list of invalid items', async () => {
		const result = await workbench.run({
			parameters: parametersFor.lock(),
			items: [{ id: '1' }, { id: '' }, { id: '2' }, { id: [] }],
		});
		expect(stopOf(result).description).toMatch(
			/\[Item 1\] 'Customer ID'[^]*\[Item 3\] 'Customer ID'/,
		);
	});
});
