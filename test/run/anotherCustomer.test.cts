import { changing, itemsFor, sent } from '../support/customers.cts';
import { deletion, ofCode, question, useDeletions } from '../support/deletions.cts';
import { down, seen } from '../support/faults.cts';
import { failedOf, failureOf, outcomesOf, stopOf } from '../support/outcomes.cts';
import { deletedJson, deletedXml, says } from '../support/responses.cts';
import { continues, parametersFor, sleep, stops, tries, until } from '../support/runs.cts';
import { found } from '../support/searchedCustomers.cts';
import { deleteBy } from '../support/searches.cts';

const { calls, deleteOne, inTurn, runDeletions, workbench } = useDeletions();

/** Customers that the service has. */
const [first = '', second = '', third = '', fourth = '', fifth = ''] = found.map(([, one]) => one);
const oneByOne = { parallelRequests: 1 };

/** To each deletion of this customer the service says that it deleted another. */
const deletesAnother = (code: string, other = '120') =>
	workbench.sandbox.fault({ ...says(deletedXml(other)), ...ofCode(code) });

describe('after a response that says another customer was deleted', () => {
	test('nothing new starts', async () => {
		deletesAnother(second);
		const ids = [first, second, third, second, fourth];
		const { output } = await runDeletions(ids, oneByOne);

		expect(sent(workbench.sandbox)).toEqual([first, second]);
		// The second item for the same customer shares the response.
		expect(outcomesOf(output)).toEqual(['done', 'unknown', 'notSent', 'unknown', 'notSent']);
		expect(failureOf(output[3]).description).toMatch(/\b120\b/);
		expect(failureOf(output[2])).toMatchObject({
			...{ attempts: 0, message: expect.stringMatching(/^Not sent, .* deleted another customer/) },
			description: expect.stringMatching(/^Don't run this again.* The item .* names the code\.$/),
		});
	});

	test.each([
		['without Retry On Fail', {}],
		['in its third try', tries(3)],
	])('a run that stops on errors names all, before what failed earlier, %s', async (_, node) => {
		const { sandbox } = workbench;
		const hold = sandbox.hold({ form: { code: third } });
		sandbox.fault({ kind: 'status', status: 400, ...ofCode(first) });
		deletesAnother(second, '120');
		deletesAnother(third, '121');
		const options = { parallelRequests: 3 };
		const run = runDeletions([first, second, third, fourth], options, { ...stops, ...node });
		await hold.waiting(1);
		await until(() => sandbox.requests.filter(({ status }) => status !== undefined).length >= 2);
		await sleep(100);
		hold.release();
		const { text, itemIndex } = stopOf(await run);

		expect(sent(sandbox).sort()).toEqual([first, second, third]);
		expect(itemIndex).toBe(1);
		expect(text.match(/\b12[01]\b/g)).toEqual(['120', '121']);
		expect(text).toMatch(/Rejected[^.]*: 1 item \(item 0\)/);
	});

	test.each([
		['continueRegularOutput', 5],
		['continueErrorOutput', 0],
	] as const)('the next tries neither send nor ask (%s, %d)', async (onError, limit) => {
		deletesAnother(first);
		const parameters = { ...parametersFor.delete(oneByOne), safetyLimit: limit };
		const items = itemsFor([first, second]);
		const result = await workbench.run({ parameters, items, onError, ...tries(3) });

		expect(sent(workbench.sandbox)).toEqual([first]);
		const failed = failedOf(result);
		expect(outcomesOf(failed)).toEqual(['unknown', 'notSent']);
		expect(failureOf(failed[1]).message).toMatch(/^Not sent, .* deleted another customer/);
		expect(failureOf(failed[1]).description).toMatch(/\b120\b.*Don't run the item again/);
	});

	test.each<[what: string, by: string, next: object]>([
		['an item is invalid', 'code', { id: '' }],
		['an item that is looked for is invalid', 'email', { id: '' }],
		['there are more customers than Safety Limit allows', 'code', { id: third }],
		['an option is another for it', 'code', { seconds: 20 }],
	])('a run that stops on errors names the code, though %s in the next try', async (...row) => {
		const [, by, next] = row;
		const [email, code] = found[1];
		deletesAnother(code);
		const usual = { id: by === 'email' ? email : code, seconds: 30 };
		const requests = by === 'email' ? 2 : 1;
		const last = changing(workbench.sandbox, requests, usual, { ...usual, ...next });
		const options = { ...oneByOne, timeout: '={{ $json.seconds }}' };
		const parameters = { ...deleteBy(by, options), safetyLimit: 1 };
		const result = await workbench.run({ parameters, items: [usual, last], ...tries(2) });

		expect(calls().filter((type) => type === 'delete')).toHaveLength(1);
		expect(stopOf(result).text).toMatch(/\b120\b/);
		expect(stopOf(result).itemIndex).toBe(0);
	});

	test('what is under way finishes, is asked about, and is not sent again', async () => {
		const { sandbox } = workbench;
		const hold = sandbox.hold();
		for (const code of [second, third, fourth]) {
			sandbox.fault({ kind: 'slow', ms: 200, ...ofCode(code) });
		}
		deletesAnother(first);
		sandbox.fault({ kind: 'drop', when: 'after', ...ofCode(third) });
		sandbox.fault({ kind: 'drop', when: 'before', ...ofCode(fourth) });
		const ids = [first, second, third, fourth, fifth];
		const run = runDeletions(ids, { parallelRequests: 4 });
		await hold.waiting(4);
		hold.release();
		const { output } = await run;

		expect(outcomesOf(output)).toEqual(['unknown', 'done', 'done', 'unknown', 'notSent']);
		expect(output[2]?.json.verified).toBe(true);
		expect(calls().sort()).toEqual([...Array(4).fill('delete'), 'exists', 'exists']);
		expect(sent(sandbox).slice(4).sort()).toEqual([third, fourth].sort());
	});

	test('to a second attempt, nobody is asked and there is no third', async () => {
		inTurn(deletion, down);
		inTurn(question, seen);
		deletesAnother(first);
		const failure = failureOf(await deleteOne({}, first));

		expect(calls()).toEqual(['delete', 'exists', 'delete']);
		expect(failure).toMatchObject({ outcome: 'unknown', attempts: 2 });
		expect(failure.description).toMatch(/\b120\b/);
	});
});

test('in the next turn of a loop nothing is sent, nor where n8n goes on with the execution', async () => {
	deletesAnother(first);
	const parameters = parametersFor.delete(oneByOne);
	const batches = [itemsFor([first]), itemsFor([first, second])];
	const { turns, contextData } = await workbench.run({ parameters, batches, ...continues });
	const again = { parameters, contextData, items: itemsFor([second]) };
	const { output } = await workbench.run({ ...again, ...continues });
	const stopped = await workbench.run(again);

	expect(sent(workbench.sandbox)).toEqual([first]);
	const outcomes = turns.flatMap((turn) => outcomesOf(turn.output));
	expect(outcomes).toEqual(['unknown', 'notSent', 'notSent']);
	for (const text of [failureOf(output[0]).message, stopOf(stopped).text]) {
		expect(text).toContain('deleted another customer');
	}
});

const warning = '<br />\n<b>Warning</b>:  Undefined variable in <b>/a.php</b><br />\n';

// Where the service lost the code, each would be another customer.
test.each([
	['nobody is named', '<response status="success"><customer status="deleted"/></response>'],
	['without its zeros', deletedXml('12')],
	['behind what PHP printed', `${warning}${deletedXml('0012')}`],
])('a deletion of whoever it was, %s, is not sent again in further tries', async (_, body) => {
	workbench.sandbox.fault({ ...says(body), ...deletion });
	workbench.sandbox.fault({ ...seen, ...question });
	const result = await runDeletions(['0012'], oneByOne, { ...stops, ...tries(3) });

	expect(calls()).toEqual(['delete', 'exists', 'exists', 'exists']);
	const { text } = stopOf(result);
	expect(text).toMatch(/still there.*speaks of a deletion.*support before you run the item again/);
	expect(text).not.toContain('Run the item again later');
});

// PHP sends what was printed before a fatal error, with status 500.
test.each([
	['another customer', deletedXml('120'), false],
	['nobody', '<response status="success"><customer status="deleted"/></response>', false],
	['the customer, in JSON', deletedJson('12'), false],
	['no deletion', '<response status="success"/>', true],
	['nobody, where the key says so', '{"error":"Try again","deleted":false}', true],
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
