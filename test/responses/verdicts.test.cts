import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { useDeletions } from '../support/deletions.cts';
import * as responses from '../support/responses.cts';
import { failureOf, parametersFor } from '../support/runs.cts';

// What each body says in full: test/pure/trackfinityResponse and deleteResponse. Here are one of each kind, and what the
// response around a body adds. That there is no such customer: test/run/certainDeletions.

const { calls, workbench } = useDeletions();
const { customerXml, deletedJson, deletedXml, refusedXml, responseXml, says } = responses;

const CODE = '0123456789012345678';

type Said = { status?: number; headers?: Record<string, string> } & IDataObject;

/** What becomes of one item whose request gets this response, as does a question about it, at once. */
async function respondedWith(
	operation: 'lock' | 'delete',
	body: string | Buffer,
	{ status = 200, headers = {}, ...options }: Said = {},
): Promise<INodeExecutionData | undefined> {
	workbench.sandbox.reset();
	workbench.sandbox.fault(says(body, { status, headers }));
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0, ...options } as never),
		items: [{ id: operation === 'lock' ? '191' : CODE }],
		onError: 'continueRegularOutput',
	});
	expect(calls().filter((call) => call !== 'exists')).toHaveLength(1);
	return output[0];
}

const xml = deletedXml(CODE);
const done = { lock: { customerId: '191' }, delete: { code: CODE, deleted: true } };
const withMessage = `${customerXml(CODE)}<message>A &amp; B</message>`;
const ofHtml = { headers: { 'content-type': 'text/html; charset=utf-8' } };
const asked = { responseFormat: 'json', callback: 'app.done' };

test.each<[operation: 'lock' | 'delete', body: string, message?: string, how?: Said]>([
	['lock', '\uFEFF \r\ntrue \t'],
	['lock', '[{"result":"Success","message":"Nobody"}]', 'Nobody'],
	['lock', 'true'.padEnd(64 * 1024)],
	['delete', responseXml('success', withMessage), 'A & B'],
	['delete', `/**/app.done(${deletedJson(CODE)});`],
	// Whatever content type is claimed, and format was asked for.
	['lock', 'true', '', { status: 201, ...ofHtml }],
	['delete', xml, '', { status: 299, ...ofHtml, ...asked }],
])('yes to %s: %s', async (operation, body, message = '', how = {}) => {
	expect((await respondedWith(operation, body, how))?.json).toEqual({
		...{ success: true, operation, ...done[operation], processedAt: expect.any(String) },
		...(message !== '' && { message }),
	});
});

const utf8 = { headers: { 'content-type': 'text/xml; charset=UTF-8' } };
const declared = `<?xml version="1.0" encoding="ISO-8859-1"?>\n${refusedXml('Größe ungültig')}`;

test.each<[outcome: string, 'lock' | 'delete', string | Buffer, said: string, how?: Said]>([
	['rejected', 'lock', 'false', ''],
	['rejected', 'lock', '{"ERROR":{"message":"Customer is locked"}}', ': Customer is locked'],
	['rejected', 'delete', refusedXml('"Customer" & code'), ': "Customer" & code'],
	['rejected', 'delete', 'done({"status":"error","errors":["Not","Gone"]});', ': Not; Gone'],
	// Decoded by the document, where PHP labels all of them UTF-8. Other charsets: test/pure/charset.
	['rejected', 'delete', Buffer.from(declared, 'latin1'), ': Größe ungültig', utf8],
	['unknown', 'lock', '{"success":true,"Error":"No"}', 'the response contradicts itself: No'],
	['unknown', 'lock', '\uFEFF \n', 'the response is empty'],
	['unknown', 'lock', 'Warning: x\ntrue', "the response isn't JSON: Warning: x true"],
	['unknown', 'lock', 'true'.padEnd(64 * 1024 + 1), 'the response is too large'],
	['unknown', 'lock', '<html>{"result":true}</html>', 'the response is a web page'],
	['unknown', 'lock', '\0true', ''],
	['unknown', 'lock', Buffer.from([0x74, 0x72, 0x75, 0x65, 0xff]), ''],
	['unknown', 'delete', xml.slice(0, -1), "the response isn't complete XML or JSON"],
	['unknown', 'delete', deletedXml(CODE.slice(1)), 'the response names a different customer code'],
	// Other statuses: test/pure/toOutcome. A proxy says in a header that it wants a login.
	['unknown', 'lock', 'true', '', { status: 204 }],
	['rejected', 'lock', 'true', '', { status: 407 }],
])('%s: no yes to %s in %s', async (outcome, operation, body, said, how = {}) => {
	const failure = failureOf(await respondedWith(operation, body, how));
	const { status: statusCode = 200 } = how;
	expect(failure).toMatchObject({ outcome, statusCode, attempts: 1 });
	const start = outcome === 'unknown' ? `(HTTP ${statusCode}) but ` : 'rejected the request';
	expect(failure.message).toContain(start + said);
	expect(failure.message).not.toContain('<');
});

/** What PHP prints with display_errors on: in HTML, or as text where html_errors is off. */
const printed = (level: string) =>
	`<br />\n<b>${level}</b>:  Server has gone away in <b>/lib/customer.php</b> on line <b>7</b><br />\n`;
const fatal = printed('Fatal error');

test.each<[body: string, status?: number]>([
	...['Warning', 'Notice', 'Deprecated', 'Parse error'].map((level): [string] => [
		`${printed(level)}true`,
	]),
	['\nNotice: Server has gone away in /lib/customer.php on line 7\ntrue'],
	[`true${fatal}`],
	[fatal.replace(' in <b>', " [<a href='f.x'>f.x</a>] in <b>")],
	[fatal, 500],
])('what PHP printed is quoted without tags, and called that: %j', async (...[body, status]) => {
	const failure = failureOf(await respondedWith('lock', body, { ...(status && { status }) }));
	const { message, description } = failure;
	expect(failure).toMatchObject({ outcome: 'unknown', attempts: 1 });
	expect(message.includes('PHP printed a message')).toBe(status === undefined);
	for (const part of ['Server has gone away', 'customer.php', 'on line 7']) {
		expect(message).toContain(part);
	}
	expect(message).not.toMatch(/<\/?[a-z]/i);
	// It was the service, so its address is right.
	expect(description).toMatch(/^(?!.*'Base URL').*(whoever runs the service|support)/s);
});
