import { useActiveExample } from './support/examples.cts';
import { useN8n } from './support/playground.cts';
import { callWebhook, itemsOf, jsonOf } from './support/trigger.cts';

const n8n = useN8n();
const { api, sandbox } = n8n;

describe('the example "privacy request"', () => {
	const example = useActiveExample(n8n, 'privacy-request.json');
	const forget = 'Forget the customer';

	test('forgets a customer but for what an invoice needs, and says so', async () => {
		const before = await sandbox.customer('191');
		const { status, answer, execution } = await callWebhook(api, example.workflow, {
			customerId: '191',
			confirmed: true,
		});

		expect({ status, answer }).toEqual({
			status: 200,
			answer: { status: 'forgotten', customerId: '191', kept: invoiceFields },
		});
		expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });
		expect(itemsOf(execution, forget)).toEqual([
			{
				json: {
					success: true,
					operation: 'forget',
					customerId: '191',
					keptFields: invoiceFields,
					processedAt: expect.any(String),
				},
				pairedItem: { item: 0 },
			},
		]);
		const after = await sandbox.customer('191');
		expect(after.forgotten).toBe(true);
		expect(after.tables).toEqual({ member_note: [], member_auth: [] });
		expect(after.details).toEqual(
			Object.fromEntries(invoiceFields.map((field) => [field, before.details[field]])),
		);
	});

	test.each([
		{ why: 'nobody confirmed it', body: { customerId: '191' } },
		{ why: 'it was refused', body: { customerId: '191', confirmed: false } },
		{ why: 'it names nobody', body: { confirmed: true } },
		{ why: 'its customer is empty', body: { customerId: '', confirmed: true } },
	])('sends nothing and asks for what is missing when $why', async ({ body }) => {
		const { status, answer, execution } = await callWebhook(api, example.workflow, body);

		expect({ status, answer }).toEqual({
			status: 400,
			answer: {
				status: 'incomplete',
				message: 'Send customerId, and confirmed with the value true.',
			},
		});
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, forget)).toEqual([]);
		expect(await sandbox.requests()).toEqual([]);
	});

	test('says 422 when Trackfinity says no', async () => {
		const { status, answer, execution } = await callWebhook(api, example.workflow, {
			customerId: '999',
			confirmed: true,
		});

		expect({ status, answer }).toEqual({
			status: 422,
			answer: {
				status: 'open',
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
	});

	test('says 503 when it is unclear, and the request was sent once', async () => {
		await sandbox.fault({ kind: 'status', status: 500 });
		const { status, answer, execution } = await callWebhook(api, example.workflow, {
			customerId: '191',
			confirmed: true,
		});

		expect({ status, answer }).toEqual({
			status: 503,
			answer: {
				status: 'open',
				outcome: 'unknown',
				message: expect.stringContaining('500'),
				whatToDo: expect.stringContaining('Running this item again is safe'),
			},
		});
		expect(jsonOf(execution, forget, 1)).toHaveLength(1);
		expect(await sandbox.requests()).toHaveLength(1);
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
