import { deletion, down, question, seen, useDeletions } from '../support/deletions.cts';
import { deletedJson, deletedXml, foundJson, says } from '../support/responses.cts';
import {
	continueModes,
	itemsFor,
	parametersFor,
	failedOf,
	failureOf,
	outcomesOf,
	sent,
	sleep,
	stopOf,
	stops,
	tries,
} from '../support/runs.cts';
import { deleteBy } from '../support/searches.cts';

const { calls, deleteOne, inTurn, runDeletions, workbench } = useDeletions();

/** Customers that the service has. */
const [first = '', second = '', third = '', fourth = ''] = [
	...['1234567890123456', '2345678901234567', '3456789012345678', '4567890123456789'],
];
const oneByOne = { parallelRequests: 1 };

/** To each deletion of this customer the service says that it deleted another. */
const deletesAnother = (code: string, other = '120') =>
	workbench.sandbox.fault({ ...says(deletedXml(other)), form: { ...deletion.form, code } });

describe('after a response that says another customer was deleted', () => {
	test.each(continueModes)('nothing new starts (%s)', async (onError) => {
		deletesAnother(second);
		const ids = [first, second, third, second, fourth];
		const failed = failedOf(await runDeletions(ids, oneByOne, { onError }));

		expect(sent(workbench.sandbox)).toEqual([first, second]);
		// The second item for the same customer shares the response.
		expect(outcomesOf(failed)).toEqual(['unknown', 'notSent', 'unknown', 'notSent']);
		expect(failureOf(failed[2]).description).toMatch(/\b120\b/);
		expect(failureOf(failed[1])).toMatchObject({ attempts: 0 });
	});

	test.each([1, 3])('a run that stops on errors names the code, in its try %d', async (count) => {
		deletesAnother(second);
		workbench.sandbox.fault({ ...seen, ...question });
		const ids = [first, second, third];
		const result = await runDeletions(ids, oneByOne, { ...stops, ...tries(count) });

		expect(sent(workbench.sandbox)).toEqual([first, second]);
		expect(stopOf(result).itemIndex).toBe(1);
		expect(stopOf(result).text).toMatch(/\b120\b/);
	});

	test.each([1, 3])(
		'a run that stops on errors names all of them, before what failed earlier, in its try %d',
		async (count) => {
			const { sandbox } = workbench;
			const hold = sandbox.hold({ form: { code: third } });
			sandbox.fault({ kind: 'status', status: 400, form: { ...deletion.form, code: first } });
			deletesAnother(second, '120');
			deletesAnother(third, '121');
			const how = { ...stops, ...tries(count) };
			const run = runDeletions([first, second, third, fourth], { parallelRequests: 3 }, how);
			await hold.waiting(1);
			await sleep(100);
			hold.release();
			const { text, itemIndex } = stopOf(await run);

			expect(sent(sandbox).sort()).toEqual([first, second, third]);
			expect(itemIndex).toBe(1);
			expect(text.match(/\b12[01]\b/g)).toEqual(['120', '121']);
			expect(text).toMatch(/Rejected[^.]*: 1 item \(item 0\)/);
		},
	);

	test.each(continueModes.flatMap((mode) => [5, 0].map((limit) => [mode, limit] as const)))(
		'the next tries neither send nor ask, and fail (%s, Safety Limit %d)',
		async (onError, safetyLimit) => {
			deletesAnother(first);
			const result = await workbench.run({
				parameters: { ...parametersFor.delete(oneByOne), safetyLimit },
				items: itemsFor([first, second]),
				...{ onError, ...tries(3) },
			});

			expect(sent(workbench.sandbox)).toEqual([first]);
			expect(outcomesOf(failedOf(result))).toEqual(['unknown', 'notSent']);
		},
	);

	test('the next try names the code, though the item names somebody else then', async () => {
		const { sandbox } = workbench;
		deletesAnother(first);
		const item = {
			get id() {
				return sandbox.requestCount() > 0 ? second : first;
			},
		};
		const { output } = await workbench.run({
			parameters: parametersFor.delete(oneByOne),
			items: [item],
			...{ onError: continueModes[0], ...tries(2) },
		});

		expect(sent(sandbox)).toEqual([first]);
		expect(failureOf(output[0])).toMatchObject({ code: second, outcome: 'notSent' });
		expect(failureOf(output[0]).description).toMatch(/\b120\b/);
	});

	test('who was named by an email: the next try still names the code', async () => {
		const { sandbox } = workbench;
		const customers = { 'ann@example.com': '1', 'bob@example.com': '2' };
		for (const [email, code] of Object.entries(customers)) {
			const form = { type: 'customer_search', email };
			sandbox.fault({ ...says(foundJson([{ code, email }])), form });
		}
		sandbox.fault({ ...says(deletedXml('1')), form: { code: '1' } });
		deletesAnother('2');
		const result = await workbench.run({
			parameters: deleteBy('email', { ...oneByOne, retries: 0 }),
			items: Object.keys(customers).map((id) => ({ id })),
			...tries(2),
		});

		expect(calls().filter((type) => type === 'delete')).toHaveLength(2);
		expect(stopOf(result).text).toMatch(/\b120\b/);
		expect(stopOf(result).text).toMatch(/Done: 1 item \(item 0\)/);
	});

	test.each<[what: string, by: string, next: object]>([
		['an item is invalid', 'code', { id: '' }],
		['an item that is looked for is invalid', 'email', { id: '' }],
		['there are more customers than Safety Limit allows', 'code', { id: third }],
		['an option is another for it', 'code', { seconds: 20 }],
	])('a run that stops on errors names the code, though %s in the next try', async (...row) => {
		const [, by, next] = row;
		const { sandbox } = workbench;
		deletesAnother(first);
		sandbox.fault({
			...says(foundJson([{ code: first, email: 'ann@example.com' }])),
			form: { type: 'customer_search' },
		});
		const usual = { id: by === 'email' ? 'ann@example.com' : first, seconds: 30 };
		const now = () => ({ ...usual, ...(calls().includes('delete') && next) });
		const last = {
			get id() {
				return now().id;
			},
			get seconds() {
				return now().seconds;
			},
		};
		const options = { ...oneByOne, timeout: '={{ $json.seconds }}' };
		const result = await workbench.run({
			parameters: { ...deleteBy(by, options), safetyLimit: 1 },
			items: [usual, last],
			...tries(2),
		});

		expect(calls().filter((type) => type === 'delete')).toHaveLength(1);
		expect(stopOf(result).text).toMatch(/\b120\b/);
		expect(stopOf(result).itemIndex).toBe(0);
	});

	test('what is under way finishes, is asked about, and is not sent again', async () => {
		const { sandbox } = workbench;
		const ofCode = (code: string) => ({ form: { ...deletion.form, code } });
		const hold = sandbox.hold();
		for (const code of [second, third, fourth]) {
			sandbox.fault({ kind: 'slow', ms: 200, ...ofCode(code) });
		}
		deletesAnother(first);
		sandbox.fault({ kind: 'drop', when: 'after', ...ofCode(third) });
		sandbox.fault({ kind: 'drop', when: 'before', ...ofCode(fourth) });
		const ids = [first, second, third, fourth, '0000123456789012'];
		const run = runDeletions(ids, { parallelRequests: 4 });
		await hold.waiting(4);
		hold.release();
		const { output } = await run;

		expect(outcomesOf(output)).toEqual(['unknown', 'done', 'done', 'unknown', 'notSent']);
		expect(output[2]?.json.verified).toBe(true);
		expect(calls().sort()).toEqual([...Array(4).fill('delete'), 'exists', 'exists']);
		expect(sent(sandbox).slice(4).sort()).toEqual([third, fourth].sort());
	});

	test('two that are under way may both say so, and each names its own', async () => {
		const hold = workbench.sandbox.hold();
		deletesAnother(first, '120');
		deletesAnother(second, '121');
		const run = runDeletions([first, second, third], { parallelRequests: 2 });
		await hold.waiting(2);
		hold.release();
		const { output } = await run;

		expect(calls()).toEqual(['delete', 'delete']);
		expect(outcomesOf(output)).toEqual(['unknown', 'unknown', 'notSent']);
		expect(failureOf(output[0]).description).toMatch(/\b120\b/);
		expect(failureOf(output[1]).description).toMatch(/\b121\b/);
	});

	test('to a second attempt, nobody is asked and there is no third', async () => {
		inTurn(deletion, down);
		inTurn(question, seen);
		deletesAnother(first);
		const failure = failureOf(await deleteOne());

		expect(calls()).toEqual(['delete', 'exists', 'delete']);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 2 });
		expect(failure.description).toMatch(/\b120\b/);
	});
});

describe('in the next turn of a loop nothing is sent', () => {
	test.each(['continueRegularOutput', 'stopWorkflow'] as const)(
		'nor where n8n goes on with the execution (%s)',
		async (onError) => {
			deletesAnother(first);
			const parameters = parametersFor.delete(oneByOne);
			const batches = [itemsFor([first]), itemsFor([first, second])];
			const { turns, contextData } = await workbench.run({
				parameters,
				batches,
				onError: 'continueRegularOutput',
			});
			const again = await workbench.run({
				parameters,
				contextData,
				items: itemsFor([second]),
				onError,
			});

			expect(sent(workbench.sandbox)).toEqual([first]);
			expect(turns.flatMap(({ output }) => outcomesOf(output))).toEqual([
				...['unknown', 'notSent', 'notSent'],
			]);
			const text =
				onError === 'stopWorkflow' ? stopOf(again).text : failureOf(again.output[0]).message;
			expect(text).toContain('deleted another customer');
		},
	);
});

const warning = '<br />\n<b>Warning</b>:  Undefined variable in <b>/a.php</b><br />\n';

describe('a response that cannot be read and tells of a deletion', () => {
	const other = deletedXml('120');

	test.each([
		['behind what PHP printed', `${warning}${other}`],
		['in the second of two documents', `${deletedXml('12')}${other}`],
		['cut off behind it', other.slice(0, -30)],
		['with an attribute', other.replace('<code>', '<code type="x">')],
		['with keys in capitals', '{"Status":"success","Customer":{"Status":"Deleted","Code":"120"}}'],
		['under another key', deletedJson('120').replace('"code"', '"customer_code"')],
		['as an attribute beside it', deletedXml('12').replace('<customer', '<customer code="120"')],
		['with a code as a number', '{"Status":"Success","Customer":{"Status":"Deleted","Code":120}}'],
		['as a number under another key', '{"customer":{"status":"deleted","customer_code":120}}'],
		['in a list', '{"status":"success","deleted":[120]}'],
		[
			'in a list of codes',
			'<response status="success"><deleted><code>120</code><code>12</code></deleted></response>',
		],
		['in a list of codes of one', '{"status":"success","deleted":[{"code":["120"]}]}'],
		['in a list of customers', '{"status":"success","deleted":[{"code":"120"}]}'],
		['marked by a flag', '{"status":"success","customer":{"code":"120","deleted":true}}'],
		['below the status', '{"status":"deleted","customer":{"code":"120"}}'],
		['below it in a list', '{"list":{"status":"deleted","customers":[{"code":"120"}]}}'],
		[
			'below it in XML',
			'<response status="success"><deleted><customer><code>120</code></customer></deleted></response>',
		],
		['with several statuses', '{"customer":{"status":["deleted","final"],"code":"120"}}'],
		['behind a line of JSON', `{"debug":1}\n${other}`],
		['behind a no in XML', '<response status="error"/>{"status":"deleted","code":"120"}'],
		[
			'behind a document',
			`${deletedXml('12')}\n<customer status="deleted"><code>120</code></customer>`,
		],
		[
			'in a cut document behind a whole one',
			`<response status="success"></response>${other.slice(0, -12)}`,
		],
		[
			'with the key twice, behind what PHP printed',
			`${warning}{"status":"deleted","code":"120","code":"12"}`,
		],
		[
			'beside the code that was sent',
			'<response status="success"><code>12</code><deleted>120</deleted></response>',
		],
		[
			'behind a long attribute',
			`<customer name="${'x'.repeat(200)}" code="120" status="deleted"/>`,
		],
		['and it is the right one', `${warning}${deletedXml('12')}`, false],
	])('of another customer, %s: never again, and nothing else', async (_, body, isOther = true) => {
		workbench.sandbox.fault({ ...says(body), ...deletion });
		workbench.sandbox.fault({ ...seen, ...question });
		const { output } = await runDeletions(['12', '13'], oneByOne);

		expect(calls().filter((type) => type === 'delete')).toHaveLength(isOther ? 1 : 2);
		expect(outcomesOf(output)).toEqual(['unknown', isOther ? 'notSent' : 'unknown']);
		expect(failureOf(output[0]).description.includes('120')).toBe(isOther);
	});
});

// Where the service lost the code, each would be another customer.
test.each([
	['nobody is named', '<response status="success"><customer status="deleted"/></response>'],
	['without its zeros', deletedXml('12')],
	['behind what PHP printed', `${warning}${deletedXml('0012')}`],
])(
	'a deletion that went to whoever it was, %s, is not sent again in the tries of Retry On Fail',
	async (_, body) => {
		workbench.sandbox.fault({ ...says(body), ...deletion });
		workbench.sandbox.fault({ ...seen, ...question });
		const result = await runDeletions(['0012'], oneByOne, { ...stops, ...tries(3) });

		expect(calls()).toEqual(['delete', 'exists', 'exists', 'exists']);
		const { text } = stopOf(result);
		expect(text).toMatch(
			/still there.*speaks of a deletion.*support before you run the item again/,
		);
		expect(text).not.toContain('Run the item again later');
	},
);

// PHP sends what was printed before a fatal error, with status 500.
test.each([
	['another customer', deletedXml('120'), false],
	['nobody', '<response status="success"><customer status="deleted"/></response>', false],
	['the customer, in JSON', deletedJson('12'), false],
	['no deletion', '<response status="success"/>', true],
])('HTTP 500 that tells of a deletion of %s', async (_, body, isSentAgain) => {
	workbench.sandbox.fault({ ...says(body, { status: 500 }), ...deletion });
	workbench.sandbox.fault({ ...seen, ...question });
	const { output } = await runDeletions(['12'], { retries: 1 });

	const once = ['delete', 'exists'];
	expect(calls()).toEqual(isSentAgain ? [...once, ...once] : once);
	const { description, ...failure } = failureOf(output[0]);
	expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 500 });
	expect(description.includes('Run the item again later')).toBe(isSentAgain);
	expect(description.includes('speaks of a deletion')).toBe(!isSentAgain);
});

/** A response that says so of this customer, with more in it. */
const xml = (code: string, more = '') =>
	deletedXml(code).replace('</customer>', `${more}</customer>`);
const json = (code: string, more: object = {}) =>
	JSON.stringify({ status: 'success', customer: { status: 'deleted', code, ...more } });

describe('tells of no other customer, and the others are deleted', () => {
	const upTo = (text: string, last: string) => text.slice(0, text.indexOf(last) + last.length);

	test.each([
		['XML cut off in the code', first, upTo(xml(first), '12345678')],
		['XML cut off behind the code', first, upTo(xml(first), first)],
		['JSON cut off in the code', first, upTo(json(first), '12345678')],
		[
			'JSON cut off in a number',
			first,
			upTo(json(first).replaceAll(`"${first}"`, first), '12345678'),
		],
		['a code with a space, behind what PHP printed', 'AB 12', `${warning}${xml('AB 12')}`],
		['a code with an entity', 'A&B', `${warning}${xml('A&B')}${warning}`],
		['an escaped code', '\u00dc/12', `${warning}${json('U').replace('"U"', '"\\u00dc\\/12"')}`],
		['the code of a status', first, `${warning}${json(first).replace('{', '{"code":200,')}`],
		['a flag', first, xml(first, '<deleted>1</deleted>')],
		['a date', first, xml(first, '<deleted>2026-11-29 01:02:03</deleted>')],
		['a time', first, json(first, { deleted: 1764378123 })],
		['a time beside the customer', first, json(first).replace('{', '{"deleted":1764378123,')],
		[
			'a date beside the customer',
			first,
			json(first).replace('{', '{"deleted":"2026-11-29T01:02:03Z",'),
		],
		['a number as text', first, xml(first, '<deleted>1764378123</deleted>')],
		['a count', first, xml(first).replace('<customer', '<deleted>1</deleted><customer')],
		[
			'a count, and a customer without a status',
			first,
			`{"deleted":1,"customer":{"code":"${first}"}}`,
		],
		['a web page', first, '<!doctype html><p>status="deleted"<code>customer_delete</code>'],
		[
			'data in a web page',
			first,
			'<!doctype html><script>a={"code":"en","user":{"deleted":false}}</script><script>b={}</script>',
		],
		['a no with a flag', first, '{"status":"error","error":"Customer not found","deleted":"0"}'],
		['a code that reads like a number', '1E5', json('N').replace('"N"', '100000.0')],
	])('%s', async (_, id, body) => {
		inTurn(deletion, says(body));
		workbench.sandbox.fault({ ...seen, ...question });
		const { output } = await runDeletions([id, second], { ...oneByOne, retries: 0 });

		expect(outcomesOf(output)[1]).toBe('done');
		expect(JSON.stringify(output[0])).not.toContain('deleted another customer');
	});
});
