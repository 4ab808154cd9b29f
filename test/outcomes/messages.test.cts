import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { broken, deletion, question, seen, useDeletions } from '../support/deletions.cts';
import { refusedXml, says } from '../support/responses.cts';
import { failureOf, itemsFor, parametersFor, stopOf } from '../support/runs.cts';

const { deleteOne, workbench } = useDeletions();

interface How extends INodeParameters {
	/** Locked before, and done. */
	before?: string[];
}

/** How a request fails that this befalls. */
async function failureWith(
	operation: keyof typeof parametersFor,
	fault: Fault,
	{ before = [], ...options }: How = {},
) {
	workbench.sandbox.reset();
	for (const id of before) {
		workbench.sandbox.fault({ kind: 'answer', body: 'true', form: { customer_id: id } });
	}
	workbench.sandbox.fault(fault);
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0, parallelRequests: 1, ...options }),
		items: [...before, '191'].map((id) => ({ id, city: 'Bonn' })),
		onError: 'continueRegularOutput',
	});
	return failureOf(output.at(-1));
}

const respond = (status: number, body = '{"error":"Because"}'): Fault => ({
	...{ kind: 'status', status, body },
});
const reject = (error: unknown): Fault => ({ kind: 'answer', body: JSON.stringify({ error }) });

describe('a message says what happened and in whose words, a description what to do', () => {
	const RATE = /'Max Requests per Second'/;

	test.each<[status: number, ofTrackfinity: RegExp, ofDelete: RegExp, rate: boolean]>([
		[400, /parameter.*'Customer ID'/, /parameter.*'Customer Code'/, false],
		[401, /'API Key'.*'API Username'/, /'API Key'.*'User ID'/, false],
		[403, /ADMIN_API_ALLOWED_IPS.*full.admin/, /'API Key'.*'User ID'|'Account ID'/, false],
		[404, /customer.*(value|parameter).*'Base URL'/, /'API URL'/, false],
		[405, /'Base URL'/, /'API URL'/, false],
		[422, /value/, /value/, false],
		[307, /'Base URL' redirects/, /'API URL' redirects/, false],
		[429, RATE, RATE, true],
		[500, /service/, /service/, false],
		[503, /service/, /service/, true],
	])('status %d', async (status, ofTrackfinity, ofDelete, rate) => {
		const lock = await failureWith('lock', respond(status));
		expect(lock.message).toMatch(new RegExp(`^Trackfinity .*${status}.*: Because `));
		const isRedirect = lock.message.includes('redirected the request to another address');
		expect(isRedirect).toBe(status === 307);
		expect(lock.description).toMatch(ofTrackfinity);

		const deleted = await failureWith('delete', respond(status));
		expect(deleted.message).toMatch(new RegExp(`^The Delete service .*\\(HTTP ${status}\\)`));
		expect(deleted.description).toMatch(ofDelete);
		expect(deleted.description).not.toMatch(/ADMIN_API|'Base URL'|'API Username'|Trackfinity/);
		for (const { description } of [lock, deleted]) expect(RATE.test(description)).toBe(rate);
	});

	test.each<[Fault, RegExp]>([
		[
			{ kind: 'drop', when: 'before' },
			/^The connection to (Trackfinity|the Delete service) was cut/,
		],
		[{ kind: 'hang' }, /^(Trackfinity|The Delete service) didn't respond in time/],
		[
			{ kind: 'html' },
			/^(Trackfinity|The Delete service) responded \(HTTP 200\) but .* a web page/,
		],
	])('%j', async (fault, message) => {
		const lock = await failureWith('lock', fault, { timeout: 1 });
		expect(lock.message).toMatch(message);
		expect(lock.description).toMatch(
			/^It's unclear whether this was applied\. Running this item again is safe/,
		);
		expect(lock.description).not.toContain('before you try again');

		const deleted = await failureWith('delete', fault, { timeout: 1 });
		expect(deleted.message).toMatch(message);
		expect(deleted.description).toMatch(/unclear.*'Customer Code' 191 .*before you try again/);
		expect(deleted.description).not.toMatch(/again is safe/);
	});

	test('304 is not called a redirect', async () => {
		const failure = await failureWith('lock', { kind: 'status', status: 304 });
		expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 304 });
		expect(`${failure.message} ${failure.description}`).not.toMatch(/redirect/i);
	});

	// A rate limit may look like something else.
	test.each<[what: string, fault: Fault, how: How]>([
		['429', respond(429), { maxRequestsPerSecond: 5 }],
		['429 that asks for a long wait', { kind: 'busy', retryAfter: '3600' }, {}],
		['503', respond(503), {}],
		['403 after something was done', respond(403), { before: ['204'] }],
	])('%s: the rate is to be set or lowered, be it set or not', async (what, fault, how) => {
		const { description } = await failureWith('lock', fault, how);
		expect(description).toMatch(/set or lower 'Max Requests per Second'/i);
		expect(description.includes('3600 seconds')).toBe(what.includes('long'));
		expect(description.includes('ADMIN_API_ALLOWED_IPS')).toBe(what.includes('403'));
	});

	test.each([
		['forget', true],
		['setDetails', true],
		['lock', false],
		['unlock', false],
	] as const)(
		"Trackfinity's no to %s may be about a locked customer, who is to be unlocked first: %j",
		async (operation, isSaid) => {
			const { outcome, description } = await failureWith(operation, says('false'));
			expect(outcome).toBe('rejected');
			expect(/\bunlock/i.test(description)).toBe(isSaid);
		},
	);

	test.each([
		['still there', seen],
		['not known', broken],
	])('advice on a customer who is %s never tells to turn on what is on', async (_, answer) => {
		const IGNORE = "'Ignore Missing Customers'";
		workbench.sandbox.fault({ ...says(refusedXml('Not today')), ...deletion });
		workbench.sandbox.fault({ ...answer, ...question });

		expect(failureOf(await deleteOne()).description).toContain(IGNORE);
		const on = failureOf(await deleteOne({ ignoreMissing: true }));
		expect(on.description).not.toContain(IGNORE);
	});
});

describe('the words of the service', () => {
	/** The part of a message that is the service's. */
	const quoted = ({ message }: { message: string }) =>
		message.slice(message.indexOf(': ') + 2).replace(/ \[Item \d+\]$/, '');

	test.each(['Repermitted, denied', 'ENOENT: ECONNREFUSED'])(
		'stay as they are where they hold the name of a system error: %s',
		async (error) => {
			workbench.sandbox.fault(reject(error));
			const parameters = parametersFor.lock();
			const result = await workbench.run({ parameters, items: itemsFor(['1']) });
			expect(stopOf(result).message).toContain(error);
		},
	);

	const long = 'x'.repeat(400) + 'y'.repeat(400);

	test.each<[string, 'lock' | 'delete', Fault]>([
		['JSON with status 200', 'lock', reject(long)],
		['plain text with status 500', 'lock', respond(500, long)],
		['XML', 'delete', says(refusedXml(long))],
	])('have at most 500 characters: %s', async (_, operation, fault) => {
		const words = quoted(await failureWith(operation, fault));
		expect(words).toMatch(/^x{400}y{80,}/);
		expect(words.length).toBeLessThanOrEqual(500);
	});

	test('a long ID is told by its beginning', async () => {
		workbench.sandbox.fault(says(refusedXml('No')));
		const parameters = parametersFor.delete();
		const items = itemsFor([long]);
		const { output } = await workbench.run({ parameters, items, onError: 'continueRegularOutput' });
		expect(failureOf(output[0]).description).toMatch(/'Customer Code' x{100}… /);
	});
});
