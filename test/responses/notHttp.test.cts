import { failureOf, outcomesOf, parametersFor } from '../support/runs.cts';
import { httpResponse, startScriptedServer } from '../support/servers.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** What Node.js takes for no HTTP. */
const notHttp: Array<[string, Buffer]> = [
	['a greeting of another protocol', Buffer.from('220 mail.example.com ESMTP\r\n')],
	['a response without a status line', Buffer.from('true\n')],
	['headers above 16 KB', httpResponse(200, 'true', { 'X-Trace': 'x'.repeat(17 * 1024) })],
	['a header without a name', Buffer.from('HTTP/1.1 200 OK\r\n: true\r\n\r\ntrue')],
	['a length that is no number', httpResponse(200, 'true', { 'Content-Length': 'four' })],
	['a second length', httpResponse(200, 'true', { 'content-length': '5' })],
	['an alert of TLS', Buffer.from([21, 3, 3, 0, 2, 2, 40])],
];

/** Runs the operation for items against a server that always sends these bytes. */
async function runAgainst(operation: 'lock' | 'delete', bytes: Buffer, ids = ['191']) {
	const server = await startScriptedServer(() => ({ bytes }));
	const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
	const url = server.urlFor('api');
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ parallelRequests: 1 }),
		items: ids.map((id) => ({ id })),
		onError: 'continueRegularOutput',
		credentials: {
			trackfinityApi: { ...trackfinityApi, baseUrl: url },
			trackfinityDeleteApi: { ...trackfinityDeleteApi, url },
		},
	});
	await server.close();
	return { output, sent: server.requests.map(({ form }) => form.type ?? 'patch') };
}

test.each(notHttp)('called no valid HTTP, and not sent for again: %s', async (_, bytes) => {
	for (const [operation, calls] of [
		['lock', ['patch']],
		['delete', ['customer_delete', 'customer_exists']],
	] as const) {
		const { output, sent } = await runAgainst(operation, bytes);
		const failure = failureOf(output[0]);

		expect(sent).toEqual(calls);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
		expect(failure).not.toHaveProperty('statusCode');
		expect(failure.message).toContain('HTTP');
		expect(failure.message).not.toMatch(/\bcut\b|in time/);
	}
});

test('ten in a row are no usable responses', async () => {
	const ids = Array.from({ length: 12 }, (_, index) => `C-${index}`);
	const { output, sent } = await runAgainst('lock', Buffer.from('hello\r\n'), ids);

	expect(sent).toHaveLength(10);
	expect(outcomesOf(output).slice(10)).toEqual(['notSent', 'notSent']);
});
