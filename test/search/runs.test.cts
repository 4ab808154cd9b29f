import type { Fault } from '../../sandbox/index.cts';
import { recordLogs } from '../../dev/engine/index.cts';
import { down } from '../support/deletions.cts';
import { foundJson, responseXml, says } from '../support/responses.cts';
import {
	continueModes,
	expectLinked,
	failedOf,
	failureOf,
	modes,
	outcomesOf,
	sleep,
	stopOf,
	until,
} from '../support/runs.cts';
import {
	deleteBy,
	emails,
	found,
	jane,
	nobody,
	search,
	searchFor,
	shared,
	useSearches,
	zoe,
} from '../support/searches.cts';
import { elapsedMs } from '../support/simulatedTime.cts';

const { calls, deleteThem, deletions, inTurn, searchCount, searched, workbench } = useSearches();

const oneByOne = { parallelRequests: 1, retries: 0 };
const stops = { onError: 'stopWorkflow' } as const;
const nobodies = (count: number) =>
	Array.from({ length: count }, (_, index) => `nobody-${index}@example.com`);

describe('a run that stops on errors deletes nobody', () => {
	test('if a customer is missing, and names the way out first', async () => {
		const result = await deleteThem([zoe.email, nobody, ...emails], {}, stops);
		const { text, itemIndex } = stopOf(result);

		expect(deletions()).toEqual([]);
		expect(itemIndex).toBe(1);
		expect(text).toContain('[Item 1]');
		expect(text).toContain('No matching customer');
		const wayOut = text.indexOf("'Ignore Missing Customers'");
		expect(wayOut).toBeGreaterThan(-1);
		expect(text.slice(0, wayOut)).not.toMatch(/'(On Error|Customer Code|Find Customer By)'/);
	});

	test.each<[string, Fault]>([
		['several are found', says(responseXml('success', '<customer/><customer/>'))],
		['the search is rejected', says(responseXml('error', '<error>Not today</error>'))],
		['the search has no response', { kind: 'hang' }],
		['the key is wrong', { kind: 'status', status: 401 }],
	])('if %s, also with Ignore Missing Customers', async (_, fault) => {
		inTurn(searchFor(jane.email), fault);
		const result = await deleteThem(
			[nobody, jane.email, zoe.email],
			{ ignoreMissing: true, ...oneByOne },
			stops,
		);
		const { text, itemIndex } = stopOf(result);

		expect(deletions()).toEqual([]);
		expect(itemIndex).toBe(1);
		expect(text).toContain('[Item 1]');
		// What is on isn't to be turned on.
		expect(text).not.toContain("'Ignore Missing Customers'");
	});

	test('if an item is invalid, and looks for nobody', async () => {
		const result = await deleteThem([zoe.email, ''], {}, stops);

		expect(stopOf(result).text).toContain("'Email'");
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('but all who are found if a missing customer counts as done', async () => {
		const { status, output } = await deleteThem(
			[nobody, ...emails],
			{ ignoreMissing: true },
			stops,
		);

		expect(status).toBe('success');
		expect(output.map(({ json }) => json.deleted)).toEqual([false, ...emails.map(() => true)]);
	});
});

test.each(continueModes)('a run that goes on deletes the others: %s', async (onError) => {
	const result = await deleteThem([nobody, shared, '', ...emails], {}, { onError });

	expect(deletions().sort()).toEqual(found.map(([, code]) => code).sort());
	expect(failedOf(result).map((item) => failureOf(item).outcome)).toEqual([
		'rejected',
		'notSent',
		'notSent',
	]);
	if (onError === 'continueRegularOutput') expectLinked(result.output, 3 + emails.length);
});

test('everybody is looked for before the first deletion', async () => {
	await deleteThem(emails, { parallelRequests: 2 });

	expect(calls()).toEqual([...emails.map(() => 'search'), ...emails.map(() => 'delete')]);
});

describe('items that find one customer', () => {
	const items = [
		{ by: 'email', id: zoe.email },
		{ by: 'code', id: zoe.code },
		{ by: 'email', id: zoe.email.toUpperCase() },
		{ by: 'cardNumber', id: zoe.card_number },
		{ by: 'username', id: zoe.customer_username },
	];
	const run = async (safetyLimit: number) =>
		await workbench.run({
			parameters: { ...deleteBy('={{ $json.by }}'), safetyLimit },
			items,
			onError: 'continueRegularOutput',
		});

	test('share one request and one place under the Safety Limit', async () => {
		const { output, hints } = await run(1);

		expect(deletions()).toEqual([zoe.code]);
		expect(output.map(({ json }) => json)).toMatchObject(
			items.map(({ by, id }) => ({ success: true, code: zoe.code, [by]: id })),
		);
		expect(hints.map(({ message }) => message)).toEqual([expect.stringMatching(/^4 duplicate/)]);
	});

	test('share its failure', async () => {
		inTurn({ form: { type: 'customer_delete' } }, says(responseXml('error', '<error>No</error>')));
		const { output } = await run(1);

		expect(deletions()).toEqual([zoe.code]);
		expect(output.map((item) => failureOf(item))).toMatchObject(
			items.map(({ by, id }) => ({ outcome: 'rejected', code: zoe.code, [by]: id })),
		);
	});
});

describe('the Safety Limit', () => {
	test.each(modes)('as soon as it is exceeded, nobody else is looked for (%s)', async (onError) => {
		const ids = [nobody, ...emails, ...nobodies(20)];
		const result = await deleteThem(ids, oneByOne, { onError, parameters: { safetyLimit: 2 } });

		expect(calls()).toEqual(['search', 'search', 'search', 'search']);
		if (onError === 'stopWorkflow') {
			expect(stopOf(result).text).toMatch(/at least 3\b.*'Safety Limit'/s);
			return;
		}
		const failed = failedOf(result);
		expectLinked(failed, ids.length);
		expect(failed.map((item) => failureOf(item).attempts)).toEqual(ids.map(() => 0));
		expect(failureOf(failed.at(-1))).toMatchObject({ email: ids.at(-1), outcome: 'notSent' });
		expect(failureOf(failed.at(-1)).message).toMatch(/at least 3\b.*'Safety Limit'/);
	});

	test('side by side, little more than that', async () => {
		await deleteThem(
			[...emails, ...nobodies(20)],
			{ parallelRequests: 3 },
			{
				parameters: { safetyLimit: 1 },
			},
		);

		expect(searchCount()).toBeLessThanOrEqual(1 + 3);
		expect(deletions()).toEqual([]);
	});

	test('counts those who are found, and customers of other items by their codes', async () => {
		const { output } = await deleteThem(
			[nobody, shared, ...emails, ''],
			{},
			{
				parameters: { safetyLimit: emails.length },
			},
		);

		expect(outcomesOf(output)).toEqual([
			'rejected',
			'notSent',
			...emails.map(() => 'done'),
			'notSent',
		]);
	});

	test('after a run that would have exceeded it, nothing more is sent in this execution', async () => {
		const batches = [emails.slice(0, 3), emails.slice(0, 1)];
		const { turns } = await workbench.run({
			parameters: { ...deleteBy('email', oneByOne), safetyLimit: 2 },
			batches: batches.map((ids) => ids.map((id) => ({ id }))),
			onError: 'continueRegularOutput',
		});

		expect(turns.map(({ output }) => outcomesOf(output))).toEqual([
			['notSent', 'notSent', 'notSent'],
			['notSent'],
		]);
		expect(failureOf(turns[1]?.output[0]).message).toContain("'Safety Limit'");
		expect(searched()).toEqual(emails.slice(0, 3));
		expect(deletions()).toEqual([]);
	});

	test('counts over the turns of a loop, and knows again who was deleted', async () => {
		const [first = '', second = '', third = ''] = emails;
		const batches = [[first], [second, first], [third]].map((ids) => ids.map((id) => ({ id })));
		const { turns } = await workbench.run({
			parameters: { ...deleteBy('email'), safetyLimit: 2 },
			batches,
			onError: 'continueRegularOutput',
		});

		expect(turns[1]?.output.map(({ json }) => json)).toMatchObject([
			{ email: second, deleted: true },
			{ email: first, deleted: true, verified: true },
		]);
		expect(failureOf(turns[2]?.output[0]).message).toContain("'Safety Limit'");
		expect(deletions()).toEqual(found.slice(0, 2).map(([, code]) => code));
	});
});

describe('a search is retried as a question', () => {
	const passing: Array<[string, Fault]> = [
		...[408, 425, 502, 503, 504, 520, 530].map((status): [string, Fault] => [
			`HTTP ${status}`,
			{ ...down, status },
		]),
		['HTTP 429', { kind: 'busy', retryAfter: '0' }],
		['a dropped connection', { kind: 'drop', when: 'after' }],
		['no response in time', { kind: 'hang' }],
	];

	test.each(passing)('after %s', async (_, fault) => {
		inTurn(search, fault);
		const { output } = await deleteThem([zoe.email], { retries: 1 });

		expect(calls()).toEqual(['search', 'search', 'delete']);
		expect(outcomesOf(output)).toEqual(['done']);
	});

	test.each([400, 401, 403, 404, 405, 500])('but not after HTTP %d', async (status) => {
		inTurn(search, { ...down, status });
		await deleteThem([zoe.email]);

		expect(calls()).toEqual(['search']);
	});

	test('so often as Retries allow', async () => {
		workbench.sandbox.fault({ ...down, ...search });
		const { output } = await deleteThem([zoe.email], { retries: 2 });

		expect(calls()).toEqual(['search', 'search', 'search']);
		expect(failureOf(output[0])).toMatchObject({
			outcome: 'notSent',
			statusCode: 503,
			attempts: 0,
		});
	});
});

describe('leaving the service alone', () => {
	const many = [...emails, ...nobodies(20)];

	test.each<[string, Fault]>([
		['a wrong key', { kind: 'status', status: 401 }],
		['a redirect', { kind: 'redirect', location: 'https://example.com/' }],
		['405', { kind: 'status', status: 405 }],
		['429 that asks to wait for 61 seconds', { kind: 'busy', retryAfter: '61' }],
	])('%s to searches: no more than Parallel Requests', async (_, fault) => {
		workbench.sandbox.fault({ ...fault, ...search });
		const { output } = await deleteThem(many, { parallelRequests: 3 });

		expect(workbench.sandbox.requestCount()).toBeLessThanOrEqual(3);
		expectLinked(output, many.length);
		expect(output.map((item) => failureOf(item).attempts)).toEqual(many.map(() => 0));
		expect(new Set(outcomesOf(output))).toEqual(new Set(['notSent']));
	});

	test('a wrong key to one search: who was found before is not deleted', async () => {
		inTurn(searchFor(emails[2] ?? ''), { kind: 'status', status: 401 });
		const { output } = await deleteThem(emails, oneByOne);

		expect(calls()).toEqual(['search', 'search', 'search']);
		expect(outcomesOf(output)).toEqual(emails.map(() => 'notSent'));
	});

	test('ten searches in a row without a usable response', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 500, ...search });
		await deleteThem(many, oneByOne);

		expect(workbench.sandbox.requestCount()).toBe(10);
	});

	test.each([true, false])(
		'ten in a row rejected in the same words: the harmless test call tells (rejected: %j)',
		async (isRejected) => {
			const { sandbox } = workbench;
			const no = says(responseXml('error', '<error>Not allowed</error>'));
			sandbox.fault({ ...no, ...search });
			if (isRejected) sandbox.fault({ ...no, form: { type: 'account_info' } });
			await deleteThem(many, oneByOne);

			expect(calls().filter((type) => type === 'account_info')).toHaveLength(1);
			expect(searchCount()).toBe(isRejected ? 10 : many.length);
		},
	);

	test.each([
		['several are found', [jane, { ...jane, code: '7002' }]],
		['another customer is found', [{ ...jane, email: 'mary.jane@example.com' }]],
		['nobody has a code', [{ ...jane, code: '' }]],
	])('%s, fifteen times in a row: the service talks, and the run goes on', async (_, customers) => {
		for (const email of nobodies(15)) inTurn(searchFor(email), says(foundJson(customers)));
		const { output } = await deleteThem([...nobodies(15), zoe.email], oneByOne);

		expect(outcomesOf(output)).toEqual([...nobodies(15).map(() => 'notSent'), 'done']);
	});

	test('nobody is found, thirty times: the run goes on', async () => {
		const { output } = await deleteThem([...nobodies(30), zoe.email], oneByOne);

		expect(searchCount()).toBe(31);
		expect(calls()).not.toContain('account_info');
		expect(outcomesOf(output).at(-1)).toBe('done');
	});
});

describe('the pace of searches', () => {
	test('fifty cost fifty requests, at the pace of the run', async () => {
		await deleteThem(nobodies(50), { maxRequestsPerSecond: 10 });

		expect(calls()).toEqual(Array(50).fill('search'));
		expect(elapsedMs()).toBeGreaterThan(4895);
		expect(elapsedMs()).toBeLessThan(6000);
	});

	test('goes on with the deletions', async () => {
		await deleteThem(emails, { maxRequestsPerSecond: 2 });
		const times = workbench.sandbox.requests.map(({ at }) => at);
		const gaps = times.slice(1).map((at, index) => at - (times[index] ?? NaN));

		expect(gaps).toHaveLength(2 * emails.length - 1);
		expect(gaps.filter((gap) => gap < 495)).toEqual([]);
	});

	test('holds for Parallel Requests', async () => {
		workbench.sandbox.fault({ kind: 'slow', ms: 100, ...search });
		await deleteThem(nobodies(9), { parallelRequests: 3 });

		expect(workbench.sandbox.peakInFlight()).toBe(3);
	});

	test('one that is told to wait lets all others wait', async () => {
		inTurn(search, { kind: 'busy', retryAfter: '5' });
		await deleteThem(emails, { parallelRequests: 1 });
		const [busy, ...later] = workbench.sandbox.requests;

		expect(later.filter(({ at }) => at < (busy?.endedAt ?? NaN) + 4990)).toEqual([]);
	});
});

/** What the node says of its progress. */
function progressIn(lines: readonly string[]): string[] {
	return lines.filter((line) => /^info: .*\bstill running\b/i.test(line));
}

test('progress is told while customers are looked for, without their addresses', async () => {
	const recording = recordLogs();
	const hold = workbench.sandbox.hold(searchFor(zoe.email));
	const run = deleteThem([nobody, zoe.email, ...emails.slice(1)], {
		...oneByOne,
		timeout: 60,
	});
	await until(() => progressIn(recording.lines).length >= 2);
	hold.release();
	expect(outcomesOf((await run).output)).toEqual(['rejected', ...emails.map(() => 'done')]);
	await sleep(5500);
	recording.stop();

	expect(progressIn(recording.lines)).toHaveLength(2);
	for (const line of progressIn(recording.lines)) {
		expect(line).not.toContain('@');
	}
});

describe.each(modes)('a cancel while customers are looked for (%s)', (onError) => {
	test('starts no new request, and deletes nobody', async () => {
		const hold = workbench.sandbox.hold(search);
		const { status } = await deleteThem(
			emails,
			{ parallelRequests: 2, timeout: 60 },
			{ onError, cancelWhen: hold.waiting(2) },
		);
		hold.release();

		expect(status).toBe('canceled');
		expect(elapsedMs()).toBeLessThan(1000);
		expect(calls()).toEqual(['search', 'search']);
	});

	test('ends a wait', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '50', ...search });
		const { status } = await deleteThem(emails, oneByOne, {
			onError,
			parameters: { options: { parallelRequests: 1, retries: 3 } },
			cancelWhen: until(() => workbench.sandbox.requests[0]?.status !== undefined),
		});

		expect(status).toBe('canceled');
		expect(elapsedMs()).toBeLessThan(1000);
		expect(searched()).toEqual(emails.slice(0, 1));
	});
});
