import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { useDeletions } from '../support/deletions.cts';
import {
	customerXml,
	deletedJson,
	deletedXml,
	refusedXml,
	responseXml,
	says,
} from '../support/responses.cts';
import { failureOf, parametersFor } from '../support/runs.cts';

/*
 * What each body says, tests of the functions that read it say in full: test/pure/trackfinityResponse and deleteResponse.
 * These are some of each kind, and what the response around a body adds.
 */

const { calls, workbench } = useDeletions();

const CODE = '0123456789012345678';
const json = { responseFormat: 'json' };
const formats = [{}, json, { ...json, condensed: true }, { ...json, callback: 'app.done' }];

/** What becomes of one item whose request gets this response, as does a question about it, at once. */
async function respondedWith(
	operation: 'lock' | 'delete',
	body: string | Buffer,
	{
		status = 200,
		headers = {},
		...options
	}: { status?: number; headers?: Record<string, string> } & IDataObject = {},
): Promise<INodeExecutionData | undefined> {
	workbench.sandbox.reset();
	workbench.sandbox.fault(says(body, { status, headers }));
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0, ...options } as never),
		items: [{ id: operation === 'lock' ? '191' : CODE }],
		onError: 'continueRegularOutput',
	});
	expect(calls().filter((call) => call !== 'exists')).toHaveLength(1);
	expect(output).toHaveLength(1);
	return output[0];
}

const xml = deletedXml(CODE);
const customer = customerXml(CODE);
const rejection = (inside: string) => responseXml('error', inside);

const done = {
	lock: { customerId: '191' },
	delete: { code: CODE, deleted: true },
};

describe('yes', () => {
	test.each<[operation: 'lock' | 'delete', what: string, body: string, message?: string]>([
		['lock', 'true after a byte order mark and white space', '\uFEFF \r\ntrue \t'],
		['lock', 'a success, in any case', '{"success":"SUCCESS"}'],
		['lock', 'other keys beside it', '{"id":191,"RESULT":true,"error":null,"errors":[]}'],
		['lock', 'a message', '{"result":"Success","message":"Lock Changed"}', 'Lock Changed'],
		['lock', 'a message that agrees', '{"result":"success","message":"TRUE"}', 'TRUE'],
		['lock', 'a message that begins as a no', '{"result":true,"message":"Nobody"}', 'Nobody'],
		['lock', 'a list of one', '[{"result":"success","message":"Done"}]', 'Done'],
		['lock', '64 KiB', 'true'.padEnd(64 * 1024)],
		['delete', 'the response of the API page', xml],
		['delete', 'a raw & beside it', responseXml('success', `<shop>This & That</shop>${customer}`)],
		['delete', 'a declaration', `\uFEFF<?xml version="1.0"?>\n${xml}\n`],
		['delete', 'white space around the code', deletedXml(CODE, `\n${CODE}\t`)],
		[
			'delete',
			'a message',
			responseXml('success', `${customer}<message>A &amp; B</message>`),
			'A & B',
		],
		['delete', 'JSON', deletedJson(CODE)],
		['delete', 'JSON in a response wrapper', deletedJson(CODE, true)],
		['delete', 'JSONP', `/**/app.done(${deletedJson(CODE)});`],
	])('to %s, whichever format was asked for: %s', async (operation, _, body, message = '') => {
		for (const format of operation === 'lock' ? [{}] : formats) {
			expect((await respondedWith(operation, body, format))?.json).toEqual({
				...{ success: true, operation, ...done[operation], processedAt: expect.any(String) },
				...(message !== '' && { message }),
			});
		}
	});

	test('with every status of success, and whatever content type is claimed', async () => {
		const headers = { 'content-type': 'text/html; charset=utf-8' };
		for (const status of [200, 201, 202, 206, 299]) {
			for (const [operation, body] of [
				['lock', 'true'],
				['delete', xml],
			] as const) {
				const item = await respondedWith(operation, body, { status, headers });
				expect(item?.json).toMatchObject({ success: true, ...done[operation] });
			}
		}
	});
});

describe('no, in its own words', () => {
	test.each([
		['lock', 'false', ''],
		['lock', '[{"result":0}]', ''],
		['lock', '{"success":0,"message":"Customer is locked"}', 'Customer is locked'],
		['lock', '{"STATUS":"Error","description":"Customer is locked"}', 'Customer is locked'],
		['lock', '{"errors":["Customer is locked","Zip is long"]}', 'Customer is locked; Zip is long'],
		['lock', '{"ERROR":{"message":"Customer is locked"}}', 'Customer is locked'],
		['lock', '[{"error":"Customer is locked"}]', 'Customer is locked'],
		['delete', rejection(''), ''],
		['delete', refusedXml('"Customer" & code not found'), '"Customer" & code not found'],
		[
			'delete',
			rejection('<error code="7"><![CDATA[Not found & gone]]></error>'),
			'Not found & gone',
		],
		['delete', '{"status":"error","errors":["Not found","Gone"]}', 'Not found; Gone'],
		['delete', '{"response":{"errors":[{"message":"Not found"}]}}', 'Not found'],
		['delete', 'done({"status":"error","error":"Not found"});', 'Not found'],
	] as const)('to %s: %s', async (operation, body, said) => {
		for (const format of operation === 'lock' ? [{}] : formats) {
			const failure = failureOf(await respondedWith(operation, body, format));
			expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 200, attempts: 1 });
			if (said !== '') expect(failure.message).toContain(`: ${said}`);
		}
	});
});

describe('nothing', () => {
	const bothWays = 'the response contradicts itself';
	const unread = "the response isn't JSON";
	const unreadable = "the response isn't complete XML or JSON";

	test.each([
		['lock', '{"success":true,"Error":"No such zip"}', `${bothWays}: No such zip`],
		['lock', '{"result":"success","message":"FALSE"}', bothWays],
		['lock', '[{"success":true,"message":"no"}]', bothWays],
		['lock', '{"success":false,"success":true}', 'the response contains a duplicate field'],
		['lock', '{"result":1}', `didn't confirm the change: {"result":1}`],
		['lock', '{"message":"Queued"}', "didn't confirm the change: Queued"],
		['lock', '[{"result":true},{"result":true}]', "didn't confirm the change"],
		['lock', '\uFEFF \n', 'the response is empty'],
		['lock', 'Warning: Undefined variable\ntrue', `${unread}: Warning: Undefined variable true`],
		['lock', '{"result":true', unread],
		['lock', 'true'.padEnd(64 * 1024 + 1), 'the response is too large'],
		['lock', '<html><h1>Success</h1>{"result":true}</html>', 'the response is a web page'],
		['lock', '\0true', ''],
		['lock', Buffer.from('\uFEFFtrue', 'utf16le'), ''],
		['lock', Buffer.from([0x74, 0x72, 0x75, 0x65, 0xff]), ''],
		['delete', '', 'the response is empty'],
		['delete', `<html><body>${xml}</body></html>`, 'the response is a web page'],
		['delete', xml.slice(0, -1), unreadable],
		['delete', `<!DOCTYPE response>${xml}`, unreadable],
		['delete', responseXml('success', `${customer}<error>true</error>`), bothWays],
		['delete', rejection(customer), bothWays],
		['delete', responseXml('success', customer + customer), 'the response names 2 customers'],
		['delete', deletedXml(CODE.slice(1)), 'the response names a different customer code'],
		['delete', responseXml('pending', customer), "didn't confirm the deletion"],
		[
			'delete',
			deletedJson(CODE).replace(`"${CODE}"`, CODE.slice(1)),
			'the response names a different customer code',
		],
		['delete', 'true', "didn't confirm the deletion"],
		['delete', `done(${deletedJson(CODE)}`, unreadable],
	] as const)('to %s: %s', async (operation, body, said) => {
		for (const format of operation === 'lock' ? [{}] : formats) {
			const failure = failureOf(await respondedWith(operation, body, format));
			expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 200, attempts: 1 });
			expect(failure.message).toContain(`(HTTP 200) but ${said}`);
			expect(failure.message).not.toContain('<');
		}
	});
});

test.each([
	[204, 'unknown'],
	[302, 'rejected'],
	[404, 'rejected'],
	[500, 'unknown'],
	[503, 'unknown'],
])('a body that says yes says nothing with status %d', async (status, outcome) => {
	for (const [operation, body] of [
		['lock', 'true'],
		['delete', xml],
	] as const) {
		const failure = failureOf(await respondedWith(operation, body, { status }));
		expect(failure).toMatchObject({ outcome, statusCode: status });
	}
});
