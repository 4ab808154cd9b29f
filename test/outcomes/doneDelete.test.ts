import type { IDataObject } from 'n8n-workflow';

import { deletedJson, deletedXml, refusedXml } from '../support/responses';
import { codes, failureOf, parametersFor } from '../support/runs';
import { useWorkbench } from '../support/workbench';

const workbench = useWorkbench();

const CODE = '0123456789012345678';

/** What becomes of a deletion that gets this answer. */
async function answered(body: string | Buffer, options: IDataObject = {}, status = 200) {
	workbench.sandbox.fault({ kind: 'answer', body, status });
	const { output } = await workbench.run({
		parameters: parametersFor.delete({ retries: 0, ...options } as never),
		items: [{ id: CODE }],
		onError: 'continueRegularOutput',
	});
	expect(output).toHaveLength(1);
	expect(workbench.sandbox.requestCount()).toBe(1);
	return output[0];
}

const json = { responseFormat: 'json' };

const done = {
	success: true,
	operation: 'delete',
	code: CODE,
	deleted: true,
	processedAt: expect.any(String),
};

const xml = deletedXml(CODE);
const customer = `<customer status="deleted"><code>${CODE}</code></customer>`;
const response = (inside: string, status = 'success') =>
	`<response status="${status}">${inside}</response>`;

describe('what counts as deleted, in XML', () => {
	test.each([
		['the answer of the API page', xml],
		['on one line', response(customer)],
		['with a declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`],
		['after a byte order mark', `\uFEFF${xml}`],
		['after a byte order mark and a line break', `\uFEFF\r\n${xml}`],
		['with single quotes', xml.replaceAll('"', "'")],
		['with a raw & beside it', response(`<account>Widgets & Gadgets</account>${customer}`)],
		['with a comment', `<!-- fine -->${xml}`],
		['with other elements and attributes', response(`<time zone="Z">1</time>${customer}`)],
	])('%s', async (_, body) => {
		expect((await answered(body))?.json).toEqual(done);
	});

	test('its message is passed on', async () => {
		const body = response(`${customer}<message>Gone &amp; done</message>`);
		expect((await answered(body))?.json).toEqual({ ...done, message: 'Gone & done' });
	});

	test.each([200, 201, 202, 299])('with status %i', async (status) => {
		expect((await answered(xml, {}, status))?.json).toEqual(done);
	});

	test.each(codes)('the sandbox deletes %s, however many digits it has', async (code) => {
		const { output } = await workbench.run({
			parameters: parametersFor.delete(),
			items: [{ id: code }],
		});
		expect(output[0]?.json).toEqual({ ...done, code });
		expect(workbench.sandbox.loyaltyCustomers().map((one) => one.code)).not.toContain(code);
	});
});

describe('what counts as deleted, in JSON and JSONP', () => {
	test.each([
		['without a wrapper', deletedJson(CODE)],
		['in a response wrapper', deletedJson(CODE, true)],
		['after a byte order mark, with white space', `\uFEFF\n ${deletedJson(CODE)} \n`],
		['as JSONP', `done(${deletedJson(CODE)});`],
		['as JSONP without a semicolon', `app.handlers.done( ${deletedJson(CODE, true)} )\n`],
		['as JSONP after the usual comment', `/**/done(${deletedJson(CODE)});`],
	])('%s', async (_, body) => {
		expect((await answered(body, json))?.json).toEqual(done);
	});

	test('the sandbox answers JSON, condensed JSON and JSONP', async () => {
		for (const [index, more] of [{}, { condensed: true }, { callback: 'app.done' }].entries()) {
			const { output } = await workbench.run({
				parameters: parametersFor.delete({ ...json, ...more }),
				items: [{ id: codes[index] }],
			});
			expect(output[0]?.json).toEqual({ ...done, code: codes[index] });
		}
	});
});

describe('an answer that says no', () => {
	test.each([
		['the refusal of the API page', refusedXml('Customer not found'), {}],
		['a text with entities', refusedXml(`<Customer> & "code" not found`), {}],
		['JSON with a text', '{"status":"error","error":"Customer not found"}', json],
		['JSON with a list of texts', '{"status":"error","errors":["Customer not found"]}', json],
		[
			'JSON with a list of objects',
			'{"response":{"status":"error","errors":[{"message":"Customer not found"}]}}',
			json,
		],
		['JSONP', 'done({"status":"error","error":"Customer not found"});', json],
	])('%s', async (_, body, options) => {
		const failure = failureOf(await answered(body, options));
		expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 200, code: CODE });
		expect(failure.message).toContain('not found');
	});

	test('without a reason', async () => {
		expect(failureOf(await answered(response('', 'error'))).outcome).toBe('rejected');
	});
});

describe('nothing else counts', () => {
	test.each([
		['an empty body', ''],
		['a page', '<!doctype html><html><h1>Deleted</h1></html>'],
		['XHTML that holds the answer', `<html><body>${xml}</body></html>`],
		['JSON, though XML was asked for', deletedJson(CODE)],
		['no customer', response('')],
		['two customers', response(customer + customer)],
		['another customer beside it', response(`${customer}<customer status="active"/>`)],
		['another code', deletedXml('123456789012345678')],
		['the code without its leading zero', deletedXml(CODE.slice(1))],
		['the code with white space', deletedXml(CODE, ` ${CODE}\n`)],
		['two codes', response(customer.replace('</code>', `</code><code>${CODE}</code>`))],
		['the code in another element', response(customer.replaceAll('code>', 'id>'))],
		['the code as an attribute', response(`<customer status="deleted" code="${CODE}"/>`)],
		['elements inside the code', deletedXml(CODE, `<b>${CODE}</b>`)],
		['another status of the customer', xml.replace('"deleted"', '"active"')],
		['no status of the customer', xml.replace(' status="deleted"', '')],
		['DELETED in capitals', xml.replace('"deleted"', '"DELETED"')],
		['no status', xml.replace(' status="success"', '')],
		['an empty status', xml.replace('"success"', '""')],
		['the status as an element', `<response><status>success</status>${customer}</response>`],
		['another status', xml.replace('"success"', '"pending"')],
		['Success with a capital', xml.replace('"success"', '"Success"')],
		['another root', xml.replaceAll('response', 'result')],
		['a customer outside of the response', `${response('')}${customer}`],
		['text before it', `Warning: x\n${xml}`],
		['a PHP warning in HTML before it', `<br />\n<b>Warning</b>: x<br />\n${xml}`],
		['text after it', `${xml}\nWarning: x`],
		['cut off before the last character', xml.slice(0, -1)],
		['cut off before the end of the response', xml.slice(0, xml.indexOf('</response>'))],
	])('in XML: %s', async (_, body) => {
		expect(failureOf(await answered(body))).toMatchObject({
			outcome: 'unknown',
			statusCode: 200,
			code: CODE,
			description: expect.stringContaining('before you try again'),
		});
	});

	test.each([
		['XML, though JSON was asked for', xml],
		['true', 'true'],
		['a result of success', '{"result":true,"success":true}'],
		['no customer', '{"status":"success"}'],
		['a customer of null', '{"status":"success","customer":null}'],
		['no customer in a list', '{"status":"success","customer":[]}'],
		['a status of true', deletedJson(CODE).replace('"success"', 'true')],
		['two customers', deletedJson(CODE).replace(/\{"status":"deleted".*?\}/, '[$&,$&]')],
		['another code', deletedJson('123456789012345678')],
		['the code as a number', deletedJson(CODE).replace(`"${CODE}"`, CODE.slice(1))],
		['the code in a list', deletedJson(CODE).replace(`"${CODE}"`, `["${CODE}"]`)],
		['another status of the customer', deletedJson(CODE).replace('"deleted"', 'true')],
		['a list', `[${deletedJson(CODE)}]`],
		['two documents', deletedJson(CODE) + deletedJson(CODE)],
		['two calls', `done(${deletedJson(CODE)});done(${deletedJson(CODE)});`],
		['a call of a call', `done(done(${deletedJson(CODE)}));`],
		['a call with two arguments', `done(${deletedJson(CODE)},1);`],
		['something before the call', `alert(1);done(${deletedJson(CODE)});`],
		['a call that does not end', `done(${deletedJson(CODE)}`],
		['an answer that is inherited', `{"__proto__":${deletedJson(CODE)}}`],
	])('in JSON: %s', async (_, body) => {
		expect(failureOf(await answered(body, json))).toMatchObject({ outcome: 'unknown', code: CODE });
	});

	test.each([
		[204, 'unknown'],
		[302, 'rejected'],
		[404, 'rejected'],
		[500, 'unknown'],
		[503, 'unknown'],
	])('a success with status %i', async (status, outcome) => {
		const failure = failureOf(await answered(xml, {}, status));
		expect(failure).toMatchObject({ outcome, statusCode: status });
	});
});
