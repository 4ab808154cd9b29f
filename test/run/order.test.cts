import type { RecordedRequest } from '../../sandbox/index.cts';
import { useWorkbench } from '../support/workbench.cts';
import {
	citiesSent,
	cityItems,
	customerOf,
	customers,
	expectLinked,
	failureOf,
	itemsFor,
	manyIds,
	parametersFor,
	sent,
} from '../support/runs.cts';

const workbench = useWorkbench();

describe('requests for the same customer', () => {
	test('wait for each other while those for other customers go ahead', async () => {
		const hold = workbench.sandbox.hold();
		const run = workbench.run({
			parameters: parametersFor.setDetails(),
			items: cityItems('191 Rome', '191 Oslo', '204 Rome', '191 Bonn', '215 Rome'),
		});
		await hold.waiting(3);

		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '204 Rome', '215 Rome']);
		hold.release();
		await run;
		expect(citiesSent(workbench.sandbox, '191')).toEqual(['191 Rome', '191 Oslo', '191 Bonn']);
	});

	test('are never under way side by side, and arrive in input order', async () => {
		workbench.sandbox.fault({ kind: 'slow', ms: 3 });
		const cities = Array.from({ length: 15 }, (_, index) => `City${index}`);
		const items = cities.flatMap((city) => customers.slice(0, 4).map((id) => `${id} ${city}`));
		await workbench.run({
			parameters: parametersFor.setDetails({ parallelRequests: 50 }),
			items: cityItems(...items),
			onError: 'continueRegularOutput',
		});

		for (const id of customers.slice(0, 4)) {
			expect(citiesSent(workbench.sandbox, id)).toEqual(cities.map((city) => `${id} ${city}`));
			const own = workbench.sandbox.requests.filter((request) => customerOf(request) === id);
			expect(own.every((request, index) => startsAfter(request, own[index - 1]))).toBe(true);
		}
		expect(workbench.sandbox.findCustomer({ customer_id: '191' })?.details.city).toBe('City14');
	});

	test('keep their order through a retry', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', form: { city: 'Rome' }, times: 2 });
		await workbench.run({
			parameters: parametersFor.setDetails(),
			items: cityItems('191 Rome', '191 Oslo'),
		});

		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Rome', '191 Rome', '191 Oslo']);
	});
});

describe('equal requests for the same customer', () => {
	test('are sent once when they follow each other, and their items share the response', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.setDetails(),
			items: cityItems('191 Rome', '191 Rome', '191 Rome', '191 Oslo'),
		});

		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Oslo']);
		expectLinked(output, 4);
		expect(output[1]?.json).toEqual(output[0]?.json);
		expect(output[2]?.json).toEqual(output[0]?.json);
		expect(output.every(({ json }) => json.success === true)).toBe(true);
	});

	test('share a response that says no, too', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 400, times: 1 });
		const { output } = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(['191', '191', '204', '191']),
			onError: 'continueRegularOutput',
		});

		expect(sent(workbench.sandbox)).toEqual(['191', '204']);
		for (const index of [0, 1, 3]) {
			expect(failureOf(output[index])).toMatchObject({ outcome: 'rejected', attempts: 1 });
		}
		expect(output[2]?.json.success).toBe(true);
	});

	test('are all sent when another comes between: A, B, A sends three', async () => {
		await workbench.run({
			parameters: parametersFor.setDetails(),
			items: cityItems('191 Rome', '191 Oslo', '191 Rome'),
		});

		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Oslo', '191 Rome']);
		expect(workbench.sandbox.findCustomer({ customer_id: '191' })?.details.city).toBe('Rome');
	});

	test('follow each other also when other customers come between', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.setDetails(),
			items: cityItems('191 Rome', '204 Rome', '191 Rome', '204 Rome', '204 Oslo', '191 Rome'),
		});

		expect(citiesSent(workbench.sandbox, '191')).toEqual(['191 Rome']);
		expect(citiesSent(workbench.sandbox, '204')).toEqual(['204 Rome', '204 Oslo']);
		expect(output.map(({ json }) => json.customerId)).toEqual([
			'191',
			'204',
			'191',
			'204',
			'204',
			'191',
		]);
	});

	test('are told by what is sent: a number, its text and its text with spaces are the same', async () => {
		const { output } = await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor([191, '191', ' 191 ']),
		});

		expect(sent(workbench.sandbox)).toEqual(['191']);
		expect(output.map(({ json }) => json.customerId)).toEqual(['191', '191', '191']);
	});

	test('follow each other also when an invalid item comes between', async () => {
		await workbench.run({
			parameters: parametersFor.lock(),
			items: itemsFor(['191', '', '191']),
			onError: 'continueRegularOutput',
		});

		expect(sent(workbench.sandbox)).toEqual(['191']);
	});

	test('count for deletions too, which would otherwise find nobody the second time', async () => {
		const { status, output } = await workbench.run({
			parameters: parametersFor.delete(),
			items: itemsFor(['1234567890123456', '1234567890123456']),
		});

		expect(status).toBe('success');
		expect(sent(workbench.sandbox)).toEqual(['1234567890123456']);
		expect(output.map(({ json }) => json.deleted)).toEqual([true, true]);
	});
});

test('customers whose responses come in any order come out in input order', async () => {
	const ids = manyIds(6);
	workbench.sandbox.fault({ kind: 'slow', ms: 60, form: { customer_id: 'C-0' } });
	workbench.sandbox.fault({ kind: 'slow', ms: 30, form: { customer_id: 'C-1' } });
	const { output } = await workbench.run({
		parameters: parametersFor.lock(),
		items: itemsFor(ids),
		onError: 'continueRegularOutput',
	});

	expect(output.map(({ json }) => (json.error as { customerId: string }).customerId)).toEqual(ids);
});

function startsAfter(request: RecordedRequest, before: RecordedRequest | undefined): boolean {
	return before === undefined || request.at >= (before.endedAt ?? Infinity);
}
