import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { useDeletions } from '../support/deletions.cts';
import * as responses from '../support/responses.cts';
import { failureOf, parametersFor } from '../support/runs.cts';

// What each body says in full: test/pure/trackfinityResponse and deleteResponse. Here are one of each kind, and what the
// response around a body adds.

const { calls, workbench } = useDeletions();
const { customerXml, deletedJson, deletedXml, refusedXml, responseXml, says } = responses;

const CODE = '0123456789012345678';

type Said = { status?: number; headers?: Record<string, string> };

/** What becomes of one item whose request gets this response, as does a question about it, at once. */
async function respondedWith(
	operation: 'lock' | 'delete',
	body: string | Buffer,
	{ status = 200, headers = {}, ...options }: Said & IDataObject = {},
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
const ofPhp = (status: string) => `"@attributes":{"status":"${status}"}`;
const done = { lock: { customerId: '191' }, delete: { code: CODE, deleted: true } };
const withMessage = `${customerXml(CODE)}<message>A &amp; B</message>`;

test.each<[operation: 'lock' | 'delete', body: string, message?: string]>([
	['lock', '\uFEFF \r\ntrue \t'],
	['lock', '{"id":191,"RESULT":true,"error":null,"errors":[]}'],
	['lock', '[{"result":"Success","message":"Nobody"}]', 'Nobody'],
	['lock', 'true'.padEnd(64 * 1024)],
	['delete', `\uFEFF<?xml version="1.0"?>\n${xml}\n`],
	['delete', responseXml('success', withMessage), 'A & B'],
	['delete', `/**/app.done(${deletedJson(CODE)});`],
	// As PHP makes it of XML.
	['delete', `app.done({${ofPhp('success')},"customer":{${ofPhp('deleted')},"code":"${CODE}"}});`],
])('yes to %s: %s', async (operation, body, message = '') => {
	expect((await respondedWith(operation, body))?.json).toEqual({
		...{ success: true, operation, ...done[operation], processedAt: expect.any(String) },
		...(message !== '' && { message }),
	});
});

test.each([
	['lock', 'true', 201],
	['delete', xml, 299],
] as const)(
	'yes to %s: %j with HTTP %d, whatever content type is claimed, and format was asked for',
	async (operation, body, status) => {
		const claimed = { headers: { 'content-type': 'text/html; charset=utf-8' } };
		const asked = operation === 'delete' ? { responseFormat: 'json', callback: 'app.done' } : {};
		const item = await respondedWith(operation, body, { status, ...claimed, ...asked });
		expect(item?.json).toMatchObject({ success: true, ...done[operation] });
	},
);

test.each([
	['lock', 'false', ''],
	['lock', '{"ERROR":{"message":"Customer is locked"}}', 'Customer is locked'],
	['lock', '{"errors":["Customer is locked","Zip is long"]}', 'Customer is locked; Zip is long'],
	['delete', refusedXml('"Customer" & code not found'), '"Customer" & code not found'],
	['delete', 'done({"status":"error","errors":["Not found","Gone"]});', 'Not found; Gone'],
] as const)('no to %s, in its own words: %s', async (operation, body, said) => {
	const failure = failureOf(await respondedWith(operation, body));
	expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 200, attempts: 1 });
	if (said !== '') expect(failure.message).toContain(`: ${said}`);
});

test.each([
	['lock', '{"success":true,"Error":"No zip"}', 'the response contradicts itself: No zip'],
	['lock', '\uFEFF \n', 'the response is empty'],
	['lock', 'Warning: x\ntrue', "the response isn't JSON: Warning: x true"],
	['lock', 'true'.padEnd(64 * 1024 + 1), 'the response is too large'],
	['lock', '<html><h1>Success</h1>{"result":true}</html>', 'the response is a web page'],
	['lock', '\0true', ''],
	['lock', Buffer.from([0x74, 0x72, 0x75, 0x65, 0xff]), ''],
	['delete', xml.slice(0, -1), "the response isn't complete XML or JSON"],
	['delete', deletedXml(CODE.slice(1)), 'the response names a different customer code'],
	['delete', 'true', "didn't confirm the deletion"],
] as const)('nothing to %s: %s', async (operation, body, said) => {
	const failure = failureOf(await respondedWith(operation, body));
	expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 200, attempts: 1 });
	expect(failure.message).toContain(`(HTTP 200) but ${said}`);
	expect(failure.message).not.toContain('<');
});

// Other statuses: test/pure/toOutcome.
test.each([
	[204, 'unknown'],
	// A proxy says in a header that it wants a login.
	[407, 'rejected'],
])('a body that says yes says nothing with status %d', async (statusCode, outcome) => {
	const failure = failureOf(await respondedWith('lock', 'true', { status: statusCode }));
	expect(failure).toMatchObject({ outcome, statusCode });
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
])(
	'what PHP printed is quoted without its tags, and called that: %j',
	async (...[body, status]) => {
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
	},
);

const declared = `<?xml version="1.0" encoding="ISO-8859-1"?>\n${refusedXml('Größe ungültig')}`;

// The header, and other charsets: test/pure/charset.
test('words are decoded by the document, where PHP labels all of them UTF-8', async () => {
	const headers = { 'content-type': 'text/xml; charset=UTF-8' };
	const body = Buffer.from(declared, 'latin1');
	const failure = failureOf(await respondedWith('delete', body, { headers }));
	expect(failure.message).toContain('Größe ungültig');
});
