import type { INodeParameters } from 'n8n-workflow';

import { down, passing } from '../support/faults.cts';
import { customerOf, failureOf, itemsFor, parametersFor, runOne } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const busy = { kind: 'busy', retryAfter: '0' } as const;
const notFound = { kind: 'status', status: 404 } as const;

type Row = [status: number, outcome: string, requests: number, options?: INodeParameters];
const once = { retries: 1 };

test.each<Row>([
	[429, 'rejected', 4, {}],
	[429, 'rejected', 1, { retries: 0 }],
	[429, 'rejected', 11, { retries: 10 }],
	[429, 'rejected', 2],
	...passing.map((status): Row => [status, 'unknown', 2]),
	...[200, 500, 501, 525].map((status): Row => [status, 'unknown', 1]),
	...[300, 304, 400, 404, 499].map((status): Row => [status, 'rejected', 1]),
])('HTTP %d is %s, and worth %d requests', async (...row) => {
	const [status, outcome, requests, options = once] = row;
	workbench.sandbox.fault({ ...down, status });
	const failure = failureOf(await runOne(workbench, 'lock', options));

	expect(failure).toMatchObject({ outcome, statusCode: status, attempts: requests });
	expect(workbench.sandbox.requestCount()).toBe(requests);
});

// What an earlier attempt may have done is not forgotten.
test.each([
	['a dropped connection', 'unknown', [{ kind: 'drop', when: 'after' }]],
	['HTTP 503, and a busy response', 'unknown', [down, busy]],
	['a busy response, which did nothing', 'rejected', [busy]],
] as const)('a no after %s is %s', async (_, outcome, faults) => {
	for (const fault of [...faults, notFound]) workbench.sandbox.fault({ ...fault, times: 1 });
	const failure = failureOf(await runOne(workbench, 'forget'));

	expect(failure).toMatchObject({ outcome, statusCode: 404, attempts: faults.length + 1 });
	const unclear =
		/unclear whether this was applied\..*item again is safe.*About the last attempt: /;
	expect(unclear.test(failure.description)).toBe(outcome === 'unknown');
});

/** A date so many seconds from now, which has no fractions of a second. */
const inSeconds = (seconds: number) => new Date(Date.now() + 1000 * seconds).toUTCString();
test.each<[what: string, retryAfter: () => string, least: number, most: number]>([
	['of a second', () => '1', 999, 1100],
	['of a date', () => inSeconds(3), 1990, 3100],
	['of 0 is no wait', () => '0', 0, 100],
	['of a date that has passed is none', () => 'Wed, 21 Oct 2015 07:28:00 GMT', 0, 100],
	["of 'soon' says nothing: the usual wait", () => 'soon', 249, 600],
])('Retry-After %s', async (_, retryAfter, least, most) => {
	workbench.sandbox.fault({ kind: 'busy', retryAfter: retryAfter(), times: 1 });
	const item = await runOne(workbench, 'lock');
	const [first, second] = workbench.sandbox.requests;
	const gap = (second?.at ?? NaN) - (first?.endedAt ?? NaN);

	expect(item?.json.success).toBe(true);
	expect(gap).toBeGreaterThanOrEqual(least);
	expect(gap).toBeLessThan(most);
});

test.each([
	// Their requests may be handled by another server.
	[503, ['204', '215', '226']],
	[429, ['204']],
])('a wait that HTTP %d asks for: meanwhile go %j', async (status, meanwhile) => {
	const { sandbox } = workbench;
	const headers = { 'retry-after': '5' };
	sandbox.fault({ kind: 'status', status, headers, form: { customer_id: '191' }, times: 1 });
	// Under way when the other is told to wait, and done long before that wait is over.
	sandbox.fault({ kind: 'slow', ms: 200, form: { customer_id: '204' } });
	const items = itemsFor(['191', '204', '215', '226']);
	await workbench.run({ parameters: parametersFor.lock({ parallelRequests: 2 }), items });

	const [first, ...others] = sandbox.requests;
	const end = (first?.endedAt ?? NaN) + 4990;
	expect(others.filter(({ at }) => at < end).map(customerOf)).toEqual(meanwhile);
	expect(others.map(customerOf).sort()).toEqual(['191', '204', '215', '226']);
});
