import { ask, decide } from './support/approvals.cts';
import { useActiveExample } from './support/examples.cts';
import { useN8n } from './support/playground.cts';
import { callWebhook, jsonOf } from './support/trigger.cts';

const n8n = useN8n();
const { api, sandbox } = n8n;

describe('the example "privacy request"', () => {
	const example = useActiveExample(n8n, 'privacy-request.json');
	const forget = 'Forget the customer';
	const remove = 'Delete from the loyalty program';
	const anna = { customerId: '191', email: 'anna.mueller@example.com', confirmed: true };
	const code = '1234567890123456';
	const types = async () =>
		(await sandbox.requests()).map(({ path, form }) => form.type ?? path.split('/').at(-1));

	test('asks a person, forgets a customer but for what an invoice needs, deletes them by email, and says so', async () => {
		const before = await sandbox.customer('191');
		const asked = await ask(api, example.workflow, anna);

		expect(asked).toMatchObject({ status: 202, answer: { status: 'waiting' } });
		expect(await types()).toEqual(['customer_search']);
		expect((await sandbox.customer('191')).forgotten).toBe(false);

		const { form, status, answer, execution } = await decide(api, asked, 'Approve');

		expect(form).toContain(code);
		expect({ status, answer }).toEqual({
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
		expect(jsonOf(execution, forget)).toEqual([
			{
				success: true,
				operation: 'forget',
				customerId: '191',
				keptFields: invoiceFields,
				processedAt: expect.any(String),
			},
		]);
		expect(jsonOf(execution, remove)).toEqual([
			{
				success: true,
				operation: 'delete',
				email: anna.email,
				code,
				deleted: true,
				processedAt: expect.any(String),
			},
		]);
		const after = await sandbox.customer('191');
		expect(after.forgotten).toBe(true);
		expect(after.tables).toEqual({ member_note: [], member_auth: [] });
		expect(after.details).toEqual(
			Object.fromEntries(invoiceFields.map((field) => [field, before.details[field]])),
		);
		expect(await sandbox.codes()).not.toContain(code);
	});

	test('changes nothing when the person declines', async () => {
		const asked = await ask(api, example.workflow, anna);
		const { status, answer } = await decide(api, asked, 'Decline');

		expect({ status, answer }).toMatchObject({ status: 200, answer: { status: 'declined' } });
		expect(await types()).toEqual(['customer_search']);
		expect((await sandbox.customer('191')).forgotten).toBe(false);
		expect(await sandbox.codes()).toContain(code);
	});

	test.each([
		{ why: 'nobody confirmed it', body: { ...anna, confirmed: undefined } },
		{ why: 'it was refused', body: { ...anna, confirmed: false } },
		{ why: 'it names nobody', body: { ...anna, customerId: undefined } },
		{ why: 'its customer is empty', body: { ...anna, customerId: '' } },
		{ why: 'it has no email address', body: { ...anna, email: undefined } },
		{ why: 'its email address is a broken expression', body: { ...anna, email: 'undefined' } },
	])('sends nothing and asks for what is missing when $why', async ({ body }) => {
		const { status, answer, execution } = await callWebhook(api, example.workflow, body);

		expect({ status, answer }).toEqual({
			status: 400,
			answer: { status: 'incomplete', message: expect.stringMatching(/email/i) },
		});
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, forget)).toEqual([]);
		expect(await sandbox.requests()).toEqual([]);
	});

	test('says that nobody in the loyalty program has the address', async () => {
		const asked = await ask(api, example.workflow, { ...anna, email: 'nobody@example.com' });
		const { form, status, answer } = await decide(api, asked, 'Approve');

		expect(form).toContain('nobody has the address');
		expect({ status, answer }).toMatchObject({
			status: 200,
			answer: { status: 'done', customerId: '191', deleted: false, code: null },
		});
		expect((await sandbox.customer('191')).forgotten).toBe(true);
	});

	test('says 422 when two customers share the address, and deletes neither', async () => {
		const email = 'office@harper-sons.example';
		const before = await sandbox.codes();
		const asked = await ask(api, example.workflow, { ...anna, email });
		const { form, status, answer } = await decide(api, asked, 'Approve');

		expect(form).toMatch(/\b2 customers\b/);
		expect({ status, answer }).toEqual({
			status: 422,
			answer: {
				status: 'open',
				operation: 'delete',
				outcome: 'notSent',
				message: expect.stringMatching(/\b2\b/),
				whatToDo: expect.stringContaining("'Customer Code'"),
				formSubmittedText: expect.stringContaining('Forgotten in Trackfinity, but'),
			},
		});
		expect(await sandbox.codes()).toEqual(before);
	});

	test('says 422 when Trackfinity says no, and deletes nobody', async () => {
		const asked = await ask(api, example.workflow, { ...anna, customerId: '999' });
		const { status, answer, execution } = await decide(api, asked, 'Approve');

		expect({ status, answer }).toMatchObject({
			status: 422,
			answer: {
				status: 'open',
				operation: 'forget',
				outcome: 'rejected',
				message: expect.stringContaining('Customer not found'),
				whatToDo: expect.stringContaining("'Customer ID'"),
			},
		});
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, forget, 1)).toEqual([
			expect.objectContaining({
				error: expect.objectContaining({ outcome: 'rejected', statusCode: 404, attempts: 1 }),
			}),
		]);
		expect((await sandbox.customers()).filter(({ forgotten }) => forgotten)).toEqual([]);
		expect(await sandbox.codes()).toContain(code);
	});

	test('says 503 when it is unclear, and the request was sent once', async () => {
		const asked = await ask(api, example.workflow, anna);
		await sandbox.fault({ kind: 'status', status: 500 });
		const { status, answer, execution } = await decide(api, asked, 'Approve');

		expect({ status, answer }).toMatchObject({
			status: 503,
			answer: {
				status: 'open',
				outcome: 'unknown',
				message: expect.stringContaining('500'),
				whatToDo: expect.stringContaining('Running this item again is safe'),
			},
		});
		expect(jsonOf(execution, forget, 1)).toHaveLength(1);
		expect(await types()).toEqual(['customer_search', 'forget']);
		expect((await sandbox.customer('191')).forgotten).toBe(false);
	});
});

describe('the example "chargeback"', () => {
	const example = useActiveExample(n8n, 'chargeback.json');
	const lock = 'Lock the customer';

	test('locks the customer behind the order, and says so', async () => {
		const { status, answer, execution } = await callWebhook(api, example.workflow, {
			orderId: 'ORD-5003',
		});

		expect({ status, answer }).toEqual({
			status: 200,
			answer: { status: 'locked', orderId: 'ORD-5003' },
		});
		expect(jsonOf(execution, lock)).toEqual([
			{
				success: true,
				operation: 'lock',
				orderId: 'ORD-5003',
				processedAt: expect.any(String),
			},
		]);
		expect((await sandbox.customer('ORD-5003', 'orderid')).locked).toBe(true);
	});

	test('locks in the end when the service is busy at first', async () => {
		await sandbox.fault({ kind: 'busy', retryAfter: '0', times: 2 });
		const { status } = await callWebhook(api, example.workflow, { orderId: 'ORD-5003' });

		expect(status).toBe(200);
		expect((await sandbox.requests()).map((request) => request.status)).toEqual([429, 429, 200]);
		expect((await sandbox.customer('ORD-5003', 'orderid')).locked).toBe(true);
	});

	test('says 422 for an order that nobody made', async () => {
		const { status, answer } = await callWebhook(api, example.workflow, { orderId: 'ORD-1' });

		expect(status).toBe(422);
		expect(answer).toMatchObject({ status: 'open', outcome: 'rejected' });
	});

	test('says 400 and sends nothing when the order is missing', async () => {
		const { status, answer } = await callWebhook(api, example.workflow, {});

		expect({ status, answer }).toMatchObject({ status: 400, answer: { outcome: 'notSent' } });
		expect(await sandbox.requests()).toEqual([]);
	});

	test('says 503 when no answer came that can be trusted', async () => {
		await sandbox.fault({ kind: 'answer', body: '<br>Warning: something true' });
		const { status, answer } = await callWebhook(api, example.workflow, { orderId: 'ORD-5003' });

		expect({ status, answer }).toMatchObject({ status: 503, answer: { outcome: 'unknown' } });
		expect((await sandbox.customer('ORD-5003', 'orderid')).locked).toBe(false);
	});
});

/** In the order in which the node names what was kept. */
const invoiceFields = ['address1', 'address2', 'city', 'country', 'firstname', 'lastname', 'zip'];
