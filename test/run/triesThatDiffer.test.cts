import { broken, deletion, useDeletions } from '../support/deletions.cts';
import { deletedXml } from '../support/responses.cts';
import {
	changing,
	citiesSent,
	cityItems,
	continues,
	failureOf,
	oneByOne,
	outcomesOf,
	parametersFor,
	sent,
	stopOf,
	tries,
} from '../support/runs.cts';

const { inTurn, runTries, workbench } = useDeletions();
const no = { kind: 'status', status: 400 } as const;

test.each([
	['the next customer', 'C-3'],
	['nobody', ''],
])('an item that was deleted for is done, though its expression names %s then', async (_, id) => {
	const { sandbox } = workbench;
	sandbox.fault({ ...no, form: { ...deletion.form, code: 'C-1' } });
	for (const code of ['C-2', 'C-3']) {
		sandbox.fault({ kind: 'answer', body: deletedXml(code), form: { ...deletion.form, code } });
	}
	const items = [{ id: 'C-1' }, changing(sandbox, 2, { id: 'C-2' }, { id })];
	const { output } = await runTries(parametersFor.delete(oneByOne), items, 3);

	expect(sent(sandbox)).toEqual(['C-1', 'C-2', 'C-1', 'C-1']);
	expect(output[1]).toMatchObject({
		...{ json: { code: 'C-2', deleted: true }, pairedItem: { item: 1 } },
	});
});

test('nor is anybody deleted whom it names in a third try, where its second customer was deleted for another item', async () => {
	const { sandbox } = workbench;
	for (const code of ['X-1', 'A']) sandbox.fault({ ...no, form: { ...deletion.form, code } });
	for (const code of ['B', 'C']) {
		sandbox.fault({ kind: 'answer', body: deletedXml(code), form: { ...deletion.form, code } });
	}
	const tryNow = () => sent(sandbox).filter((code) => code === 'X-1').length;
	const item = Object.defineProperty({}, 'id', { get: () => ['A', 'B'][tryNow()] ?? 'C' });
	const items = [{ id: 'X-1' }, { id: 'B' }, item];
	const { output } = await runTries(parametersFor.delete(oneByOne), items, 4);

	expect(sent(sandbox)).not.toContain('C');
	expect(output[2]?.json).toMatchObject({ code: 'B', deleted: true });
});

test('a deletion that ended unclear is asked about, though its item names somebody else now', async () => {
	const { sandbox } = workbench;
	inTurn(deletion, broken);
	inTurn({ form: { type: 'customer_exists', code: '7001' } }, broken);
	const items = [changing(sandbox, 2, { id: '7001' }, { id: '7002' })];
	const { output } = await runTries(parametersFor.delete(oneByOne), items);

	const calls = sandbox.requests.map(({ form }) => `${form.type} ${form.code}`);
	expect(calls).toEqual(['customer_delete 7001', 'customer_exists 7001', 'customer_exists 7001']);
	expect(output[0]?.json).toMatchObject({ code: '7001', deleted: true, verified: true });
});

test('what was done in an earlier try never looks rejected, though it is sent again', async () => {
	const { sandbox } = workbench;
	inTurn({ form: { city: 'Rome' } }, no);
	inTurn({ form: { country: 'FR' } }, { kind: 'answer', body: 'true', carryOut: true }, no);
	const fields = { city: '={{ $json.city }}', country: '={{ $json.country }}' };
	const { output } = await runTries({ ...parametersFor.setDetails(oneByOne), fields }, [
		{ id: '191', city: 'Rome' },
		{ id: '191', country: 'FR' },
	]);

	expect(sandbox.findCustomer({ customer_id: '191' })?.details.country).toBe('FR');
	expect(outcomesOf(output)).toEqual(['done', 'unknown']);
	expect(failureOf(output[1])).toMatchObject({
		...{ statusCode: 400, attempts: 2 },
		message: expect.stringContaining('Done in an earlier try'),
		description: expect.stringContaining('Sent again: Trackfinity rejected the request'),
	});
});

test.each([
	['is somebody else', { id: '204', city: 'Oslo' }, ['Rome', 'Oslo', 'Rome', 'Rome', 'Oslo']],
	['is nobody', { id: '', city: 'Oslo' }, ['Rome', 'Oslo', 'Rome', 'Rome']],
])(
	'what was done, but may be undone since, stays with its customer, and holds up none of their requests, whoever it is for in a third try: %s',
	async (_, later, arrived) => {
		inTurn({ form: { city: 'Rome' } }, no, broken);
		const items = [
			{ id: '191', city: 'Rome' },
			changing(workbench.sandbox, 3, { id: '191', city: 'Oslo' }, later),
		];
		const { output } = await runTries(parametersFor.setDetails(oneByOne), items, 3);

		expect(citiesSent(workbench.sandbox)).toEqual(arrived.map((city) => `191 ${city}`));
		expect(outcomesOf(output)[0]).toBe('done');
	},
);

test('an item that was never sent says why it cannot be sent now', async () => {
	workbench.sandbox.fault({ kind: 'status', status: 401, form: { customer_id: '191' } });
	const items = [{ id: '191' }, changing(workbench.sandbox, 1, { id: '204' }, { id: '' })];
	const { output } = await runTries(parametersFor.lock(oneByOne), items);

	expect(failureOf(output[1]).message).toContain("'Customer ID' must be text");
});

test.each([
	['that it was rejected', 'asks for something else', '191', 'rejected'],
	['no such thing of another customer', 'names somebody else', '215', 'notSent'],
])(
	'an item that was rejected says %s where a later try, in which it %s, does not come to it',
	async (_says, _does, id, outcome) => {
		const { sandbox } = workbench;
		inTurn({ form: { customer_id: '204' } }, no, { kind: 'status', status: 401 });
		inTurn({ form: { customer_id: '191' } }, no);
		const last = changing(sandbox, 2, { id: '191', city: 'Rome' }, { id, city: 'Oslo' });
		const { output } = await workbench.run({
			parameters: parametersFor.setDetails(oneByOne),
			items: [{ id: '204', city: 'Bern' }, last],
			...{ ...continues, ...tries(2) },
		});

		expect(citiesSent(sandbox)).toEqual(['204 Bern', '191 Rome', '204 Bern']);
		expect(outcomesOf(output)).toEqual(['rejected', outcome]);
	},
);

test('what was never sent is called so where a later try sends nothing', async () => {
	const { sandbox } = workbench;
	sandbox.fault({ ...no, form: { customer_id: '204' } });
	const last = changing(sandbox, 2, { id: '226' }, { id: '' });
	const result = await workbench.run({
		parameters: parametersFor.lock(oneByOne),
		items: [{ id: '191' }, { id: '204' }, { id: '215' }, last],
		...tries(2),
	});

	expect(sent(sandbox)).toEqual(['191', '204']);
	expect(stopOf(result).description).toContain(
		'In earlier tries: Done: 1 item (item 0). Rejected by the service: 1 item (item 1). Not sent: 2 items (items 2 to 3). In this try: ',
	);
});

test('nothing is sent behind what may still arrive, though its own item names somebody else then, or nobody', async () => {
	const { sandbox } = workbench;
	inTurn({ form: { city: 'Rome' } }, { kind: 'status', status: 504 });
	sandbox.fault({ ...no, form: { customer_id: '204' } });
	const { output } = await runTries(parametersFor.setDetails(oneByOne), [
		changing(sandbox, 2, { id: '191', city: 'Rome' }, { id: '', city: 'Rome' }),
		changing(sandbox, 2, { id: '204', city: 'Oslo' }, { id: '191', city: 'Oslo' }),
	]);

	expect(citiesSent(sandbox)).toEqual(['191 Rome', '204 Oslo']);
	expect(failureOf(output[1])).toMatchObject({ customerId: '191', outcome: 'notSent' });
	expect(failureOf(output[1]).message).toContain('may still arrive');
});

test('items that newly ask for the same are one request, though one of them was rejected for another', async () => {
	const { sandbox } = workbench;
	sandbox.fault({ ...no, form: { customer_id: '191' }, times: 1 });
	const becoming = (id: string, keep: string) =>
		changing(sandbox, 1, { id, keep }, { id: '191', keep: 'city' });
	const items = [becoming('191', 'email'), becoming('', 'email')];
	const parameters = { ...parametersFor.forget(oneByOne), keep: '={{ $json.keep }}' };
	const { output } = await runTries(parameters, items);

	expect(sandbox.requests.map(({ form }) => form['keep'])).toEqual(['email', 'city']);
	expect(outcomesOf(output)).toEqual(['done', 'done']);
});

test.each([
	[
		'never sent: the run ended early',
		{ status: 401, form: { customer_id: '204' } },
		['204 Bonn'],
		'done',
	],
	['not sent behind an unclear one', { status: 502, form: { customer_id: '191' } }, [], 'unknown'],
])(
	'an item that asks for the same as one before, with another between, shares nothing if it was %s',
	async (_, fault, before, first) => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'slow', ms: 700, times: 1, form: { customer_id: '204' } });
		sandbox.fault({ kind: 'status', ...fault });
		const options = { ...oneByOne, parallelRequests: 2, maxRequestsPerSecond: 2 };
		const { output } = await workbench.run({
			parameters: parametersFor.setDetails(options),
			items: cityItems(...before, '191 Rome', '191 Oslo', '191 Rome'),
			...{ ...continues, ...tries(2) },
		});

		expect(outcomesOf(output).slice(before.length)).toEqual([first, 'notSent', 'notSent']);
	},
);
