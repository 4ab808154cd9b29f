import { credentialsAt, failureOf, runOne } from '../support/runs.cts';
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

test.each(notHttp)('called no valid HTTP, and not sent for again: %s', async (_, bytes) => {
	for (const [operation, calls] of [
		['lock', ['patch']],
		['delete', ['customer_delete', 'customer_exists']],
	] as const) {
		const server = await startScriptedServer(() => ({ bytes }));
		const credentials = credentialsAt(workbench.sandbox, server.urlFor('api'));
		const failure = failureOf(await runOne(workbench, operation, {}, { credentials }));
		await server.close();

		expect(server.requests.map(({ form }) => form.type ?? 'patch')).toEqual(calls);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
		expect(failure).not.toHaveProperty('statusCode');
		expect(failure.message).toContain('HTTP');
		expect(failure.message).not.toMatch(/\bcut\b|in time/);
	}
});
