import type { IDataObject } from 'n8n-workflow';

import {
	customerXml,
	deletedJson,
	deletedXml,
	refusedXml,
	responseXml,
} from '../support/responses.cts';
import { codes, failureOf, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const CODE = '0123456789012345678';
const json = { responseFormat: 'json' };
const formats = [{}, json, { ...json, condensed: true }, { ...json, callback: 'app.done' }];

/** What becomes of a deletion that gets this response, as does the question about it, at once. */
async function respondedWith(body: string | Buffer, options: IDataObject = {}, status = 200) {
	const remove = workbench.sandbox.fault({
		kind: 'answer',
		body,
		status,
		headers: { 'retry-after': '0' },
	});
	const { output } = await workbench.run({
		parameters: parametersFor.delete({ retries: 0, ...options } as never),
		items: [{ id: CODE }],
		onError: 'continueRegularOutput',
	});
	remove();
	expect(output).toHaveLength(1);
	expect(deletions()).toBe(1);
	return output[0];
}

/** How many deletions were sent. */
function deletions(): number {
	return workbench.sandbox.requests.filter(({ form }) => form.type === 'customer_delete').length;
}

const done = {
	success: true,
	operation: 'delete',
	code: CODE,
	deleted: true,
	processedAt: expect.any(String),
};

const xml = deletedXml(CODE);
const customer = customerXml(CODE);

describe('what counts as deleted', () => {
	test.each([
		['the response of the API page', xml],
		['a raw & beside it', responseXml('success', `<shop>This & That</shop>${customer}`)],
		['a byte order mark and a declaration', `\uFEFF<?xml version="1.0"?>\n${xml}\n`],
		['white space around the code', deletedXml(CODE, `\n${CODE}\t`)],
		['JSON', deletedJson(CODE)],
		['JSON in a response wrapper', deletedJson(CODE, true)],
		['JSONP', `/**/app.done(${deletedJson(CODE)});`],
	])('%s, whichever format was asked for', async (_, body) => {
		for (const format of formats) {
			expect((await respondedWith(body, format))?.json).toEqual(done);
			workbench.sandbox.reset();
		}
	});

	test('its message is passed on', async () => {
		const body = responseXml('success', `${customer}<message>Gone &amp; done</message>`);
		expect((await respondedWith(body))?.json).toEqual({ ...done, message: 'Gone & done' });
	});

	test.each([200, 201, 202, 299])('with status %i', async (status) => {
		expect((await respondedWith(xml, {}, status))?.json).toEqual(done);
	});

	test.each(codes)('the sandbox deletes %s, however many digits it has', async (code) => {
		const { output } = await workbench.run({
			parameters: parametersFor.delete(),
			items: [{ id: code }],
		});
		expect(output[0]?.json).toEqual({ ...done, code });
		expect(workbench.sandbox.loyaltyCustomers().map((one) => one.code)).not.toContain(code);
	});

	test('the sandbox responds in JSON, condensed JSON and JSONP', async () => {
		for (const [index, format] of formats.slice(1).entries()) {
			const { output } = await workbench.run({
				parameters: parametersFor.delete(format),
				items: [{ id: codes[index] }],
			});
			expect(output[0]?.json).toEqual({ ...done, code: codes[index] });
		}
	});
});

describe('a response that says no, in its own words', () => {
	const rejection = (inside: string) => responseXml('error', inside);

	test.each([
		[
			'as on the API page',
			refusedXml('<Customer> & "code" not found'),
			'<Customer> & "code" not found',
		],
		['in a message', rejection('<message>Not found</message>'), 'Not found'],
		['in errors', rejection('<errors><error>Not found</error></errors>'), 'Not found'],
		['in an element with attributes', rejection('<error code="7">Not found</error>'), 'Not found'],
		['in CDATA', rejection('<error><![CDATA[Not found & gone]]></error>'), 'Not found & gone'],
		['JSON with a text', '{"status":"error","error":"Not found"}', 'Not found'],
		['JSON with texts', '{"status":"error","errors":["Not found","Gone"]}', 'Not found; Gone'],
		['JSON with a message', '{"status":"error","error":true,"message":"Not found"}', 'Not found'],
		['JSON with objects', '{"response":{"errors":[{"message":"Not found"}]}}', 'Not found'],
		['JSONP', 'done({"status":"error","error":"Not found"});', 'Not found'],
	])('%s, whichever format was asked for', async (_, body, said) => {
		for (const format of [{}, json]) {
			const failure = failureOf(await respondedWith(body, format));
			expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 200, code: CODE });
			expect(failure.message).toContain(`: ${said}`);
			workbench.sandbox.reset();
		}
	});

	test('without words', async () => {
		expect(failureOf(await respondedWith(rejection(''))).outcome).toBe('rejected');
	});
});

describe('a response that says nothing', () => {
	const bothWays = 'the response says both yes and no';
	const unreadable = "the response isn't complete XML or JSON";
	const deleted = `"customer":{"status":"deleted","code":"${CODE}"}`;

	test.each([
		['', 'the response is empty'],
		['<!doctype html><html><h1>Deleted</h1></html>', 'the response is a web page'],
		[`<html><body>${xml}</body></html>`, 'the response is a web page'],
		[xml.slice(0, -1), unreadable],
		[`Warning: x\n${xml}`, unreadable],
		[xml + xml, unreadable],
		[`<!DOCTYPE response>${xml}`, unreadable],
		[responseXml('success', `${customer}<error>true</error>`), bothWays],
		[responseXml('error', customer), bothWays],
		[responseXml('success', ''), 'the response names no customer'],
		[responseXml('success', customer + customer), 'the response names 2 customers'],
		[deletedXml(CODE.slice(1)), 'the response names a different customer code'],
		[
			responseXml('success', customerXml(CODE, 'active')),
			"didn't say that the customer was deleted",
		],
		[responseXml('pending', customer), "didn't confirm the deletion"],
		[`{"status":"success","error":true,${deleted}}`, bothWays],
		[`{"status":"error",${deleted}}`, bothWays],
		[`{"status":"error","status":"success",${deleted}}`, 'the response has the same field twice'],
		[deletedJson(CODE).replace(`"${CODE}"`, CODE.slice(1)), 'the response names no customer code'],
		['{"result":true,"success":true}', "didn't confirm the deletion"],
		['true', "didn't confirm the deletion"],
		[`done(${deletedJson(CODE)}`, unreadable],
	])('%s', async (body, said) => {
		for (const format of [{}, json]) {
			const failure = failureOf(await respondedWith(body, format));
			expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 200, code: CODE });
			expect(failure.message).toContain(`(HTTP 200) but ${said}`);
			workbench.sandbox.reset();
		}
	});

	test.each([
		[204, 'unknown'],
		[302, 'rejected'],
		[404, 'rejected'],
		[500, 'unknown'],
		[503, 'unknown'],
	])('a success with status %i', async (status, outcome) => {
		const failure = failureOf(await respondedWith(xml, {}, status));
		expect(failure).toMatchObject({ outcome, statusCode: status });
	});
});
