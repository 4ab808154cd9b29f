import { failureOf, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const operations = ['forget', 'lock', 'setDetails', 'unlock'] as const;

/** What becomes of a customer whose request gets this response. */
async function respondedWith(
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
		['true after a byte order mark', '\uFEFFtrue'],
		['a byte order mark and white space', '\uFEFF \r\ntrue \t'],
		['a result that is true', '{"result":true}'],
		['a success, in any case', '{"success":"SUCCESS"}'],
		['other keys beside it', '{"id":191,"result":true,"status":"success"}'],
		['errors that hold nothing', '{"result":true,"error":null,"errors":[]}'],
		['an empty message', '{"result":true,"message":""}'],
	])('%s', async (_, body) => {
		expect((await respondedWith(body))?.json).toEqual(done('lock'));
	});

	test('its message is passed on', async () => {
		const item = await respondedWith('{"result":"Success","message":"Lock Changed"}');
		expect(item?.json).toEqual({ ...done('lock'), message: 'Lock Changed' });
	});

	test.each([200, 201, 202, 206, 226, 299])('with status %i', async (status) => {
		expect((await respondedWith('true', status))?.json).toEqual(done('lock'));
	});

	test.each(operations)('for the operation %s', async (operation) => {
		expect((await respondedWith('true', 200, operation))?.json).toMatchObject(done(operation));
	});

	test('64 KiB are read of it', async () => {
		expect((await respondedWith('true'.padEnd(64 * 1024)))?.json).toEqual(done('lock'));
	});

	test('whatever content type the response claims', async () => {
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

describe('a response that says no', () => {
	test.each([
		['false', undefined],
		['{"result":false}', undefined],
		['{"error":true,"message":"Customer is locked"}', 'Customer is locked'],
		['{"result":"error","message":"Customer is locked"}', 'Customer is locked'],
		['{"success":0,"message":"Customer is locked"}', 'Customer is locked'],
		['{"status":"error","description":"Customer is locked"}', 'Customer is locked'],
		['{"errors":["Customer is locked","Zip is long"]}', 'Customer is locked; Zip is long'],
		['{"error":{"message":"Customer is locked"}}', 'Customer is locked'],
	])('%s', async (body, said) => {
		const failure = failureOf(await respondedWith(body));
		expect(failure).toMatchObject({ outcome: 'rejected', statusCode: 200, attempts: 1 });
		if (said !== undefined) expect(failure.message).toContain(`: ${said}`);
	});

	test.each(operations)('for the operation %s', async (operation) => {
		const failure = failureOf(await respondedWith('false', 200, operation));
		expect(failure).toMatchObject({ operation, outcome: 'rejected' });
	});
});

describe('a response that says nothing', () => {
	const bothWays = 'the response says both yes and no';

	test.each([
		['{"success":true,"result":"error","message":"Odd"}', `${bothWays}: Odd`],
		['{"success":true,"errors":["No such zip"]}', `${bothWays}: No such zip`],
		['{"error":"Nope","result":true,"success":true}', `${bothWays}: Nope`],
		['{"success":false,"success":true}', 'the response has the same field twice'],
		['null', "didn't confirm the change"],
		['{}', "didn't confirm the change"],
		['{"result":1}', `didn't confirm the change: {"result":1}`],
		['"success"', "didn't confirm the change"],
		['{"message":"Queued"}', "didn't confirm the change: Queued"],
		['', 'the response is empty'],
		['\uFEFF \n', 'the response is empty'],
		[
			'Warning: Undefined variable\ntrue',
			"the response isn't JSON: Warning: Undefined variable true",
		],
		['{"result":true', "the response isn't JSON"],
		['done(true)', "the response isn't JSON"],
	])('%s', async (body, said) => {
		const failure = failureOf(await respondedWith(body));
		expect(failure).toMatchObject({
			outcome: 'unknown',
			statusCode: 200,
			operation: 'lock',
			customerId: '191',
			description: expect.stringMatching(/unclear.*safe/),
		});
		expect(failure.message).toContain(`(HTTP 200) but ${said}`);
	});

	test.each([
		['a page', '<!doctype html><html><body>true</body></html>'],
		['a page that speaks of success', '<html><h1>Success</h1>{"result":true}</html>'],
		['a PHP warning in HTML before true', '<br />\n<b>Warning</b>: x in <b>a.php</b><br />\ntrue'],
	])('%s, which is not quoted', async (_, body) => {
		const failure = failureOf(await respondedWith(body));
		expect(failure.outcome).toBe('unknown');
		expect(failure.message).not.toContain('<');
	});

	test.each([
		['true in UTF-16', Buffer.from('\uFEFFtrue', 'utf16le')],
		['NUL before it', Buffer.from('\0true')],
		['NUL after it', Buffer.from('true\0')],
		['broken UTF-8 after it', Buffer.from([0x74, 0x72, 0x75, 0x65, 0xff])],
	])('%s', async (_, body) => {
		expect(failureOf(await respondedWith(body)).outcome).toBe('unknown');
	});

	test('a byte more than 64 KiB', async () => {
		const failure = failureOf(await respondedWith('true'.padEnd(64 * 1024 + 1)));
		expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 200 });
		expect(failure.message).toContain('far too long');
	});

	test.each([204, 205])('status %i, which has no body', async (status) => {
		const failure = failureOf(await respondedWith('', status));
		expect(failure).toMatchObject({ outcome: 'unknown', statusCode: status });
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
		const failure = failureOf(await respondedWith('true', status));
		expect(failure).toMatchObject({ outcome, statusCode: status });
	});

	test.each(operations)('for the operation %s', async (operation) => {
		const failure = failureOf(await respondedWith('{}', 200, operation));
		expect(failure).toMatchObject({ operation, outcome: 'unknown' });
	});
});
