import { createServer } from 'node:http';

import { encodeXML } from 'entities';

import { readDeletion } from '../../nodes/Trackfinity/services/deleteService';
import { deletion, question, seen, useDeletions } from '../support/deletions.cts';
import {
	customerXml,
	deleted,
	deletedJson,
	deletedXml,
	responseXml,
	says,
} from '../support/responses.cts';
import { codes, credentialsAt, failureOf, outcomesOf } from '../support/runs.cts';
import { listen } from '../support/servers.cts';

const { calls, inTurn, runDeletions, workbench } = useDeletions();

const right = deleted('12');
const other = deleted('120');
const asCode = (written: string) => deletedJson('').replace('""', written);
const rejection = (message: string) =>
	JSON.stringify({ status: 'error', error: { code: 1204, message } });

const success = (inside: string) => responseXml('success', inside);
const warning = '<br />\n<b>Warning</b>:  Undefined variable in <b>/a.php</b><br />\n';
const xml = (code: string, more = '') =>
	deletedXml(code).replace('</customer>', `${more}</customer>`);
const json = (code: string, more: object = {}) =>
	JSON.stringify({ status: 'success', customer: { status: 'deleted', code, ...more } });
const beside = success(`${customerXml('12')}<deleted><code a="x">120</code></deleted>`);

// In each form of the service: test/pure/deleteResponse. What is done about it: test/run/anotherCustomer.
test.each([
	['as a number in JSON', asCode('120')],
	['deeper inside', JSON.stringify({ status: 'success', customer: { ...right, of: { other } } })],
	['behind what PHP printed', `${warning}${xml('120')}`],
	['in the second of two documents', `${xml('12')}${xml('120')}`],
	['cut off behind it', xml('120').slice(0, -30)],
	['with an attribute', xml('120').replace('<code>', '<code type="x">')],
	['with keys in capitals', '{"Status":"success","Customer":{"Status":"Deleted","Code":"120"}}'],
	['under another key', deletedJson('120').replace('"code"', '"customer_code"')],
	['as an attribute beside it', xml('12').replace('<customer', '<customer code="120"')],
	['with a code as a number', '{"Status":"Success","Customer":{"Status":"Deleted","Code":120}}'],
	['as a number under another key', '{"customer":{"status":"deleted","customer_code":120}}'],
	['in a list of codes', success('<deleted><code>120</code><code>12</code></deleted>')],
	['in a list of codes of one', '{"status":"success","deleted":[{"code":[120]}]}'],
	['with an attribute, beside the code', beside],
	['marked by a flag', '{"status":"success","customer":{"code":"120","deleted":true}}'],
	['below the status', '{"status":"deleted","customer":{"code":"120"}}'],
	['below it in a list', '{"list":{"status":"deleted","customers":[{"code":"120"}]}}'],
	['below it in XML', success('<deleted><customer><code>120</code></customer></deleted>')],
	['with several statuses', '{"customer":{"status":["deleted","final"],"code":"120"}}'],
	['behind a line of JSON', `{"debug":1}\n${xml('120')}`],
	['behind a no in XML', '<response status="error"/>{"status":"deleted","code":"120"}'],
	['behind a document', `${xml('12')}\n<customer status="deleted"><code>120</code></customer>`],
	['in a cut document behind a whole one', `${success('')}${xml('120').slice(0, -12)}`],
	['with the key twice', `${warning}{"status":"deleted","code":"120","code":"12"}`],
	['beside the code that was sent', success('<code>12</code><deleted>120</deleted>')],
	['in CDATA, cut off', deletedXml('', '<![CDATA[120]]>').slice(0, -12)],
	['under another key, cut off', xml('120').replaceAll('code>', 'customer_code>').slice(0, -12)],
	['as another attribute', xml('12').replace('<customer', '<customer customer_code="120"')],
	['in what PHP makes of an attribute', asCode('{"@attributes":{"type":"s"},"0":"120"}')],
	['in JSON as a text of JSON', JSON.stringify(deletedJson('120'))],
	['in JSON as a text of a list', JSON.stringify('[{"status":"deleted","code":"120"}]')],
	['in XML as a text of XML', `<string>\n${encodeXML(xml('120'))}</string>`],
	['behind a long attribute', `<customer name="${'x'.repeat(200)}" code="120" status="deleted"/>`],
])('a response tells of another customer, %s', (_, body) => {
	expect(readDeletion(body, '12')).toMatchObject({ kind: 'wrongCustomer', code: '120' });
});

test('with zeros that were not sent, it is another customer', () => {
	expect(readDeletion(xml('0012'), '12')).toMatchObject({ kind: 'wrongCustomer', code: '0012' });
});

const first = '1234567890123456';
const upTo = (text: string, last: string) => text.slice(0, text.indexOf(last) + last.length);
const dataInPage =
	'<!doctype html><script>a={"code":"en","user":{"deleted":false}}</script><script>b={}</script>';

test.each([
	['XML cut off in the code', first, upTo(xml(first), '12345678')],
	['XML cut off behind the code', first, upTo(xml(first), first)],
	['JSON cut off in the code', first, upTo(json(first), '12345678')],
	['JSON cut off in a number', first, upTo(asCode(first), '12345678')],
	['a code with a space, behind what PHP printed', 'AB 12', `${warning}${xml('AB 12')}`],
	['a code with an entity', 'A&B', `${warning}${xml('A&B')}${warning}`],
	['an escaped code', '\u00dc/12', `${warning}${json('U').replace('"U"', '"\\u00dc\\/12"')}`],
	['the code of a status', first, `${warning}${json(first).replace('{', '{"code":200,')}`],
	['somebody below the one who is', first, json(first, { customers: [{ code: '120' }] })],
	['a flag', first, xml(first, '<deleted>1</deleted>')],
	['a date', first, xml(first, '<deleted>2026-11-29 01:02:03</deleted>')],
	['a time', first, json(first, { deleted: 1764378123 })],
	['a time beside the customer', first, json(first).replace('{', '{"deleted":1764378123,')],
	['a date beside it', first, json(first).replace('{', '{"deleted":"2026-11-29T01:02:03Z",')],
	['a number as text', first, xml(first, '<deleted>1764378123</deleted>')],
	['a count', first, xml(first).replace('<customer', '<deleted>1</deleted><customer')],
	['a count, no status', first, `{"deleted":1,"customer":{"code":"${first}"}}`],
	['a time, no status', first, `{"deleted":1764378123,"customer":{"code":"${first}"}}`],
	...['2026-11-29 01:02:03', '29.11.2026', 'Nov 29, 2026', 'yes'].map((mark) => [
		...[`'${mark}', no status`, first, `{"customer":{"code":"${first}","deleted":"${mark}"}}`],
	]),
	['a web page', first, '<!doctype html><p>status="deleted"<code>customer_delete</code>'],
	['data in a web page', first, dataInPage],
	['a no with a flag', first, '{"status":"error","error":"Customer not found","deleted":"0"}'],
	['a note of the customer', first, json(first, { custom1: '{"news":"yes","deleted":"never"}' })],
	['words that are JSON', first, '{"status":"error","message":"{\\"deleted\\":\\"failed\\"}"}'],
	['words with a status in quotes', first, rejection('Has status: "deleted"')],
	['an error that quotes a document', first, rejection(json(first))],
	['a code that lost some of its zeros', '0012', xml('012')],
	['a code that reads like a number', '1E5', json('N').replace('"N"', '100000.0')],
	['a no in JSON as a text of JSON', first, JSON.stringify('{"error":"Not deleted","code":"120"}')],
])('a response tells of no other customer: %s', (_, code, body) => {
	expect(readDeletion(body, code).kind).not.toBe('wrongCustomer');
});

const twoStatuses =
	'{"@status":"error","@attributes":{"status":"success"},"customer":{"@attributes":{"status":"deleted"},"code":"12"}}';

test.each([
	['another place', JSON.stringify({ status: 'success', customers: { customer: right } })],
	['a list that nobody can read', json('12').replace('{', '{"deleted":[[[[[["7"]]]]]],')],
	['two statuses from XML', twoStatuses],
	['a mark beside an error', '<response status="error"><deleted>1</deleted></response>'],
	['a mark beside no_match', '<response status="no_match"><deleted>1</deleted></response>'],
	['a success for another', success(customerXml('120', 'removed'))],
	['that as an attribute', success('<customer status="removed" code="120"/>')],
	['under another key', '{"status":"Success","customer":{"customer_code":"120"}}'],
	['one of two', '{"status":"success","customers":[{"code":"12"},{"code":"120"}]}'],
	['a key, cut off', '{"status":"success","deleted":{"code":'],
	['in JSON as a text of JSON', JSON.stringify(deletedJson('12'))],
	['a success without a code', success(customerXml('', 'removed')), false],
	['a success with a code that is no customer’s', success('<log><code>120</code></log>'), false],
	['a program', `<html><pre>$customer-&gt;status = &#039;deleted&#039;;</pre>`, false],
])('a deletion may be what a response tells of that says nothing: %s', (...row) => {
	const [, body, saysDeleted = true] = row;
	expect(readDeletion(body, '12')).toMatchObject({ kind: 'unclear', saysDeleted });
});

// The code in other writings: test/pure/responses.
test.each([
	['the code in other letters', deletedJson('a1f0'), 200],
	['another customer, with status 500', deletedXml('120'), 500],
])('it is asked about, and the run goes on: %s', async (_, body, status) => {
	inTurn(deletion, says(body, { status }));
	inTurn(question, seen);
	const [known = ''] = codes;
	const { output } = await runDeletions(['A1F0', known], { retries: 0, parallelRequests: 1 });

	expect(calls()).toEqual(['delete', 'exists', 'delete']);
	expect(outcomesOf(output)).toEqual(['unknown', 'done']);
	expect(failureOf(output[0]).description).toContain('speaks of a deletion');
});

/** More than is read of a response. */
const long = ' '.repeat(70_000);

const cutOff = createServer((request, response) => {
	void request.resume().on('end', () => {
		response.writeHead(200, { 'content-length': 9999 });
		response.write(xml('120'), () => response.destroy());
	});
});
afterAll(() => cutOff.close());

test.each([
	['after 64 KiB', says(`${xml('120')}${long}`), false],
	['after 64 KiB, with a page in it', says(xml('120', `<mail>&lt;html></mail>${long}`)), false],
	['not in time', { kind: 'drip', bytes: `${xml('120')}${long}`, everyMs: 1 }, false],
	['as its connection is cut', undefined, true],
] as const)('tells of another customer all the same: %s', async (_, fault, isCut) => {
	if (fault) workbench.sandbox.fault({ ...fault, ...deletion });
	const credentials = isCut && {
		credentials: credentialsAt(workbench.sandbox, `http://127.0.0.1:${await listen(cutOff)}`),
	};
	const options = { retries: 1, timeout: 3, parallelRequests: 1 };
	const { output } = await runDeletions(['12', '13'], options, { ...credentials });

	expect(outcomesOf(output)).toEqual(['unknown', 'notSent']);
	expect(failureOf(output[0])).toMatchObject({
		attempts: 1,
		message: expect.stringContaining('deleted another customer'),
		description: expect.stringMatching(/\b120\b/),
	});
});

const begun = '{"status":"success","customer":{"status":"deleted",';
test.each([
	['tells of the deletion', false, xml('12')],
	['holds some code', false, `${begun}"code":"12"},"meta":{"code":200,"x":"`],
	['tells of a deletion', false, `${begun}"name":"`],
	['tells of none', true, '<response status="success"><message>'],
	['is a page with a program', true, `<html><pre>$customer->status = 'deleted';</pre>`],
])('a response that is too long and %s names nobody; is it sent again: %j', async (...row) => {
	const [, isSentAgain, body] = row;
	inTurn(deletion, says(`${body}${long}`));
	workbench.sandbox.fault({ ...seen, ...question });
	const { output } = await runDeletions(['12', ...codes], { retries: 1, parallelRequests: 1 });

	const ofThis = workbench.sandbox.requests.filter(({ form }) => form['code'] === '12');
	expect(ofThis).toHaveLength(isSentAgain ? 4 : 2);
	expect(outcomesOf(output).slice(1)).toEqual(['done', 'done', 'done']);
	if (isSentAgain) return;
	expect(failureOf(output[0])).toMatchObject({
		...{ outcome: 'unknown', attempts: 1 },
		description: expect.stringContaining('speaks of a deletion'),
	});
});
