import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { testCredential } from '../../dev/engine/index.cts';
import { code, useDeletions } from '../support/deletions.cts';
import { failureOf } from '../support/runs.cts';
import { shownBy } from '../support/strings.cts';

const { workbench, runDeletions } = useDeletions();

/** The sandbox's credential, as n8n stores one in which nobody touched Send API Key In, changed as told. */
function credential(changes: ICredentialDataDecryptedObject = {}) {
	const { url, userId, apiKey, accountId } = workbench.sandbox.credentials.trackfinityDeleteApi;
	return { trackfinityDeleteApi: { url, userId, apiKey, accountId, ...changes } };
}

const places: Array<[choice: string | undefined, inHeader: boolean, inBody: boolean]> = [
	// n8n stores no defaults.
	[undefined, true, true],
	['both', true, true],
	['header', true, false],
	['body', false, true],
];

describe.each(places)('Send API Key In: %s', (sendApiKeyIn, inHeader, inBody) => {
	const chosen = sendApiKeyIn === undefined ? {} : { sendApiKeyIn };

	test(`header ${inHeader}, body ${inBody}`, async () => {
		const { apiKey } = credential().trackfinityDeleteApi;
		const credentials = credential(chosen);
		await runDeletions([code], {}, { credentials });
		await testCredential(
			workbench.package,
			'trackfinityDeleteApi',
			credentials.trackfinityDeleteApi,
		);
		const types = workbench.sandbox.requests.map(({ form }) => form.type);
		expect(types).toEqual(['customer_delete', 'account_info']);
		for (const { headers, form } of workbench.sandbox.requests) {
			expect(headers.api_access_key).toBe(inHeader ? apiKey : undefined);
			expect(form.user_password).toBe(inBody ? apiKey : undefined);
		}
	});

	test('no key is seen in a dry run', async () => {
		const { apiKey } = credential().trackfinityDeleteApi;
		const result = await runDeletions(
			[code],
			{ dryRun: true },
			{ credentials: credential(chosen) },
		);
		expect(result.output[0]?.json).toMatchObject({ dryRun: true, code });
		expect(shownBy(result)).not.toContain(apiKey);
	});

	/** Only a key that goes in the header alone may have been dropped on its way. */
	const namesIt = sendApiKeyIn === 'header';
	const expectNamed = (text: string) =>
		namesIt
			? expect(text).toContain("'Send API Key In'")
			: expect(text).not.toContain("'Send API Key In'");

	test(`a 401 ${namesIt ? 'names' : "doesn't name"} it`, async () => {
		workbench.sandbox.fault({ kind: 'status', status: 401 });
		const { output } = await runDeletions([code], {}, { credentials: credential(chosen) });
		expectNamed(failureOf(output[0]).description);
	});

	test(`a no of status 200 ${namesIt ? 'names' : "doesn't name"} it, until something was done`, async () => {
		const wrongKey = credential({ ...chosen, apiKey: 'wrong' });
		const { output } = await runDeletions([code], {}, { credentials: wrongKey });
		expectNamed(failureOf(output[0]).description);

		const options = { parallelRequests: 1 };
		const rightKey = credential(chosen);
		const after = await runDeletions([code, 'nobody'], options, { credentials: rightKey });
		expect(failureOf(after.output[1]).description).not.toContain("'Send API Key In'");
	});
});

test('new credentials send the key in both places', () => {
	const { properties } = workbench.package.credentialTypes.trackfinityDeleteApi ?? {};
	const field = properties?.find(({ name }) => name === 'sendApiKeyIn');
	expect(field?.default).toBe('both');
	const choices = field?.options?.map((option) => ('value' in option ? option.value : ''));
	expect(new Set(choices)).toEqual(new Set(['both', 'header', 'body']));
	expect(field?.options).toContainEqual(
		expect.objectContaining({ name: 'Header and Body', value: 'both' }),
	);
});

describe("the control panel's address is no API URL", () => {
	/** What n8n says of this address, in the test of the credential and in a run; nothing where it is used. */
	async function saidOf(path: string): Promise<Array<string | undefined>> {
		const { deleteUrl } = workbench.sandbox;
		const credentials = credential({ url: deleteUrl.replace(/\/$/, path) });
		const { error } = await runDeletions([code], {}, { credentials, onError: 'stopWorkflow' });
		const { status, message } = await testCredential(
			workbench.package,
			'trackfinityDeleteApi',
			credentials.trackfinityDeleteApi,
		);
		const run = error && `${error.message} ${error.description}`;
		return [run, status === 'OK' ? undefined : message];
	}

	test.each(['/admin.php', '/loyalty/admin.php', '/admin.php \n', '/admin.php/'])(
		'%j is refused, with the way out, and nothing is sent',
		async (path) => {
			for (const said of await saidOf(path)) {
				expect(said).toContain("'API URL'");
				expect(said).toContain('api.php');
			}
			expect(workbench.sandbox.requestCount()).toBe(0);
		},
	);

	test.each(['/admin/api.php', '/api.php', '/superadmin.php5'])('%j is taken', async (path) => {
		expect(await saidOf(path)).toEqual([undefined, undefined]);
	});
});
