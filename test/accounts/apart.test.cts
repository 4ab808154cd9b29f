import { fromItem, useAccounts, written } from '../support/accounts.cts';
import {
	continueModes,
	failureOf,
	manyIds,
	outcomesOf,
	parametersFor,
	stopOf,
} from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { shownBy } from '../support/strings.cts';
import { refusedXml } from '../support/responses.cts';

const { workbench, account, at, confirm, itemsOf, received, run } = useAccounts();

const bothServices = ['lock', 'delete'] as const;
const irreversible = ['forget', 'delete'] as const;
const oneByOne = { parallelRequests: 1, retries: 0 };
const continues = { onError: continueModes[0] };

/** So many customers for each of the accounts, in turns. */
const inTurns = (count: number, names = ['A', 'B']) =>
	manyIds(count).flatMap((id) => names.map((name) => `${name} ${id}`));
const of = (name: string, texts: readonly string[]) =>
	texts.filter((text) => text.startsWith(`${name} `));

/** Of what arrived, that of the first five seconds. */
function receivedEarly(): string[] {
	const { requests } = workbench.sandbox;
	const end = (requests[0]?.at ?? NaN) + 5000;
	return requests.filter((request) => request.at < end).map(written);
}

describe('the same customer ID in two accounts are two customers', () => {
	test('of whom none waits for the other', async () => {
		workbench.sandbox.fault({
			...{ kind: 'status', status: 503, headers: { 'retry-after': '20' }, times: 1 },
			...at('setDetails', 'A'),
		});
		confirm();
		await run('setDetails', itemsOf('setDetails', 'A 191 Rome', 'B 191 Oslo', 'A 191 Bern'));

		expect(receivedEarly().sort()).toEqual(['A 191 Rome', 'B 191 Oslo']);
		expect(of('A', received())).toEqual(['A 191 Rome', 'A 191 Rome', 'A 191 Bern']);
	});

	test('of whom one can be unclear and the other is sent', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 500, ...at('setDetails', 'A') });
		confirm();
		const { output } = await run(
			'setDetails',
			itemsOf('setDetails', 'A 191 Rome', 'A 191 Bern', 'B 191 Oslo'),
			continues,
		);

		expect(outcomesOf(output)).toEqual(['unknown', 'notSent', 'done']);
	});

	test('of whom Forget may keep different fields', async () => {
		confirm();
		const [first, second] = itemsOf('forget', 'A 191', 'B 191');
		const { status } = await run(
			'forget',
			[
				{ ...first, keep: ['email'] },
				{ ...second, keep: [] },
			],
			{ parameters: { keep: '={{ $json.keep }}' } },
		);

		expect(status).toBe('success');
		expect(received().sort()).toEqual(['A 191', 'B 191']);
	});

	test.each(bothServices)(
		'of whom a try of Retry On Fail sends the one that failed: %s',
		async (operation) => {
			workbench.sandbox.fault({ kind: 'status', status: 400, times: 1, ...at(operation, 'B') });
			confirm('191');
			const { output } = await run(operation, itemsOf(operation, 'B 191', 'A 191'), {
				options: oneByOne,
				// n8n tries again when the first item failed.
				...continues,
				node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
			});

			expect(received().sort()).toEqual(['A 191', 'B 191', 'B 191']);
			expect(outcomesOf(output)).toEqual(['done', 'done']);
		},
	);
});

describe.each(irreversible)('the Safety Limit of %s', (operation) => {
	const runs = async (safetyLimit: number, ...texts: string[]) =>
		await run(operation, itemsOf(operation, ...texts), { parameters: { safetyLimit } });

	test('counts the customers of all accounts, and one ID in two accounts twice', async () => {
		confirm(...manyIds(2));
		const blocked = await runs(3, ...inTurns(2));

		expect(stopOf(blocked).message).toContain("'Safety Limit'");
		expect(workbench.sandbox.requestCount()).toBe(0);

		expect((await runs(4, ...inTurns(2))).status).toBe('success');
		expect(received().sort()).toEqual(inTurns(2).sort());
	});

	test('counts them over the turns of a loop, and when n8n retries the execution', async () => {
		confirm(...manyIds(5));
		const execution = async (...batches: string[][]) =>
			await workbench.run({
				parameters: { ...parametersFor[operation](), safetyLimit: 4 },
				batches: batches.map((texts) => itemsOf(operation, ...texts)),
				credentials: fromItem,
				...continues,
				contextData,
			});
		let contextData = {};
		const first = await execution(['A C-0', 'A C-1'], ['B C-0'], ['B C-1', 'A C-1']);
		expect(first.turns.flatMap(({ output }) => outcomesOf(output))).toEqual(Array(5).fill('done'));

		({ contextData } = first);
		const second = await execution(['A C-0', 'B C-1'], ['A C-4']);
		expect(second.turns.map(({ output }) => outcomesOf(output))).toEqual([
			['done', 'done'],
			['notSent'],
		]);
		expect(failureOf(second.output[0]).message).toContain("'Safety Limit'");
	});
});

describe.each(bothServices)('a service that leaves one account alone: %s', (operation) => {
	const texts = inTurns(20);

	test.each([
		['a wrong key', { kind: 'status', status: 401 } as const],
		['a redirect', { kind: 'redirect', location: 'https://example.com/' } as const],
		['a 429 for longer than a minute', { kind: 'busy', retryAfter: '61' } as const],
	])('%s', async (_what, fault) => {
		workbench.sandbox.fault({ ...fault, ...at(operation, 'A') });
		confirm(...manyIds(20));
		const { output } = await run(operation, itemsOf(operation, ...texts), {
			...continues,
			options: { parallelRequests: 3 },
		});

		expect(of('A', received()).length).toBeLessThanOrEqual(3);
		const outcomes = outcomesOf(output);
		expect(outcomes.filter((_, index) => index % 2 === 1)).toEqual(Array(20).fill('done'));
		expect(outcomes.at(-2)).toBe('notSent');
	});
});

describe('an account is left alone by what it said itself', () => {
	test('after ten requests in a row without a usable response, whatever came from another in between', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 500, ...at('lock', 'A') });
		confirm();
		await run('lock', itemsOf('lock', ...inTurns(20)), { ...continues, options: oneByOne });

		expect(of('A', received())).toHaveLength(10);
		expect(of('B', received())).toHaveLength(20);
	});

	test('after the second 403, whatever has succeeded in another', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 403, ...at('lock', 'A') });
		confirm();
		const texts = [...inTurns(5, ['B']), ...inTurns(5)];
		await run('lock', itemsOf('lock', ...texts), { ...continues, options: oneByOne });

		expect(of('A', received())).toHaveLength(2);
		expect(of('B', received())).toHaveLength(5);
	});

	test('but in stop mode the first failure ends the run for all of them', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 404, ...at('lock', 'A') });
		confirm();
		const result = await run('lock', itemsOf('lock', ...inTurns(20)), { options: oneByOne });

		expect(received().length).toBeLessThanOrEqual(3);
		expect(stopOf(result).itemIndex).toBe(0);
	});
});

describe.each(bothServices)('the pace of two accounts: %s', (operation) => {
	test('a 429 of one does not hold up the other', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '30', times: 1, ...at(operation, 'A') });
		confirm(...manyIds(10));
		// All places would be taken by those who wait.
		const texts = [...inTurns(10, ['A']), ...inTurns(10, ['B'])];
		const { status } = await run(operation, itemsOf(operation, ...texts));

		expect(status).toBe('success');
		expect(elapsedMs()).toBeGreaterThan(29_000);
		expect(of('B', receivedEarly())).toHaveLength(10);
	});

	test('Max Requests per Second is for each', async () => {
		confirm(...manyIds(4));
		await run(operation, itemsOf(operation, ...inTurns(4)), {
			options: { maxRequestsPerSecond: 1 },
		});

		expect(received().sort()).toEqual(inTurns(4).sort());
		expect(elapsedMs()).toBeGreaterThan(2990);
		expect(elapsedMs()).toBeLessThan(4000);
	});

	test('Parallel Requests is for both together', async () => {
		const { sandbox } = workbench;
		// Also after its release a request takes long enough for one too many to arrive beside it.
		sandbox.fault({ kind: 'slow', ms: 100 });
		confirm(...manyIds(6));
		const hold = sandbox.hold();
		const ended = run(operation, itemsOf(operation, ...inTurns(6)), {
			options: { parallelRequests: 3 },
		});
		await hold.waiting(3);
		hold.release();

		expect((await ended).status).toBe('success');
		expect(received().sort()).toEqual(inTurns(6).sort());
		expect(sandbox.peakInFlight()).toBe(3);
	});
});

describe('secrets', () => {
	test.each(bothServices)(
		'are those of the account that a text comes from: %s',
		async (operation) => {
			const { sandbox } = workbench;
			const says = 'No such customer here';
			sandbox.fault({ kind: 'answer', body: refusedXml(says), service: 'delete' });
			sandbox.fault({ kind: 'answer', body: JSON.stringify({ error: says }) });
			const [first, second] = itemsOf(operation, 'A 191', 'B 204');
			const { output } = await run(
				operation,
				[first ?? {}, { ...second, key: 'customer' }],
				continues,
			);

			expect(failureOf(output[0]).message).toContain(says);
			expect(failureOf(output[1]).message).toContain('No such [hidden] here');
		},
	);

	test.each(bothServices)(
		'of no account show, not even if each service repeats its own: %s',
		async (operation) => {
			workbench.sandbox.fault({ kind: 'echoSecrets' });
			const items = itemsOf(operation, 'A 191', 'B 191', 'C 204');
			const result = await run(operation, items, continues);

			expect(received().sort()).toEqual(['A 191', 'B 191', 'C 204']);
			expect(shownBy(result)).not.toMatch(/key-/);
		},
	);

	test('are hidden in a dry run, each in its own request', async () => {
		const result = await run('delete', itemsOf('delete', 'A 191', 'B 191'), {
			credentials: {
				trackfinityDeleteApi: { ...fromItem.trackfinityDeleteApi, sendApiKeyIn: 'body' },
			},
			options: { dryRun: true },
		});

		const hidden = { request: { body: { user_password: '[hidden]' } } };
		expect(result.output.map(({ json }) => json)).toMatchObject([hidden, hidden]);
		expect(shownBy(result)).not.toMatch(/key-/);
	});
});

describe('one account', () => {
	test('is the same however its address is written', async () => {
		confirm();
		const { url } = account('lock', 'A');
		const items = [url, `${url}/`, ` ${url}/api `, url.replace('http', 'HTTP')].map((written) => ({
			...itemsOf('lock', 'A 191')[0],
			url: written,
		}));
		const { output } = await run('lock', items);

		expect(received()).toEqual(['A 191']);
		expect(outcomesOf(output)).toEqual(items.map(() => 'done'));
	});

	test('is the same with another key: the requests for a customer go in order, each signed with its own', async () => {
		workbench.sandbox.fault({
			...{ kind: 'status', status: 503, headers: { 'retry-after': '20' }, times: 1 },
		});
		confirm();
		const [first, second, third] = itemsOf('setDetails', 'A 191 Rome', 'A 191 Oslo', 'A 191 Rome');
		await run('setDetails', [{ ...first }, { ...second, key: 'key-B' }, { ...third }]);

		expect(received()).toEqual(['A 191 Rome', 'A 191 Rome', 'A/B 191 Oslo', 'A 191 Rome']);
	});

	test.each(irreversible)(
		'is the same with another key or user: one request for a customer, one place under the limit: %s',
		async (operation) => {
			workbench.sandbox.fault({ kind: 'echoSecrets', times: 1, carryOut: false });
			confirm('191');
			const [item] = itemsOf(operation, 'A 191');
			const items = [{ ...item }, { ...item, key: 'key-B' }, { ...item, user: 'user-B' }];
			const result = await run(operation, items, { parameters: { safetyLimit: 1 }, ...continues });

			expect(received()).toEqual(['A 191']);
			expect(result.output.map((one) => failureOf(one).outcome)).toEqual(
				items.map(() => 'rejected'),
			);
			expect(shownBy(result)).not.toMatch(/key-/);
		},
	);

	describe.each([
		['key', 'user_password', 'key-B'],
		['user', 'user_id', 'user-B'],
	] as const)('is another with another %s', (part, field, other) => {
		const texts = inTurns(10, ['A']);
		const parted = () => [
			...itemsOf('delete', ...texts).map((item) => ({ ...item, [part]: other })),
			...itemsOf('delete', ...inTurns(20, ['A']).slice(10)),
		];
		const keyInBody = {
			trackfinityDeleteApi: { ...fromItem.trackfinityDeleteApi, sendApiKeyIn: 'body' },
		};

		test('for the verdict on the service', async () => {
			workbench.sandbox.fault({ kind: 'status', status: 401, form: { [field]: other } });
			confirm(...manyIds(20));
			const { output } = await run('delete', parted(), {
				credentials: keyInBody,
				...continues,
				options: { parallelRequests: 2 },
			});

			expect(of('A/B', received()).length).toBeLessThanOrEqual(2);
			expect(outcomesOf(output).slice(10)).toEqual(Array(10).fill('done'));
			expect(outcomesOf(output)[9]).toBe('notSent');
		});

		test('for the pace', async () => {
			const { sandbox } = workbench;
			sandbox.fault({ kind: 'busy', retryAfter: '30', times: 1, form: { [field]: other } });
			confirm(...manyIds(20));
			await run('delete', parted(), { credentials: keyInBody });

			expect(of('A', receivedEarly())).toHaveLength(10);
			expect(received()).toHaveLength(21);
		});
	});
});
