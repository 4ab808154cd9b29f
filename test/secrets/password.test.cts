import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { escapeXml, says } from '../support/responses.cts';
import { failureOf, modes, parametersFor } from '../support/runs.cts';
import { expectHidden, runWith } from '../support/secrets.cts';
import { shownBy } from '../support/strings.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const password = 'n3w pässwörd/"quoted"&<b>\'日本🔑\'+*~%41\\';

const setPassword = {
	operation: 'setDetails',
	parameters: { fields: { password, city: 'Rome' } },
} as const;

const setEach = { ...parametersFor.setDetails(), fields: { password: '={{ $json.secret }}' } };
/** Sets the passwords that the items hold. */
const run = async (items: IDataObject[], onError: (typeof modes)[number]) =>
	await workbench.run({ parameters: setEach, items, onError });

describe('a new password', () => {
	test.each(modes)('typed into the node, with On Error set to %s', async (onError) => {
		const faults: Fault[] = [
			{ kind: 'echoSecrets' },
			{ kind: 'echoSecrets', urlEncoded: true },
			{ kind: 'status', status: 500, body: `Not ${JSON.stringify(password)}` },
			{ kind: 'status', status: 400, body: `Not ${escapeXml(password)}` },
			{ kind: 'answer', body: JSON.stringify({ result: true, message: `Now ${password}` }) },
			{ kind: 'answer', body: `Warning: ${password}` },
			{ kind: 'redirect', location: `https://x.invalid/?p=${encodeURIComponent(password)}` },
		];
		for (const fault of faults) {
			const remove = workbench.sandbox.fault(fault);
			const result = await runWith(workbench, { ...setPassword, onError });
			remove();
			expectHidden(shownBy(result), password);
		}
	});

	// What is done names the field alone: test/parameters/fields.
	test('the dry run hides it and the key as whole fields, and nothing else that looks like them', async () => {
		const dry = { dryRun: true };
		const details = await workbench.run({
			parameters: {
				...parametersFor.setDetails(dry),
				fields: { password: '1234', city: '1234 Rome' },
			},
			items: [{ id: '12345' }],
		});
		const deletion = await runWith(workbench, {
			...{ operation: 'delete', apiKey: '42', inBody: true, options: dry },
			parameters: { code: '4242' },
		});

		const shown = { customer_id: '12345', city: '1234 Rome', password: '[hidden]' };
		expect(details.output[0]?.json).toMatchObject({
			customerId: '12345',
			request: { body: shown },
		});
		const body = { code: '4242', user_password: '[hidden]' };
		expect(deletion.output[0]?.json).toMatchObject({ code: '4242', request: { body } });
	});

	test.each([
		['a list', ['n3w-p4ssw0rd']],
		['an object', { value: 'n3w-p4ssw0rd' }],
		['a number that is not exact', 12345678901234567890],
		['half a character', 'n3w-p4ssw0rd\ud800'],
	])('that is refused: %s', async (_, value) => {
		for (const onError of modes) {
			const result = await run([{ id: '191', secret: value as never }], onError);
			const { status, output, errorOutput } = result;
			const failures = [...output, ...errorOutput].map(failureOf);
			const shown = shownBy({ ...result, output: [], errorOutput: [] }) + JSON.stringify(failures);
			expect(shown).not.toMatch(/n3w-p4ssw0rd|123456789012/);
			const isStopped = onError === 'stopWorkflow';
			expect([status, failures.length]).toEqual(isStopped ? ['error', 0] : ['success', 1]);
		}
	});

	test('of each item for the same customer', async () => {
		const items = ['first-p4ssw0rd', 'second-p4ssw0rd'].map((secret) => ({ id: '191', secret }));
		workbench.sandbox.fault({ kind: 'answer', body: 'true', times: 1 });
		workbench.sandbox.fault(says('{"error":"first-p4ssw0rd, second-p4ssw0rd"}'));
		const { output } = await run(items, 'continueRegularOutput');
		expect(JSON.stringify(output)).not.toContain('p4ssw0rd');
	});
});

const failing = '={{ "x".hash("open" + "-sesame") }}';

test.each([
	['a password', { operation: 'setDetails', fields: { password: failing } }, {}],
	['a part of a key', { operation: 'lock' }, { apiKey: failing }],
])('what n8n quotes of an expression is not shown: %s', async (_, parameters, changes) => {
	const { trackfinityApi } = workbench.sandbox.credentials;
	for (const onError of modes) {
		const result = await workbench.run({
			...{ parameters: { ...parameters, customerId: '191' }, items: [{}], onError },
			credentials: { trackfinityApi: { ...trackfinityApi, ...changes } },
		});
		expect(shownBy(result)).not.toContain('open-sesame');
		expect(shownBy(result)).toContain('A function in an expression');
	}
});

test.each(['setDetails', 'delete'] as const)('errors hold no request: %s', async (operation) => {
	for (const status of [400, 503]) {
		const remove = workbench.sandbox.fault({ kind: 'status', status });
		const { error } = await runWith(workbench, { ...setPassword, operation });
		remove();
		for (const key of ['request', 'response', 'config', 'options', 'httpRequest', 'cause']) {
			expect(error).not.toHaveProperty(key, expect.anything());
		}
		expect(JSON.stringify(error)).not.toMatch(/api-key|api_access_key|user_password/);
	}
});
