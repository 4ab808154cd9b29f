import { until, type Workflow, type WorkflowFile } from '../../dev/playground/index.cts';
import { decide, nextExecution, readExample, useExample } from './support/examples.cts';
import { useN8n } from './support/playground.cts';
import { jsonOf } from './support/workflows.cts';

const n8n = useN8n();
const { api, sandbox } = n8n;

/** In the order in which the node names what was kept. */
const invoiceFields = ['address1', 'address2', 'city', 'country', 'firstname', 'lastname', 'zip'];

describe('the example "privacy request"', () => {
	const call = useExample(n8n, 'privacy-request.json');
	const anna = { customerId: '191', email: 'anna.mueller@example.com', confirmed: true };
	const code = '1234567890123456';
	const sentTypes = async () =>
		(await sandbox.requests()).map(({ path, form }) => form.type ?? path.split('/').at(-1));

	test('asks a person, forgets a customer but for what an invoice needs, deletes whom the person saw, and says so', async () => {
		const before = await sandbox.customer('191');
		const asked = await call(anna);

		expect(asked).toMatchObject({ status: 202, answer: { status: 'waiting' } });
		expect(await sentTypes()).toEqual(['customer_search']);

		const { form, execution, ...response } = await decide(n8n, asked, 'Approve');

		expect(form).toContain(code);
		expect(response).toEqual({
			status: 200,
			answer: {
				status: 'done',
				customerId: '191',
				kept: invoiceFields,
				code,
				deleted: true,
				formSubmittedText: expect.stringContaining(code),
			},
		});
		expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });
		const kept = invoiceFields.map((field) => [field, before.details[field]]);
		const tables = { member_note: [], member_auth: [] };
		expect(await sandbox.customer('191')).toMatchObject({ forgotten: true, tables });
		expect((await sandbox.customer('191')).details).toEqual(Object.fromEntries(kept));
		expect(await sandbox.codes()).not.toContain(code);
		expect(await sentTypes()).toEqual(['customer_search', 'forget', 'customer_delete']);
	});

	test('changes nothing when the person declines', async () => {
		const { status, answer } = await decide(n8n, await call(anna), 'Decline');

		expect({ status, answer }).toMatchObject({ status: 200, answer: { status: 'declined' } });
		expect(await sentTypes()).toEqual(['customer_search']);
	});

	test.each([
		{ why: 'nobody confirmed it', body: { confirmed: undefined } },
		{ why: 'it was refused', body: { confirmed: false } },
		{ why: 'it was refused in a word', body: { confirmed: 'no' } },
		{ why: 'its customer is empty', body: { customerId: '' } },
		{ why: 'it has no email address', body: { email: undefined } },
		{ why: 'its email address is a broken expression', body: { email: 'undefined' } },
	])('sends nothing and asks for what is missing when $why', async ({ body }) => {
		const { execution, ...response } = await call({ ...anna, ...body });

		const answer = { status: 'incomplete', message: expect.stringMatching(/email/i) };
		expect(response).toEqual({ status: 400, answer });
		expect(execution.status).toBe('success');
		expect(await sandbox.requests()).toEqual([]);
	});

	test.each([
		{
			what: '200, that nobody in the loyalty program has the address',
			body: { email: 'nobody@example.com' },
			shown: /nobody has the address/,
			status: 200,
			answer: { status: 'done', customerId: '191', deleted: false, code: null },
		},
		{
			what: '422 when two customers share the address, and deletes neither',
			body: { email: 'office@harper-sons.example' },
			shown: /\b2 customers\b/,
			status: 422,
			answer: {
				...{ status: 'open', operation: 'delete', outcome: 'notSent' },
				message: expect.stringMatching(/\b2\b/),
				whatToDo: expect.stringContaining("'Customer Code'"),
				formSubmittedText: expect.stringContaining('Forgotten in Trackfinity, but'),
			},
		},
		{
			what: '422 when Trackfinity says no, and deletes nobody',
			body: { customerId: '999' },
			status: 422,
			answer: {
				...{ status: 'open', operation: 'forget', outcome: 'rejected' },
				message: expect.stringContaining('Customer not found'),
				whatToDo: expect.stringContaining("'Customer ID'"),
			},
		},
		{
			what: '503 when it is unclear, and the request was sent once',
			body: { customerId: '204' },
			status: 503,
			answer: {
				...{ status: 'open', outcome: 'unknown', message: expect.stringContaining('500') },
				whatToDo: expect.stringContaining('Running this item again is safe'),
			},
		},
	])('says $what', async ({ body, shown = /./, status, answer }) => {
		const asked = await call({ ...anna, ...body });
		await sandbox.fault({ kind: 'status', status: 500, form: { customer_id: '204' } });
		const decided = await decide(n8n, asked, 'Approve');

		expect(decided.form).toMatch(shown);
		expect(decided).toMatchObject({ status, answer });
		expect(await sentTypes()).toEqual(['customer_search', 'forget']);
	});
});

describe('the example "chargeback"', () => {
	const call = useExample(n8n, 'chargeback.json');
	const orderId = 'ORD-5003';

	test('locks the customer behind the order, in the end where the service is busy at first, and says so', async () => {
		await sandbox.fault({ kind: 'busy', retryAfter: '0', times: 2 });
		const response = await call({ orderId });

		expect(response).toMatchObject({ status: 200, answer: { status: 'locked', orderId } });
		expect((await sandbox.requests()).map(({ status }) => status)).toEqual([429, 429, 200]);
		expect((await sandbox.customer(orderId)).locked).toBe(true);
	});

	test.each([
		{ why: 'nobody made the order', body: { orderId: 'ORD-1' }, status: 422, outcome: 'rejected' },
		{ why: 'the order is missing', body: {}, status: 400, outcome: 'notSent' },
		{ why: 'no response can be trusted', body: { orderId }, status: 503, outcome: 'unknown' },
	])('says $status when $why', async ({ body, status, outcome }) => {
		const form = { orderid: orderId };
		await sandbox.fault({ kind: 'answer', body: '<br>Warning: something true', form });

		expect(await call(body)).toMatchObject({ status, answer: { status: 'open', outcome } });
		expect((await sandbox.customer(orderId)).locked).toBe(false);
	});
});

describe('the example "CRM change"', () => {
	const call = useExample(n8n, 'crm-change.json');

	test('sets what has changed, removes what was emptied, and leaves all else as it is', async () => {
		const before = await sandbox.customer('191');
		const { status, execution } = await call({
			customerId: '191',
			contact: { firstName: 'Zoë', city: 'Bonn', email: '', lastName: null },
			emptied: ['address2'],
		});

		expect(status).toBe(200);
		expect(jsonOf(execution, 'Changed in Trackfinity')).toHaveLength(1);
		expect(jsonOf(execution, 'Tell the CRM team')).toEqual([]);
		const { address2, ...rest } = before.details;
		expect(address2).toBeDefined();
		const after = { ...rest, firstname: 'Zoë', city: 'Bonn' };
		expect((await sandbox.customer('191')).details).toEqual(after);
	});

	test.each([
		{ why: 'a customer that is locked', customerId: '226', city: 'Chicago', outcome: 'rejected' },
		{ why: 'nothing to change', customerId: '191', city: '', outcome: 'notSent' },
	])('tells the CRM team about $why', async ({ customerId, city, outcome }) => {
		const { execution } = await call({ customerId, contact: { city } });

		expect(execution.status).toBe('success');
		expect(jsonOf(execution, 'Changed in Trackfinity')).toEqual([]);
		expect(jsonOf(execution, 'Set details', 1)).toMatchObject([{ error: { outcome } }]);
		const locked = expect.stringContaining('Customer is locked');
		expect(jsonOf(execution, 'Tell the CRM team')).toEqual([
			{
				subject: `Contact ${customerId} was not updated in Trackfinity`,
				text: outcome === 'rejected' ? locked : expect.any(String),
			},
		]);
		expect(await sandbox.requests()).toHaveLength(outcome === 'rejected' ? 1 : 0);
	});
});

describe('the example "loyalty delete"', () => {
	const call = useExample(n8n, 'loyalty-delete.json');

	test('deletes, and logs each code with what became of it', async () => {
		const anna = '1234567890123456';
		const liam = '2345678901234567';
		const lukasz = 'a1f0c3d29be84756';
		const numeric = '0000000000056e11';
		const nobody = '5555555555555555';
		const deletionOf = (code: string) => ({ type: 'customer_delete', code });
		// Liam's deletion and every question about him are cut off, Łukasz' deletion alone is, and the third one is rejected.
		const drop = { service: 'delete' as const, kind: 'drop' as const, when: 'after' as const };
		await sandbox.fault({ ...drop, form: { code: liam } });
		await sandbox.fault({ ...drop, form: deletionOf(lukasz), times: 1 });
		const body = '<response status="error"><error>Customer has open orders</error></response>';
		await sandbox.fault({ kind: 'answer', body, form: deletionOf(numeric) });
		const codes = [anna, liam, lukasz, numeric, nobody, ''];
		const { status, answer } = await call({ codes });

		expect(status).toBe(200);
		const whatToDo = expect.any(String);
		const message = (text: string) => expect.stringContaining(text);
		expect(answer).toMatchObject([
			{ code: anna, result: 'deleted' },
			{ code: lukasz, result: 'deleted', message: message('no clear response') },
			{ code: nobody, result: 'missing', message: message('nothing to delete') },
			{ code: numeric, result: 'rejected', message: message('open orders'), whatToDo },
			{ code: liam, result: 'unknown', whatToDo: message('before you try again') },
			{ code: '', result: 'notSent', message: message("'Customer Code'"), whatToDo },
		]);
		for (const { at } of answer as Array<{ at: string }>) expect(Date.parse(at)).not.toBeNaN();
		const left = await sandbox.codes();
		expect(codes.filter((code) => left.includes(code))).toEqual([numeric]);
		// No deletion was sent twice.
		const requests = await sandbox.requests();
		expect(requests.filter(({ form }) => form.type === 'customer_delete')).toHaveLength(5);
	});
});

describe('the example "scheduled unlock"', () => {
	test('rehearses and then unlocks, when its clock says so', async () => {
		const execution = await onceByClock(await readExample('scheduled-unlock.json'));

		expect(execution).toMatchObject({ status: 'success', mode: 'trigger' });
		const customers = ['226', '191', '0042'];
		const url = `${n8n.sandboxUrl}/api/customer/unlock`;
		expect(jsonOf(execution, 'Rehearse')).toEqual(
			customers.map((customerId) => ({
				...{ dryRun: true, operation: 'unlock', customerId },
				request: { method: 'PATCH', url, body: { customer_id: customerId } },
			})),
		);
		expect(jsonOf(execution, 'Unlock')).toHaveLength(customers.length);
		expect((await sandbox.customers()).filter(({ locked }) => locked)).toEqual([]);
	});

	test('stops at the rehearsal when one ID on the list is bad, before anything is changed', async () => {
		const example = await readExample('scheduled-unlock.json');
		const list = example.nodes.find(({ name }) => name === 'Settled chargebacks');
		const customers = [{ customerId: '226' }, { customerId: '' }];
		if (list) list.parameters.jsonOutput = JSON.stringify({ customers });
		const execution = await onceByClock(example);

		expect(execution.status).toBe('error');
		expect(execution.data.resultData.error?.message).toContain("'Customer ID'");
		expect(jsonOf(execution, 'Unlock')).toEqual([]);
		expect(await sandbox.requests()).toEqual([]);
	});
});

/** Runs it by a clock that a test can wait for. Other executions that the clock may have started by then have ended as well. */
async function onceByClock(example: WorkflowFile) {
	const clock = example.nodes.find(({ type }) => type === 'n8n-nodes-base.scheduleTrigger');
	if (clock === undefined) throw new Error('The example has no clock.');
	clock.parameters.rule = { interval: [{ field: 'seconds', secondsInterval: 1 }] };
	return await n8n.withWorkflow(example, async (workflow: Workflow) => {
		try {
			return await nextExecution(n8n, workflow, async () => await api.activate(workflow));
		} finally {
			await api.deactivate(workflow);
			await until(
				'the last execution to end',
				async () => await api.executions(workflow),
				(all) => all.every(({ status }) => status !== 'new' && status !== 'running'),
			);
		}
	});
}
