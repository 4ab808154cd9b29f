import type { INodeParameters } from 'n8n-workflow';

import { broken, rejection, useDeletions } from '../support/deletions.cts';
import { codes, failureOf, itemsFor, parametersFor, sent, stopOf } from '../support/runs.cts';
import { keptOf } from '../support/strings.cts';

const { inTurn, workbench } = useDeletions();

/** n8n's own switch, which runs the whole node again. */
const tries = (maxTries: number) => ({
	node: { retryOnFail: true, maxTries, waitBetweenTries: 1 },
});
const oneByOne: INodeParameters = { parallelRequests: 1, retries: 0 };

/** The service can't handle the next requests for a customer. */
const fail = (id: string, times = 1) =>
	workbench.sandbox.fault({ ...broken, form: { customer_id: id }, times });

/** Sets the city of one customer to each of these, one after the other. */
const setCities = async (cities: readonly string[], maxTries = 2, options: INodeParameters = {}) =>
	await workbench.run({
		parameters: parametersFor.setDetails({ ...oneByOne, ...options }),
		items: cities.map((city) => ({ id: '191', city })),
		...tries(maxTries),
	});

/** The same in two tries, in which requests are also sent after one that failed. */
const setAllCities = async (cities: readonly string[], options: INodeParameters = {}) =>
	await workbench.run({
		parameters: parametersFor.setDetails({ ...oneByOne, ...options }),
		items: cities.map((city) => ({ id: '191', city })),
		onError: 'continueRegularOutput',
		...tries(2),
	});

/** The cities that were sent, in order. */
const citiesSent = () => workbench.sandbox.requests.map(({ form }) => form.city);
const cityNow = () => workbench.sandbox.findCustomer({ customer_id: '191' })?.details.city;

describe('what was done in an earlier try', () => {
	test('is not sent again, and comes out as done', async () => {
		fail('204');
		const { status, output } = await workbench.run({
			parameters: parametersFor.lock(oneByOne),
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
		fail('204');
		fail('215');
		fail('226');
		const { status } = await workbench.run({
			parameters: parametersFor.lock(oneByOne),
			items: itemsFor(['191', '204', '215', '226']),
			...tries(4),
		});

		expect(status).toBe('success');
		expect(sent(workbench.sandbox)).toEqual(['191', '204', '204', '215', '215', '226', '226']);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'under %s, where n8n tries again when the first item failed',
		async (onError) => {
			fail('191');
			const { output, errorOutput } = await workbench.run({
				parameters: parametersFor.lock(oneByOne),
				items: itemsFor(['191', '204']),
				onError,
				...tries(2),
			});

			expect(sent(workbench.sandbox)).toEqual(['191', '204', '191']);
			expect(output.map(({ json }) => json.success)).toEqual([true, true]);
			expect(errorOutput).toEqual([]);
		},
	);

	test('an invalid first item, which n8n takes for a reason to try again: the others are sent once', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.lock(oneByOne),
			items: itemsFor(['', '191', '204']),
			onError: 'continueRegularOutput',
			...tries(3),
		});

		expect(sent(workbench.sandbox)).toEqual(['191', '204']);
		expect(output.map(({ json }) => json.success)).toEqual([undefined, true, true]);
	});

	test('counts in the summary of the last try', async () => {
		fail('215', 2);
		const result = await workbench.run({
			parameters: parametersFor.lock(oneByOne),
			items: itemsFor(['191', '204', '215', '226']),
			...tries(2),
		});

		expect(sent(workbench.sandbox)).toEqual(['191', '204', '215', '215']);
		expect(stopOf(result).description).toMatch(/Done: 2 items \(items 0 to 1\)/);
		expect(stopOf(result).description).not.toMatch(/no items were done/i);
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
});

describe('several requests for one customer', () => {
	test('A done, B rejected: B again', async () => {
		inTurn({ form: { city: 'Oslo' } }, rejection);
		const { status } = await setCities(['Rome', 'Oslo']);

		expect(status).toBe('success');
		expect(citiesSent()).toEqual(['Rome', 'Oslo', 'Oslo']);
	});

	test('A rejected, B done: A and B again, in order', async () => {
		inTurn({ form: { city: 'Rome' } }, { kind: 'status', status: 400 });
		const { output } = await setAllCities(['Rome', 'Oslo']);

		expect(citiesSent()).toEqual(['Rome', 'Oslo', 'Rome', 'Oslo']);
		expect(cityNow()).toBe('Oslo');
		expect(output.map(({ json }) => json.success)).toEqual([true, true]);
	});

	test('A rejected, B unclear: A and B again, and B stays unclear where the service then says no', async () => {
		inTurn({ form: { city: 'Rome' } }, { kind: 'status', status: 400 });
		inTurn(
			{ form: { city: 'Oslo' } },
			{ kind: 'drop', when: 'after' },
			{ kind: 'status', status: 400 },
		);
		const { output } = await setAllCities(['Rome', 'Oslo']);

		expect(citiesSent()).toEqual(['Rome', 'Oslo', 'Rome', 'Oslo']);
		expect(output[0]?.json.success).toBe(true);
		expect(failureOf(output[1])).toMatchObject({ outcome: 'unknown', attempts: 2 });
	});

	test('A rejected, B done, then A done but B not sent: B does not count as done, since A came after it', async () => {
		const { sandbox } = workbench;
		inTurn({ form: { city: 'Rome' } }, { kind: 'status', status: 400 });
		inTurn({ form: { city: 'Bern' } }, { kind: 'status', status: 400 });
		// In the second try: while A is under way, the run ends.
		sandbox.fault({ kind: 'slow', ms: 300, form: { city: 'Rome' } });
		inTurn({ form: { city: 'Bern' } }, { kind: 'status', status: 401 });
		const { output } = await workbench.run({
			parameters: parametersFor.setDetails({ ...oneByOne, parallelRequests: 2 }),
			items: [
				{ id: '191', city: 'Rome' },
				{ id: '191', city: 'Oslo' },
				{ id: '204', city: 'Bern' },
			],
			onError: 'continueRegularOutput',
			...tries(2),
		});

		expect(citiesSent().sort()).toEqual(['Bern', 'Bern', 'Oslo', 'Rome', 'Rome']);
		expect(cityNow()).toBe('Rome');
		expect(output[0]?.json.success).toBe(true);
		expect(failureOf(output[1]).outcome).toBe('notSent');
	});

	test('a request that can be sent twice and ended unknown: it is sent again', async () => {
		inTurn({ form: { city: 'Rome' } }, { kind: 'drop', when: 'after' });
		const { status } = await setCities(['Rome', 'Oslo']);

		expect(status).toBe('success');
		expect(citiesSent()).toEqual(['Rome', 'Rome', 'Oslo']);
		expect(cityNow()).toBe('Oslo');
	});

	test('one that timed out may still arrive: it is sent again, and later ones are not', async () => {
		inTurn({ form: { city: 'Rome' } }, { kind: 'hang' });
		const result = await setCities(['Rome', 'Oslo'], 3, { timeout: 1 });

		expect(citiesSent()).toEqual(['Rome', 'Rome']);
		expect(stopOf(result).message).toContain('may still arrive');
		expect(stopOf(result).itemIndex).toBe(1);
		expect(stopOf(result).description).toMatch(/Done: 1 item \(item 0\)/);
	});

	test('A rejected, B timed out before a retry got a yes: A and B again, and later ones are not sent', async () => {
		inTurn({ form: { city: 'Rome' } }, { kind: 'status', status: 400 });
		inTurn({ form: { city: 'Oslo' } }, { kind: 'hang' });
		const cities = ['Rome', 'Oslo', 'Bern'];
		const { output } = await setAllCities(cities, { retries: 1, timeout: 1 });

		expect(citiesSent()).toEqual(['Rome', 'Oslo', 'Oslo', 'Rome', 'Oslo']);
		expect(output.map(({ json }) => json.success)).toEqual([true, true, undefined]);
		expect(failureOf(output[2]).message).toContain('may still arrive');
	});

	test('one that timed out before a retry got a yes: later ones are not sent in any try', async () => {
		inTurn({ form: { city: 'Rome' } }, { kind: 'hang' });
		const result = await setCities(['Rome', 'Oslo'], 3, { timeout: 1, retries: 1 });

		expect(citiesSent()).toEqual(['Rome', 'Rome']);
		expect(stopOf(result).message).toContain('may still arrive');
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
			parameters: parametersFor.lock(oneByOne),
			batches: [itemsFor(['191', '204']), itemsFor(['191', '204'])],
			onError,
			...tries(3),
		});

		expect(sent(workbench.sandbox)).toEqual([...inFirstTurn, '191', '204']);
		expect(turns).toHaveLength(2);
		expect(turns[1]?.output.map(({ json }) => json.success)).toEqual([true, true]);
	});
});
