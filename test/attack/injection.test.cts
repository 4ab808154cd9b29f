import { failureOf, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const inOneLine = [
	'191&customer_id=204',
	'191&keep=email',
	'191%26customer_id%3D204',
	'191;204',
	'191#?/../unlock',
	'{ 7 * 7 }',
	"191' OR '1'='1",
	'<code>204</code>',
	'+191 %',
	'日本🔑',
];

const neverSent = [
	'191,204',
	'{{ 7 * 7 }}',
	'191\r\nX-Evil: 1',
	'191\r\n\r\nGET /evil HTTP/1.1\r\nHost: x',
	'191\u2028X-Evil: 1',
	'191\0',
	'191\x1b[2J',
	'191\n204',
];

describe('attack: values that try to be more than a value', () => {
	test.each(inOneLine)('an identifier: %j', async (id) => {
		for (const operation of ['lock', 'forget', 'delete'] as const) {
			await workbench.run({
				parameters: parametersFor[operation]({ retries: 0 }),
				items: [{ id }],
				onError: 'continueRegularOutput',
			});
		}
		const [lock, forget, deletion, ...others] = workbench.sandbox.requests;
		expect(others).toEqual([]);
		expect(lock).toMatchObject({ path: '/api/customer/lock', form: { customer_id: id } });
		expect(Object.keys(lock?.form ?? {})).toEqual(['customer_id']);
		expect(Object.keys(forget?.form ?? {})).toEqual(['customer_id']);
		expect(deletion).toMatchObject({ path: '/', form: { code: id, type: 'customer_delete' } });
		for (const request of [lock, forget, deletion]) {
			expect(request?.headers).not.toHaveProperty('x-evil');
		}
	});

	test.each(neverSent)('an identifier that is never sent: %j', async (id) => {
		for (const operation of ['lock', 'forget', 'delete'] as const) {
			const { output } = await workbench.run({
				parameters: parametersFor[operation]({ retries: 0 }),
				items: [{ id }],
				onError: 'continueRegularOutput',
			});
			const { outcome, message } = failureOf(output[0]);
			expect(outcome).toBe('notSent');
			expect(message).not.toMatch(/\p{Cc}/u);
		}
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test.each([...inOneLine, ...neverSent])('a detail: %j', async (value) => {
		await workbench.run({
			parameters: { ...parametersFor.setDetails(), fields: { firstname: '={{ $json.value }}' } },
			items: [{ id: '191', value }],
		});
		expect(workbench.sandbox.requests.map(({ form }) => form)).toEqual([
			{ customer_id: '191', firstname: value },
		]);
	});

	test('the credential: no value of it makes a header of its own', async () => {
		const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
		const evil = 'x\r\nX-Evil: 1';
		for (const operation of ['lock', 'delete'] as const) {
			await workbench.run({
				parameters: parametersFor[operation]({ retries: 0 }),
				items: [{ id: '191' }],
				onError: 'continueRegularOutput',
				credentials: {
					trackfinityApi: { ...trackfinityApi, username: evil, apiKey: evil },
					trackfinityDeleteApi: { ...trackfinityDeleteApi, userId: evil, apiKey: evil },
				},
			});
		}
		for (const { headers } of workbench.sandbox.requests) {
			expect(headers).not.toHaveProperty('x-evil');
		}
	});

	test.each(['\r\nX-Evil: 1', ' HTTP/1.1\r\nX-Evil: 1', '/api\n'])(
		'the address: %j behind it',
		async (more) => {
			const { trackfinityApi, trackfinityUrl } = {
				...workbench.sandbox.credentials,
				...workbench.sandbox,
			};
			await workbench.run({
				parameters: parametersFor.lock({ retries: 0 }),
				items: [{ id: '191' }],
				credentials: { trackfinityApi: { ...trackfinityApi, baseUrl: `${trackfinityUrl}${more}` } },
			});
			for (const { headers, path } of workbench.sandbox.requests) {
				expect(headers).not.toHaveProperty('x-evil');
				expect(path).toBe('/api/customer/lock');
			}
		},
	);
});
