import type { Fault } from '../../sandbox/index.cts';
import { broken, deletion, down, useDeletions } from '../support/deletions.cts';
import { deletedXml, says } from '../support/responses.cts';
import {
	changing,
	changingItems,
	citiesSent,
	cityItems,
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
const wrongKey = { kind: 'status', status: 401 } as const;
const of = (id: string) => ({ form: { customer_id: id } });
const [byCode, setCity] = [parametersFor.delete(oneByOne), parametersFor.setDetails(oneByOne)];

/** Runs the node past failures over what `changingItems` makes of these texts. */
const run = async (parameters: typeof byCode, texts: string[], maxTries = 2) =>
	await runTries(parameters, changingItems(workbench.sandbox, ...texts), maxTries);

/** The service refuses to delete some, and deletes the others. */
function answerDeletions(refused: string[], deleted: string[]): void {
	const answer = (code: string, fault: Fault) =>
		workbench.sandbox.fault({ ...fault, form: { ...deletion.form, code } });
	for (const code of refused) answer(code, no);
	for (const code of deleted) answer(code, says(deletedXml(code)));
}

test.each([
	['the next customer', 'C-3'],
	['nobody', ''],
])('an item that was deleted for is done, though its expression names %s then', async (_, id) => {
	answerDeletions(['C-1'], ['C-2', 'C-3']);
	const { output } = await run(byCode, ['C-1', `C-2, after 2: ${id}`], 3);

	expect(sent(workbench.sandbox)).toEqual(['C-1', 'C-2', 'C-1', 'C-1']);
	expect(output[1]).toMatchObject({
		...{ json: { code: 'C-2', deleted: true }, pairedItem: { item: 1 } },
	});
});

test('nor is anybody deleted whom it names in a third try, where its second customer was deleted for another item', async () => {
	const { sandbox } = workbench;
	answerDeletions(['X-1', 'A'], ['B', 'C']);
	const tryNow = () => sent(sandbox).filter((code) => code === 'X-1').length;
	const item = Object.defineProperty({}, 'id', { get: () => ['A', 'B'][tryNow()] ?? 'C' });
	const { output } = await runTries(byCode, [{ id: 'X-1' }, { id: 'B' }, item], 4);

	expect(sent(sandbox)).not.toContain('C');
	expect(output[2]?.json).toMatchObject({ code: 'B', deleted: true });
});

test('a deletion that ended unclear is asked about, though its item names somebody else now', async () => {
	const { sandbox } = workbench;
	inTurn(deletion, broken);
	inTurn({ form: { type: 'customer_exists', code: '7001' } }, broken);
	const { output } = await run(byCode, ['7001, after 2: 7002']);

	const calls = sandbox.requests.map(({ form }) => `${form.type} ${form.code}`);
	expect(calls).toEqual(['customer_delete 7001', 'customer_exists 7001', 'customer_exists 7001']);
	expect(output[0]?.json).toMatchObject({ code: '7001', deleted: true, verified: true });
});

test('what was done in an earlier try never looks rejected, though it is sent again', async () => {
	const { sandbox } = workbench;
	inTurn({ form: { city: 'Rome' } }, no);
	inTurn({ form: { country: 'FR' } }, { kind: 'answer', body: 'true', carryOut: true }, no);
	const fields = { city: '={{ $json.city }}', country: '={{ $json.country }}' };
	const items = [{ city: 'Rome' }, { country: 'FR' }].map((item) => ({ id: '191', ...item }));
	const { output } = await runTries({ ...setCity, fields }, items);

	expect(sandbox.findCustomer({ customer_id: '191' })?.details.country).toBe('FR');
	expect(outcomesOf(output)).toEqual(['done', 'unknown']);
	expect(failureOf(output[1])).toMatchObject({
		...{ statusCode: 400, attempts: 2 },
		message: expect.stringContaining('Done in an earlier try'),
		description: expect.stringContaining('Sent again: Trackfinity rejected the request'),
	});
});

test.each([
	['is somebody else', '204 Oslo', ['Rome', 'Oslo', 'Rome', 'Rome', 'Oslo']],
	['is nobody', ' Oslo', ['Rome', 'Oslo', 'Rome', 'Rome']],
])(
	'what was done, but may be undone since, stays with its customer, and holds up none of their requests, whoever it is for in a third try: %s',
	async (_, later, arrived) => {
		inTurn({ form: { city: 'Rome' } }, no, broken);
		const { output } = await run(setCity, ['191 Rome', `191 Oslo, after 3: ${later}`], 3);

		expect(citiesSent(workbench.sandbox)).toEqual(arrived.map((city) => `191 ${city}`));
		expect(outcomesOf(output)[0]).toBe('done');
	},
);

test('an item that was never sent says why it cannot be sent now', async () => {
	workbench.sandbox.fault({ ...wrongKey, ...of('191') });
	const { output } = await run(parametersFor.lock(oneByOne), ['191', '204, after 1: ']);

	expect(failureOf(output[1]).message).toContain("'Customer ID' must be text");
});

test.each([
	['that it was rejected', 'asks for something else', '191', 'rejected'],
	['no such thing of another customer', 'names somebody else', '215', 'notSent'],
])(
	'an item that was rejected says %s where a later try, in which it %s, does not come to it',
	async (_says, _does, id, outcome) => {
		inTurn(of('204'), no, wrongKey);
		inTurn(of('191'), no);
		const { output } = await run(setCity, ['204 Bern', `191 Rome, after 2: ${id} Oslo`]);

		expect(citiesSent(workbench.sandbox)).toEqual(['204 Bern', '191 Rome', '204 Bern']);
		expect(outcomesOf(output)).toEqual(['rejected', outcome]);
	},
);

test('what was never sent is called so where a later try sends nothing', async () => {
	const { sandbox } = workbench;
	sandbox.fault({ ...no, ...of('204') });
	const result = await workbench.run({
		parameters: parametersFor.lock(oneByOne),
		items: changingItems(sandbox, '191', '204', '215', '226, after 2: '),
		...tries(2),
	});

	expect(sent(sandbox)).toEqual(['191', '204']);
	expect(stopOf(result).description).toContain(
		'In earlier tries: Done: 1 item (item 0). Rejected by the service: 1 item (item 1). Not sent: 2 items (items 2 to 3). In this try: ',
	);
});

test('nothing is sent behind what may still arrive, though its own item names somebody else then, or nobody', async () => {
	inTurn({ form: { city: 'Rome' } }, { kind: 'status', status: 504 });
	workbench.sandbox.fault({ ...no, ...of('204') });
	const texts = ['191 Rome, after 2:  Rome', '204 Oslo, after 2: 191 Oslo'];
	const { output } = await run(setCity, texts);

	expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '204 Oslo']);
	expect(failureOf(output[1])).toMatchObject({ customerId: '191', outcome: 'notSent' });
	expect(failureOf(output[1]).message).toContain('may still arrive');
});

test('items that newly ask for the same are one request, though one of them was rejected for another', async () => {
	const { sandbox } = workbench;
	inTurn(of('191'), no);
	const items = ['191', ''].map((id) =>
		changing(sandbox, 1, { id, keep: 'email' }, { id: '191', keep: 'city' }),
	);
	const parameters = { ...parametersFor.forget(oneByOne), keep: '={{ $json.keep }}' };
	const { output } = await runTries(parameters, items);

	expect(sandbox.requests.map(({ form }) => form['keep'])).toEqual(['email', 'city']);
	expect(outcomesOf(output)).toEqual(['done', 'done']);
});

test.each([
	['never sent: the run ended early', { ...wrongKey, ...of('204') }, ['204 Bonn'], 'done'],
	['not sent behind an unclear one', { ...down, status: 502, ...of('191') }, [], 'unknown'],
])(
	'an item that asks for the same as one before, with another between, shares nothing if it was %s',
	async (_, fault, before, first) => {
		workbench.sandbox.fault({ kind: 'slow', ms: 700, times: 1, ...of('204') });
		workbench.sandbox.fault(fault);
		const options = { ...oneByOne, parallelRequests: 2, maxRequestsPerSecond: 2 };
		const items = cityItems(...before, '191 Rome', '191 Oslo', '191 Rome');
		const { output } = await runTries(parametersFor.setDetails(options), items);

		expect(outcomesOf(output).slice(before.length)).toEqual([first, 'notSent', 'notSent']);
	},
);
