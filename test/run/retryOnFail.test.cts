import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import {
	broken,
	code,
	deletion,
	down,
	noCode,
	question,
	rejection,
	useDeletions,
} from '../support/deletions.cts';
import {
	citiesSent,
	cityItems,
	codes,
	continueModes,
	customerOf,
	itemsFor,
	outcomesOf,
	parametersFor,
	sent,
	stopOf,
	tries,
} from '../support/runs.cts';
import { keptOf } from '../support/strings.cts';

const { calls, inTurn, isThere, runDeletions, workbench } = useDeletions();

const oneByOne: INodeParameters = { parallelRequests: 1, retries: 0 };
const lock = parametersFor.lock(oneByOne);

/** The service can't handle the next requests for a customer. */
const fail = (id: string, times = 1) =>
	workbench.sandbox.fault({ ...broken, form: { customer_id: id }, times });

const cityNow = () => workbench.sandbox.findCustomer({ customer_id: '191' })?.details.city;

describe('what was done in an earlier try', () => {
	test('is not sent again, and comes out as done', async () => {
		fail('204');
		const { status, output } = await workbench.run({
			parameters: lock,
			items: itemsFor(['191', '204', '215', '191']),
			...tries(2),
		});

		expect(status).toBe('success');
		expect(sent(workbench.sandbox)).toEqual(['191', '204', '204', '215']);
		expect(
			output.map(({ json, pairedItem }) => [json.success, json.customerId, pairedItem]),
		).toEqual(['191', '204', '215', '191'].map((id, item) => [true, id, { item }]));
	});

	test('stays done over several tries', async () => {
		for (const id of ['204', '215', '226']) fail(id);
		const { status } = await workbench.run({
			parameters: lock,
			items: itemsFor(['191', '204', '215', '226']),
			...tries(4),
		});

		expect(status).toBe('success');
		expect(sent(workbench.sandbox)).toEqual(['191', '204', '204', '215', '215', '226', '226']);
	});

	test.each(continueModes)(
		'under %s, where n8n tries again when the first item failed',
		async (onError) => {
			fail('191');
			const { output, errorOutput } = await workbench.run({
				...{ parameters: lock, items: itemsFor(['191', '204']), onError },
				...tries(2),
			});

			expect(sent(workbench.sandbox)).toEqual(['191', '204', '191']);
			expect(outcomesOf([...output, ...errorOutput])).toEqual(['done', 'done']);
		},
	);

	test('an invalid first item, which n8n takes for a reason to try again: the others are sent once', async () => {
		const { output } = await workbench.run({
			parameters: lock,
			items: itemsFor(['', '191', '204']),
			onError: 'continueRegularOutput',
			...tries(3),
		});

		expect(sent(workbench.sandbox)).toEqual(['191', '204']);
		expect(outcomesOf(output)).toEqual(['notSent', 'done', 'done']);
	});

	test('counts in the summary of the last try', async () => {
		fail('215', 2);
		const result = await workbench.run({
			parameters: lock,
			items: itemsFor(['191', '204', '215', '226']),
			...tries(2),
		});

		expect(sent(workbench.sandbox)).toEqual(['191', '204', '215', '215']);
		expect(stopOf(result).description).toMatch(/Done: 2 items \(items 0 to 1\)/);
		expect(stopOf(result).description).toMatch(/Not sent: 1 item \(item 3\)/);
	});

	test('counts once against the Safety Limit', async () => {
		inTurn({ form: { code: codes[1] ?? '' } }, rejection);
		const { status } = await workbench.run({
			parameters: { ...parametersFor.delete(oneByOne), safetyLimit: 3 },
			items: itemsFor(codes),
			...tries(2),
		});

		expect(status).toBe('success');
		expect(sent(workbench.sandbox)).toEqual([codes[0], codes[1], codes[1], codes[2]]);
	});

	test.each([
		['was rejected, as it is now', { kind: 'status', status: 400 }, 2],
		// The new one, too, would leave it open which of the two came last.
		['ended unclear, as it was', broken, 1],
	] as const)(
		'is not sent again although its request is another now; what %s',
		async (_, fault, stamps) => {
			inTurn({ form: { customer_id: '204' } }, fault);
			const { status } = await workbench.run({
				parameters: {
					...parametersFor.setDetails(oneByOne),
					fields: { custom1: '={{ $now.toMillis() }}' },
				},
				items: itemsFor(['191', '204', '215']),
				...tries(3),
			});
			const { requests } = workbench.sandbox;
			const of204 = requests.filter((request) => customerOf(request) === '204');

			expect(status).toBe('success');
			expect(sent(workbench.sandbox)).toEqual(['191', '204', '204', '215']);
			expect(new Set(of204.map(({ form }) => form.custom1)).size).toBe(stamps);
		},
	);
});

describe.each([
	['equal requests in each try', {}],
	['other requests in each try', { custom1: '={{ $now.toMillis() }}' }],
])('several requests for one customer, %s', (_how, stamp) => {
	/** Sets the city of one customer to each of these, one after the other; the faults befall each in turn. */
	async function run(
		cities: readonly string[],
		faults: Record<string, readonly Fault[]>,
		{ onError, ...options }: { onError?: 'continueRegularOutput' } & INodeParameters,
		maxTries = 2,
	) {
		for (const [city, befall] of Object.entries(faults)) inTurn({ form: { city } }, ...befall);
		const result = await workbench.run({
			parameters: {
				...parametersFor.setDetails({ ...oneByOne, timeout: 1, ...options }),
				fields: { city: '={{ $json.city }}', ...stamp },
			},
			items: cityItems(...cities.map((city) => `191 ${city}`)),
			...(onError && { onError }),
			...tries(maxTries),
		});
		return { ...result, arrived: citiesSent(workbench.sandbox).map((text) => text.slice(4)) };
	}

	const no: Fault = { kind: 'status', status: 400 };
	const hang: Fault = { kind: 'hang' };
	const gaveUp: Fault = { ...down, status: 504 };
	const continues = { onError: 'continueRegularOutput' } as const;

	const cases: Array<{
		what: string;
		cities: string[];
		faults: Record<string, Fault[]>;
		how?: typeof continues & INodeParameters;
		arrived: string[];
		outcomes: string[];
	}> = [
		{
			what: 'A done, B rejected: those after A again',
			...{ cities: ['A', 'B', 'C'], faults: { B: [rejection] } },
			...{ arrived: ['A', 'B', 'B', 'C'], outcomes: ['done', 'done', 'done'] },
		},
		{
			what: 'A rejected, B done: A and B again, in order',
			...{ cities: ['A', 'B'], faults: { A: [no] }, how: continues },
			...{ arrived: ['A', 'B', 'A', 'B'], outcomes: ['done', 'done'] },
		},
		{
			what: 'A rejected, B unclear: A and B again, and B stays unclear where the service then says no',
			...{ cities: ['A', 'B'], how: continues },
			faults: { A: [no], B: [{ kind: 'drop', when: 'after' }, no] },
			...{ arrived: ['A', 'B', 'A', 'B'], outcomes: ['done', 'unknown'] },
		},
		{
			what: 'A unclear: it is sent again, and then B',
			...{ cities: ['A', 'B'], faults: { A: [broken] } },
			...{ arrived: ['A', 'A', 'B'], outcomes: ['done', 'done'] },
		},
		{
			what: 'A rejected, B timed out before a retry got a yes: A and B again, and C is not sent',
			...{ cities: ['A', 'B', 'C'], how: { ...continues, retries: 1 } },
			faults: { A: [no], B: [hang] },
			...{ arrived: ['A', 'B', 'B', 'A', 'B'], outcomes: ['done', 'done', 'notSent'] },
		},
	];

	test.each(cases)('$what', async ({ cities, faults, how = {}, arrived, outcomes }) => {
		const result = await run(cities, faults, how);

		expect(result.arrived).toEqual(arrived);
		expect(outcomesOf(result.output)).toEqual(outcomes);
		expect(cityNow()).toBe(cities[outcomes.lastIndexOf('done')]);
	});

	test.each<[string, Fault, INodeParameters]>([
		['A timed out', hang, {}],
		['A timed out before a retry got a yes', hang, { retries: 1 }],
		["A's proxy gave up waiting, before a retry got a yes", gaveUp, { retries: 1 }],
	])('%s, and may still arrive: B is not sent in any try', async (_, fault, options) => {
		const result = await run(['A', 'B'], { A: [fault] }, options, 3);

		expect(result.arrived).toEqual(['A', 'A']);
		expect(stopOf(result).message).toContain('may still arrive');
		expect(stopOf(result).itemIndex).toBe(1);
		expect(stopOf(result).description).toMatch(/Done: 1 item \(item 0\)/);
	});
});

test('B does not count as done where A, which comes before it, is sent once more and B then is not', async () => {
	const { sandbox } = workbench;
	inTurn({ form: { city: 'Rome' } }, { kind: 'status', status: 400 });
	inTurn({ form: { city: 'Bern' } }, { kind: 'status', status: 400 });
	// In the second try: while A is under way, the run ends.
	sandbox.fault({ kind: 'slow', ms: 300, form: { city: 'Rome' } });
	inTurn({ form: { city: 'Bern' } }, { kind: 'status', status: 401 });
	const { output } = await workbench.run({
		parameters: parametersFor.setDetails({ ...oneByOne, parallelRequests: 2 }),
		items: cityItems('191 Rome', '191 Oslo', '204 Bern'),
		onError: 'continueRegularOutput',
		...tries(2),
	});

	expect(citiesSent(sandbox).sort()).toEqual([
		'191 Oslo',
		'191 Rome',
		'191 Rome',
		'204 Bern',
		'204 Bern',
	]);
	expect(cityNow()).toBe('Rome');
	expect(outcomesOf(output)).toEqual(['done', 'notSent', 'rejected']);
});

describe.each([
	['equal requests in each try', {}],
	// The service puts its response into a call whose name is another in each try.
	[
		'other requests in each try',
		{ responseFormat: 'json', callback: '={{ "done_" + $now.toMillis() }}' },
	],
])('a deletion that an earlier try left unknown, %s', (_how, format) => {
	const options: INodeParameters = { ...oneByOne, ...format };
	const stops = (maxTries: number) => ({ onError: 'stopWorkflow', ...tries(maxTries) }) as const;

	/** A deletion that nobody can tell anything about. */
	function unclearTry(carryOut: boolean): void {
		inTurn(deletion, { ...down, carryOut });
		inTurn(question, broken);
	}

	test('is asked about first, and sent, as it was, because the customer is still there', async () => {
		unclearTry(false);
		const { output } = await runDeletions([code], options, stops(2));

		expect(calls()).toEqual(['delete', 'exists', 'exists', 'delete']);
		expect(output[0]?.json).toMatchObject({ deleted: true });
		expect(output[0]?.json).not.toHaveProperty('verified');
		expect(new Set(workbench.sandbox.requests.map(({ form }) => form.callback)).size).toBe(1);
	});

	test('is asked about, and not sent because the customer is gone', async () => {
		unclearTry(true);
		const { output } = await runDeletions(codes, options, stops(2));

		expect(calls().slice(0, 3)).toEqual(['delete', 'exists', 'exists']);
		expect(sent(workbench.sandbox)).toEqual([code, code, code, ...codes.slice(1)]);
		expect(output.map(({ json }) => json.verified)).toEqual([true, undefined, undefined]);
	});

	test('is asked about, and not sent as long as nobody can say', async () => {
		unclearTry(false);
		workbench.sandbox.fault({ ...broken, ...question });
		const result = await runDeletions([code], options, stops(3));

		expect(calls()).toEqual(['delete', 'exists', 'exists', 'exists']);
		expect(stopOf(result).description).toMatch(/unclear[^.]*: 1 item \(item 0\)/i);
		expect(isThere()).toBe(true);
	});

	test('under a continue mode, too', async () => {
		unclearTry(true);
		const { output } = await runDeletions(codes, options, tries(2));

		expect(sent(workbench.sandbox)).toEqual([code, code, ...codes.slice(1), code]);
		expect(outcomesOf(output)).toEqual(['done', 'done', 'done']);
	});

	test('one that was rejected, but may still arrive late, is asked about as well', async () => {
		inTurn(deletion, { kind: 'hang' }, rejection);
		const { status } = await runDeletions([code], { ...options, retries: 1 }, stops(2));

		expect(status).toBe('success');
		expect(calls()).toEqual([...['delete', 'exists', 'delete', 'exists'], ...['exists', 'delete']]);
	});

	test('one that was rejected is sent again without a question', async () => {
		const result = await runDeletions([noCode], options, stops(2));

		expect(calls()).toEqual(['delete', 'delete']);
		expect(stopOf(result).message).toContain('Customer not found');
	});
});

describe('what is remembered', () => {
	test('is nowhere in what n8n stores', async () => {
		fail('204', 2);
		const result = await workbench.run({
			parameters: {
				...parametersFor.setDetails(oneByOne),
				fields: { city: 'Rome', password: '={{ "open" + "sesame" }}' },
			},
			items: itemsFor(['191', '204']),
			...tries(2),
		});

		expect(workbench.sandbox.requests.map(({ form }) => form.password)).toContain('opensesame');
		expect(keptOf(result)).not.toContain('opensesame');
		expect(result.contextData['node:Trackfinity'] ?? {}).toEqual({});
	});

	test.each([
		['stopWorkflow', ['191', '204', '204']],
		// The first item was done, so n8n doesn't try again.
		['continueRegularOutput', ['191', '204']],
	] as const)('is nothing in the next turn of a loop (%s)', async (onError, inFirstTurn) => {
		fail('204');
		const { turns } = await workbench.run({
			parameters: lock,
			batches: [itemsFor(['191', '204']), itemsFor(['191', '204'])],
			onError,
			...tries(3),
		});

		expect(sent(workbench.sandbox)).toEqual([...inFirstTurn, '191', '204']);
		expect(turns).toHaveLength(2);
		expect(outcomesOf(turns[1]?.output ?? [])).toEqual(['done', 'done']);
	});
});
