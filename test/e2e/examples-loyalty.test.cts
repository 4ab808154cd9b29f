import { useActiveExample } from './support/examples.cts';
import { useN8n } from './support/playground.cts';
import { callWebhook, jsonOf } from './support/trigger.cts';

const n8n = useN8n();
const { api, sandbox } = n8n;

describe('the example "loyalty delete"', () => {
	const example = useActiveExample(n8n, 'loyalty-delete.json');

	test('deletes, and logs each code with what became of it', async () => {
		const anna = '1234567890123456';
		const liam = '2345678901234567';
		const lukasz = 'a1f0c3d29be84756';
		const numeric = '0000000000056e11';
		const nobody = '5555555555555555';
		// Liam's deletion and every question about him are cut off, Łukasz' deletion alone is, and the third one is rejected.
		await sandbox.fault({ service: 'delete', form: { code: liam }, kind: 'drop', when: 'after' });
		await sandbox.fault({
			service: 'delete',
			form: { type: 'customer_delete', code: lukasz },
			kind: 'drop',
			when: 'after',
			times: 1,
		});
		await sandbox.fault({
			service: 'delete',
			form: { type: 'customer_delete', code: numeric },
			kind: 'answer',
			body: '<response status="error"><error>Customer has open orders</error></response>',
		});
		const { status, answer, execution } = await callWebhook(api, example.workflow, {
			codes: [anna, liam, lukasz, numeric, nobody, ''],
		});

		expect(status).toBe(200);
		expect(execution.status).toBe('success');
		const log = answer as Array<Record<'code' | 'result' | 'message' | 'whatToDo' | 'at', string>>;
		expect(log.map(({ code, result }) => [code, result])).toEqual([
			[anna, 'deleted'],
			[lukasz, 'deleted'],
			[nobody, 'missing'],
			[numeric, 'rejected'],
			[liam, 'unknown'],
			['', 'notSent'],
		]);
		const [, verified, missing, rejected, unknown, notSent] = log;
		expect(verified?.message).toContain('no clear response');
		expect(missing?.message).toContain('nothing to delete');
		expect(rejected?.message).toContain('Customer has open orders');
		expect(unknown?.whatToDo).toContain('before you try again');
		expect(notSent?.message).toContain("'Customer Code'");
		for (const { at } of log) expect(Date.parse(at)).not.toBeNaN();

		expect(jsonOf(execution, 'Delete the customer')).toMatchObject([
			{ success: true, deleted: true, code: anna },
			{ success: true, deleted: true, verified: true, code: lukasz },
			{ success: true, deleted: false, code: nobody },
		]);
		const codes = await sandbox.codes();
		expect([anna, liam, lukasz].filter((code) => codes.includes(code))).toEqual([]);
		expect(codes).toContain(numeric);
		// No deletion was sent twice.
		const deletions = (await sandbox.requests()).filter(
			({ form }) => form.type === 'customer_delete',
		);
		expect(deletions).toHaveLength(5);
	});

	test('sends nothing at all above the safety limit, and logs all codes as not sent', async () => {
		const before = await sandbox.codes();
		const codes = [...before, 'A1', 'A2'];
		const { status, answer, execution } = await callWebhook(api, example.workflow, { codes });

		expect(status).toBe(200);
		expect(execution.status).toBe('success');
		expect(answer).toEqual(
			codes.map((code) => ({
				code,
				result: 'notSent',
				message: expect.stringContaining('11'),
				whatToDo: expect.stringContaining("'Safety Limit'"),
				at: expect.any(String),
			})),
		);
		expect(await sandbox.requests()).toEqual([]);
		expect(await sandbox.codes()).toEqual(before);
	});

	test('deletes ten, which the safety limit allows, and logs them in order', async () => {
		const codes = [...(await sandbox.codes()), 'A1'];
		const { answer } = await callWebhook(api, example.workflow, { codes });

		expect(answer).toEqual([
			...codes.slice(0, 9).map((code) => expect.objectContaining({ code, result: 'deleted' })),
			...codes.slice(9).map((code) => expect.objectContaining({ code, result: 'missing' })),
		]);
		expect(await sandbox.codes()).toEqual([]);
	});
});
