import type { Fault } from '../../sandbox/index.cts';
import { modes } from '../support/runs.cts';
import type { SecretRun } from '../support/secrets.cts';
import { expectHidden, expectNoFragment, keys, runWith } from '../support/secrets.cts';
import { keptOf, shownBy } from '../support/strings.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const onError = 'continueRegularOutput';

describe('an API key that the service repeats is hidden', () => {
	test.each(modes)('in a refusal, with On Error set to %s', async (onError) => {
		const refusals = [{ urlEncoded: true }, { status: 500 }, { status: 401, urlEncoded: true }];
		for (const [index, apiKey] of keys.entries()) {
			for (const operation of ['lock', 'delete'] as const) {
				const how = refusals[index % refusals.length];
				const remove = workbench.sandbox.fault({ kind: 'echoSecrets', ...how });
				const result = await runWith(workbench, { operation, apiKey, onError });
				remove();
				expectHidden(keptOf(result), apiKey);
				expect(shownBy(result)).toContain('[hidden]');
			}
		}
	});

	// In every encoding: test/secrets/redact. In what was done: test/secrets/password.
	const [key = ''] = keys;
	const headers = { 'x-key': key, 'retry-after': key, 'set-cookie': `key=${key}` };
	const location = `https://elsewhere.example.invalid/?key=${key}`;

	test.each<Fault>([
		{ kind: 'redirect', location },
		...[200, 400, 429, 503].map((status): Fault => ({ kind: 'status', status, headers })),
	])('in headers, where a redirect points to and Retry-After among them: %j', async (fault) => {
		for (const onError of modes) {
			workbench.sandbox.fault({ ...fault, times: 1 });
			const result = await runWith(workbench, { operation: 'lock', apiKey: key, onError });
			expectNoFragment(keptOf(result), key);
		}
	});

	test.each(['\u200b', '\r\n'])(
		'as it was sent, when %j came along in the middle or at the end',
		async (stray) => {
			const written = [key + stray, `${key.slice(0, 16)}${stray}${key.slice(16)}`];
			for (const [index, apiKey] of written.entries()) {
				workbench.sandbox.fault({ kind: 'echoSecrets', times: 1 });
				const operation = index === 0 ? 'lock' : 'delete';
				const result = await runWith(workbench, { operation, apiKey, onError });
				expectNoFragment(shownBy(result), key);
			}
		},
	);

	test('with half a character in it: the run ends with an outcome all the same', async () => {
		const apiKey = 'key-\ud83d-of-halves';
		for (const dryRun of [false, true]) {
			const how = { operation: 'delete', apiKey, inBody: true } as const;
			const { output } = await runWith(workbench, { ...how, onError, options: { dryRun } });
			expect(output).toHaveLength(1);
			// A throw would have turned the input item into a success.
			expect(output[0]?.json).not.toHaveProperty('id');
		}
	});
});

test.each<[what: string, fault: Fault | undefined, more: Partial<SecretRun>]>([
	['done', undefined, {}],
	['a dropped connection', { kind: 'drop', when: 'midAnswer' }, {}],
	['a page', { kind: 'html' }, {}],
	['a dry run', undefined, { options: { dryRun: true } }],
	['a bad item', undefined, { parameters: { customerId: '', code: '' } }],
	['a bad option', undefined, { options: { retries: -1 } }],
])('nor is the API key in a run that is not about it: %s', async (_, fault, more) => {
	const [apiKey = ''] = keys;
	if (fault) workbench.sandbox.fault(fault);
	for (const [operation, inBody, onError] of [
		['lock', false, 'stopWorkflow'],
		['delete', false, 'continueRegularOutput'],
		['delete', true, 'continueErrorOutput'],
	] as const) {
		const result = await runWith(workbench, { operation, apiKey, inBody, onError, ...more });
		expectNoFragment(keptOf(result), apiKey);
	}
});
