import { startRawServer } from '../support/servers.cts';
import {
	atOnce,
	broken,
	deletion,
	down,
	passing,
	question,
	useDeletions,
} from '../support/deletions.cts';
import { codes, customers, failureOf, itemsFor, parametersFor, sent } from '../support/runs.cts';

const { calls, inTurn, workbench } = useDeletions();

/** Runs one operation for one customer under the regular continue mode. */
async function runOne(
	operation: keyof typeof parametersFor,
	options: { retries?: number; timeout?: number } = {},
) {
	const id = operation === 'delete' ? codes[0] : customers[0];
	const { output } = await workbench.run({
		parameters: parametersFor[operation](options),
		items: [{ id: id ?? '', city: 'Wien' }],
		onError: 'continueRegularOutput',
	});
	return output[0];
}

const broke = [500, 501, 505, 519, 525, 529, 531, 599];
const noes = [300, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 409, 410, 418, 422, 499];

/**
 * How many requests arrive with two retries allowed: for a PATCH, and for a deletion whose customer is there each time
 * that the service is asked.
 */
const statuses = [
	{ status: 429, outcome: 'rejected', patch: 3, deletions: 3, questions: 0 },
	...passing.map((status) => ({
		...{ status, outcome: 'unknown', patch: 3, deletions: 3, questions: 3 },
	})),
	...broke.map((status) => ({
		...{ status, outcome: 'unknown', patch: 1, deletions: 3, questions: 3 },
	})),
	...noes.map((status) => ({
		...{ status, outcome: 'rejected', patch: 1, deletions: 1, questions: 0 },
	})),
];

describe('which responses are worth another request', () => {
	test.each(statuses)(
		'$status: a lock is sent $patch times',
		async ({ status, patch, outcome }) => {
			workbench.sandbox.fault({ ...down, status });
			const item = await runOne('lock', { retries: 2 });

			expect(workbench.sandbox.requestCount()).toBe(patch);
			expect(failureOf(item)).toMatchObject({ outcome, statusCode: status, attempts: patch });
		},
	);

	test.each(statuses)(
		'$status: a deletion is sent $deletions times, with $questions questions',
		async ({ status, deletions, questions, outcome }) => {
			workbench.sandbox.fault({ ...down, status, ...deletion });
			const item = await runOne('delete', { retries: 2 });
			const all = calls();

			expect(all.filter((call) => call === 'delete')).toHaveLength(deletions);
			expect(all.filter((call) => call === 'exists')).toHaveLength(questions);
			expect(failureOf(item)).toMatchObject({ outcome, statusCode: status, attempts: deletions });
		},
	);

	test('delete is sent again after 429, and then done', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 2 });
		const item = await runOne('delete');

		expect(item?.json).toMatchObject({ success: true, deleted: true });
		expect(calls()).toEqual(['delete', 'delete', 'delete']);
	});

	test('delete is not sent again blindly once an attempt may have arrived, whatever came before', async () => {
		inTurn(deletion, { kind: 'busy', retryAfter: '0' }, down);
		workbench.sandbox.fault({ ...broken, ...question });
		const item = await runOne('delete');

		expect(calls()).toEqual(['delete', 'delete', 'exists']);
		expect(failureOf(item)).toMatchObject({ outcome: 'unknown', statusCode: 503, attempts: 2 });
	});

	test('a 200 that says nothing is not worth it', async () => {
		workbench.sandbox.fault({ kind: 'html' });
		const item = await runOne('lock');

		expect(workbench.sandbox.requestCount()).toBe(1);
		expect(failureOf(item)).toMatchObject({ outcome: 'unknown', attempts: 1 });
	});

	test('the last response is the one that counts', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 1 });
		workbench.sandbox.fault({ kind: 'status', status: 404, times: 1 });
		const item = await runOne('lock');

		expect(failureOf(item)).toMatchObject({ outcome: 'rejected', statusCode: 404, attempts: 2 });
	});

	test.each([
		['dropped before the change', { kind: 'drop', when: 'before' }],
		['dropped after the change', { kind: 'drop', when: 'after' }],
		['dropped in the response', { kind: 'drop', when: 'midAnswer' }],
		['silent', { kind: 'hang' }],
		['endless', { kind: 'drip', bytes: ' ', everyMs: 10 }],
	] as const)('none at all: a PATCH whose connection is %s is sent again', async (_, fault) => {
		workbench.sandbox.fault({ ...fault, times: 1 });
		const item = await runOne('lock', { timeout: 1 });

		expect(workbench.sandbox.requestCount()).toBe(2);
		expect(item?.json.success).toBe(true);
	});
});

describe('how often', () => {
	test.each([
		[undefined, 4],
		[0, 1],
		[1, 2],
		[10, 11],
	])('with retries %p a request is sent %d times at most', async (retries, requests) => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0' });
		const item = await runOne('lock', retries === undefined ? {} : { retries });

		expect(workbench.sandbox.requestCount()).toBe(requests);
		expect(failureOf(item)).toMatchObject({ outcome: 'rejected', attempts: requests });
	});

	test('is counted for each request on its own', async () => {
		for (const id of ['191', '204']) {
			const busy = { kind: 'busy', retryAfter: '0' } as const;
			inTurn({ form: { customer_id: id } }, busy, busy);
		}
		const { status } = await workbench.run({
			parameters: parametersFor.lock({ retries: 2 }),
			items: itemsFor(['191', '204']),
		});

		expect(status).toBe('success');
		expect(sent(workbench.sandbox)).toHaveLength(6);
	});
});

describe('what an earlier attempt may have done is not forgotten', () => {
	test.each([
		['a dropped connection', { kind: 'drop', when: 'after' }],
		['HTTP 503', { kind: 'status', status: 503, headers: atOnce }],
	] as const)(
		'a rejection after %s is none: it may have been applied, and running the item again is safe',
		async (_, fault) => {
			workbench.sandbox.fault({ ...fault, times: 1 });
			workbench.sandbox.fault({ kind: 'status', status: 404, times: 1 });
			const failure = failureOf(await runOne('forget', { retries: 1 }));

			expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 404, attempts: 2 });
			expect(failure.description).toContain("It's unclear whether this was applied.");
			expect(failure.description).toContain('Running this item again is safe');
			expect(failure.description).toContain('About the last attempt: ');
		},
	);

	test('a connection that is not made after one that was cut does not say that nothing was sent', async () => {
		const server = await startRawServer((socket) => {
			socket.once('data', () => {
				socket.resetAndDestroy();
				void server.close();
			});
		});
		const { trackfinityApi } = workbench.sandbox.credentials;
		const { output } = await workbench.run({
			parameters: parametersFor.lock({ retries: 1 }),
			items: [{ id: customers[0] ?? '' }],
			onError: 'continueRegularOutput',
			credentials: {
				trackfinityApi: { ...trackfinityApi, baseUrl: `http://127.0.0.1:${server.port}` },
			},
		});
		const failure = failureOf(output[0]);

		expect(server.connections()).toBe(1);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 2 });
		expect(failure.description).not.toContain('Nothing was sent');
	});

	test('a rejection after a busy response is one: nothing can have been applied', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 1 });
		workbench.sandbox.fault({ kind: 'status', status: 404, times: 1 });

		expect(failureOf(await runOne('forget', { retries: 1 })).outcome).toBe('rejected');
	});
});
