import type { Fault } from '../../sandbox/index.cts';
import { refusedXml } from '../support/responses.cts';
import { failureOf, parametersFor, stopOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

async function failureWith(operation: 'lock' | 'delete', fault: Fault, timeout = 30) {
	workbench.sandbox.reset();
	workbench.sandbox.fault(fault);
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0, timeout }),
		items: [{ id: '191' }],
		onError: 'continueRegularOutput',
	});
	return failureOf(output[0]);
}

const respond = (status: number, body = '{"error":"Because"}'): Fault => ({
	...{ kind: 'status', status, body },
});

describe('a message says what happened and in whose words, a description what to do', () => {
	test.each<[status: number, ofTrackfinity: RegExp, ofDelete: RegExp]>([
		[400, /parameter.*'Customer ID'/, /parameter.*'Customer Code'/],
		[401, /'API Key'.*'API Username'/, /'API Key'.*'User ID'/],
		[403, /ADMIN_API_ALLOWED_IPS.*full.admin/, /'API Key'.*'User ID'|'Account ID'/],
		[404, /customer.*(value|parameter).*'Base URL'/, /'API URL'/],
		[405, /'Base URL'/, /'API URL'/],
		[422, /value/, /value/],
		[301, /'Base URL' redirects/, /'API URL' redirects/],
		[307, /'Base URL' redirects/, /'API URL' redirects/],
		[500, /service/, /service/],
		[503, /service/, /service/],
	])('status %d', async (status, ofTrackfinity, ofDelete) => {
		const lock = await failureWith('lock', respond(status));
		expect(lock.message).toMatch(new RegExp(`^Trackfinity .*${status}.*: Because `));
		expect(lock.description).toMatch(ofTrackfinity);

		const deletion = await failureWith('delete', respond(status));
		expect(deletion.message).toMatch(new RegExp(`^The Delete service .*\\(HTTP ${status}\\)`));
		expect(deletion.description).toMatch(ofDelete);
		expect(deletion.description).not.toMatch(/ADMIN_API|'Base URL'|'API Username'|Trackfinity/);
	});

	test.each<[Fault, RegExp]>([
		[
			{ kind: 'drop', when: 'before' },
			/^The connection to (Trackfinity|the Delete service) was cut/,
		],
		[{ kind: 'hang' }, /^(Trackfinity|The Delete service) didn't respond in time/],
		[
			{ kind: 'html' },
			/^(Trackfinity|The Delete service) responded \(HTTP 200\) but the response is a web page/,
		],
	])('%j', async (fault, message) => {
		const lock = await failureWith('lock', fault, 1);
		expect(lock.message).toMatch(message);
		expect(lock.description).toMatch(
			/^It's unclear whether this was applied\. Running this item again is safe/,
		);
		expect(lock.description).not.toContain('before you try again');

		const deletion = await failureWith('delete', fault, 1);
		expect(deletion.message).toMatch(message);
		expect(deletion.description).toMatch(/unclear.*'Customer Code' 191 .*before you try again/);
		expect(deletion.description).not.toMatch(/again is safe/);
	});

	test('a redirect is called so, and 304 is not', async () => {
		const moved = await failureWith('lock', respond(301));
		expect(moved.message).toMatch(/^Trackfinity redirected the request to another address/);
		const unmodified = await failureWith('lock', { kind: 'status', status: 304 });
		expect(unmodified).toMatchObject({ outcome: 'rejected', statusCode: 304 });
		expect(`${unmodified.message} ${unmodified.description}`).not.toMatch(/redirect/i);
	});

	test('the Delete service begins a sentence as one should', async () => {
		const failure = await failureWith('delete', { kind: 'answer', body: refusedXml('Because') });
		expect(failure.message).toBe('The Delete service rejected the request: Because [Item 0]');
	});

	test('a busy service: what to lower, and how long it asked to wait', async () => {
		const busy = await failureWith('lock', { kind: 'busy' });
		expect(busy.description).toContain("'Max Requests per Second'");
		const long = await failureWith('lock', { kind: 'busy', retryAfter: '3600' });
		expect(long.description).toContain('3600 seconds');
	});

	test('the item, counted from 0, is named once', async () => {
		const items = [{ id: '191' }, { id: '204' }, { id: '215' }, { id: 'nobody' }];
		const parameters = parametersFor.lock({ parallelRequests: 1 });
		const stopped = stopOf(await workbench.run({ parameters, items }));
		const { output } = await workbench.run({
			...{ parameters, items, onError: 'continueRegularOutput' },
		});
		for (const message of [stopped.message, failureOf(output[3]).message]) {
			expect(message.match(/\[Item \d+\]/g)).toEqual(['[Item 3]']);
		}
	});
});

describe('the words of the service', () => {
	/** The part of a message that is the service's. */
	const quoted = ({ message }: { message: string }) =>
		message.slice(message.indexOf(': ') + 2).replace(/ \[Item \d+\]$/, '');

	test.each([
		['latin1', 'application/json; charset=ISO-8859-1'],
		['utf8', 'application/json'],
		['utf8', 'application/json; charset=utf-8'],
		['utf16le', 'application/json; charset=UTF-16LE'],
	] as const)('in %s (%s) can be read', async (encoding, type) => {
		const failure = await failureWith('lock', {
			...{ kind: 'status', status: 400, headers: { 'content-type': type } },
			body: Buffer.from('{"error":"Größe ungültig"}', encoding),
		});
		expect(quoted(failure)).toBe('Größe ungültig');
	});

	test('in plain text are quoted, a web page is not', async () => {
		expect(quoted(await failureWith('lock', respond(400, 'No such account')))).toBe(
			'No such account',
		);
		const page = await failureWith('lock', { kind: 'html', status: 400 });
		expect(page.message).not.toMatch(/[<>]|Sign in/);
	});

	test('stay as they are where they hold the name of a system error', async () => {
		for (const error of ['SUPERPERMIT denied', 'EPERM', 'ENOENT: ECONNREFUSED']) {
			workbench.sandbox.reset();
			workbench.sandbox.fault({ kind: 'answer', body: JSON.stringify({ error }) });
			const result = await workbench.run({
				parameters: parametersFor.lock(),
				items: [{ id: '1' }],
			});
			expect(stopOf(result).message).toContain(error);
		}
	});

	const long = 'x'.repeat(400) + 'y'.repeat(400);

	test.each<[string, 'lock' | 'delete', Fault]>([
		['JSON with status 200', 'lock', { kind: 'answer', body: JSON.stringify({ error: long }) }],
		['JSON with status 400', 'lock', respond(400, JSON.stringify({ error: long }))],
		['plain text with status 500', 'lock', respond(500, long)],
		['a list', 'lock', respond(400, JSON.stringify({ errors: Array(9).fill(long) }))],
		['XML', 'delete', { kind: 'answer', body: refusedXml(long) }],
	])('have at most 500 characters: %s', async (_, operation, fault) => {
		const words = quoted(await failureWith(operation, fault));
		expect(words).toMatch(/^x{400}y{80,}/);
		expect(words.length).toBeLessThanOrEqual(500);
	});

	test('have at most 500 characters where all was done, too', async () => {
		const body = JSON.stringify({ result: true, message: long });
		workbench.sandbox.fault({ kind: 'answer', body });
		const { output } = await workbench.run({
			parameters: parametersFor.lock(),
			items: [{ id: '191' }],
		});
		expect(String(output[0]?.json.message).length).toBeLessThanOrEqual(500);
	});

	test('are passed on whole with 500 characters, and no character is cut in half', async () => {
		const text = 'z'.repeat(500);
		expect(quoted(await failureWith('lock', respond(400, text)))).toBe(text);
		for (const before of ['', 'a']) {
			const failure = await failureWith('lock', respond(400, before + '🔑'.repeat(400)));
			expect(failure.message).not.toMatch(/\p{Surrogate}/u);
		}
	});
});
