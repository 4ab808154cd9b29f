import { failureOf, parametersFor } from '../support/runs';
import { useWorkbench } from '../support/workbench';

const workbench = useWorkbench();

const operations = ['forget', 'lock', 'setDetails', 'unlock'] as const;

/** What becomes of a customer whose request gets this answer. */
async function answered(
	body: string | Buffer,
	status = 200,
	operation: (typeof operations)[number] = 'lock',
) {
	workbench.sandbox.fault({ kind: 'answer', body, status });
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0 }),
		items: [{ id: '191', city: 'Rome' }],
		onError: 'continueRegularOutput',
	});
	expect(output).toHaveLength(1);
	return output[0];
}

const done = (operation: string) => ({
	success: true,
	operation,
	customerId: '191',
	processedAt: expect.any(String),
});

describe('what counts as done at Trackfinity', () => {
	test.each([
		['true', 'true'],
		['true with white space around', ' \r\n\ttrue\n'],
		['true after a byte order mark', '\uFEFFtrue'],
		['a byte order mark and white space', '\uFEFF \ntrue \n'],
		['a result that is true', '{"result":true}'],
		['a success that is true', '{"success":true}'],
		['a result of "success"', '{"result":"success"}'],
		['case does not matter: Success', '{"result":"Success"}'],
		['case does not matter: SUCCESS', '{"success":"SUCCESS"}'],
		['other keys beside it', '{"id":191,"result":true,"errors":[],"status":"error"}'],
		['an object after a byte order mark', '\uFEFF\n{ "success" : true }\n'],
		['an empty message', '{"result":true,"message":""}'],
	])('%s', async (_, body) => {
		expect((await answered(body))?.json).toEqual(done('lock'));
	});

	test('its message is passed on', async () => {
		const item = await answered('{"result":"Success","message":"Lock Changed"}');
		expect(item?.json).toEqual({ ...done('lock'), message: 'Lock Changed' });
	});

	test.each([200, 201, 202, 206, 226, 299])('with status %i', async (status) => {
		expect((await answered('true', status))?.json).toEqual(done('lock'));
	});

	test.each(operations)('for the operation %s', async (operation) => {
		expect((await answered('true', 200, operation))?.json).toMatchObject(done(operation));
	});

	test('whatever content type the answer claims', async () => {
		workbench.sandbox.fault({
			kind: 'answer',
			body: 'true',
			headers: { 'content-type': 'text/html; charset=utf-8' },
		});
		const { output } = await workbench.run({
			parameters: parametersFor.lock(),
			items: [{ id: '191' }],
		});
		expect(output[0]?.json).toEqual(done('lock'));
	});
});

describe('an answer that says no', () => {
	test.each([
		['false', 'false', undefined],
		['a result that is false', '{"result":false}', undefined],
		['a success that is false, with its reason', '{"success":false,"message":"Locked"}', 'Locked'],
		['an error', '{"error":"Customer is locked"}', 'Customer is locked'],
		['an error beside a success', '{"error":"Nope","result":true,"success":true}', 'Nope'],
		['an error with a text inside', '{"error":{"message":"Locked"}}', 'Locked'],
	])('%s', async (_, body, said) => {
		const item = await answered(body);
		expect(failureOf(item)).toMatchObject({ outcome: 'rejected', statusCode: 200, attempts: 1 });
		if (said !== undefined) expect(failureOf(item).message).toContain(said);
	});
});

describe('nothing else', () => {
	test.each([
		['null', 'null'],
		['0', '0'],
		['1', '1'],
		['an empty list', '[]'],
		['an empty object', '{}'],
		['an empty body', ''],
		['white space', ' \n '],
		['a byte order mark alone', '\uFEFF'],
		['a page', '<!doctype html><html><body>true</body></html>'],
		['a page that speaks of success', '<html><h1>Success</h1>{"result":true}</html>'],
		['a PHP warning before true', 'Warning: Undefined variable $x in /srv/a.php on line 3\ntrue'],
		['a PHP warning in HTML before true', '<br />\n<b>Warning</b>: x in <b>a.php</b><br />\ntrue'],
		['a PHP notice before an object', 'Notice: x {"result":true}'],
		['a PHP warning after true', 'true\nWarning: x'],
		['the text "true"', '"true"'],
		['the text "success"', '"success"'],
		['the bare word success', 'success'],
		['True', 'True'],
		['TRUE', 'TRUE'],
		['a list with true', '[true]'],
		['a list with a success', '[{"result":true}]'],
		['two documents', 'true true'],
		['two objects', '{"result":true}{"result":true}'],
		['an object cut off', '{"result":true'],
		['true cut off', 'tru'],
		['true with a semicolon', 'true;'],
		['JSONP', 'done(true)'],
		['a comment before it', '/* */true'],
		['single quotes', "{'result':true}"],
		['a result of 1', '{"result":1}'],
		['a result of "true"', '{"result":"true"}'],
		['a result of "ok"', '{"result":"ok"}'],
		['a result of "success" with white space', '{"result":" success "}'],
		['a result of "successful"', '{"result":"successful"}'],
		['a long s in its place', '{"result":"ſucceſſ"}'],
		['keys in capitals', '{"Result":true,"SUCCESS":true}'],
		['a status of success', '{"status":"success"}'],
		['a result inside another object', '{"data":{"result":true}}'],
		['a result in a list', '{"result":[true]}'],
		['a result that is an object', '{"result":{"success":true}}'],
		['an error of null', '{"error":null,"result":true}'],
		['an error of false', '{"error":false,"success":true}'],
		['an empty error', '{"error":"","result":"success"}'],
		['a result that is inherited', '{"__proto__":{"result":true,"success":true}}'],
	])('%s is no answer to rely on', async (_, body) => {
		expect(failureOf(await answered(body))).toMatchObject({
			outcome: 'unknown',
			statusCode: 200,
			operation: 'lock',
			customerId: '191',
			description: expect.stringContaining('before you try again'),
		});
	});

	test.each([
		['true in UTF-16', Buffer.from('\uFEFFtrue', 'utf16le')],
		['NUL before it', Buffer.from('\0true')],
		['NUL after it', Buffer.from('true\0')],
		['broken UTF-8 after it', Buffer.from([0x74, 0x72, 0x75, 0x65, 0xff])],
	])('%s is no answer to rely on', async (_, body) => {
		expect(failureOf(await answered(body)).outcome).toBe('unknown');
	});

	test.each([
		[204, 'unknown'],
		[205, 'unknown'],
	])('status %i, which has no body', async (status, outcome) => {
		expect(failureOf(await answered('', status))).toMatchObject({ outcome, statusCode: status });
	});

	test.each([
		[300, 'rejected'],
		[302, 'rejected'],
		[304, 'rejected'],
		[400, 'rejected'],
		[404, 'rejected'],
		[418, 'rejected'],
		[500, 'unknown'],
		[503, 'unknown'],
		[599, 'unknown'],
	])('true with status %i is not done', async (status, outcome) => {
		expect(failureOf(await answered('true', status))).toMatchObject({
			outcome,
			statusCode: status,
		});
	});

	test.each(operations)('nor for the operation %s', async (operation) => {
		const failure = failureOf(await answered('{}', 200, operation));
		expect(failure).toMatchObject({ operation, outcome: 'unknown' });
	});
});
