import { down, deletion, question, seen, useDeletions } from '../support/deletions.cts';
import { deletedXml, says } from '../support/responses.cts';
import {
	continueModes,
	failedOf,
	failureOf,
	outcomesOf,
	sent,
	stopOf,
	tries,
} from '../support/runs.cts';

const { calls, deleteOne, inTurn, runDeletions, workbench } = useDeletions();

/** Customers that the service has. */
const [first = '', second = '', third = '', fourth = ''] = [
	'1234567890123456',
	'2345678901234567',
	'3456789012345678',
	'4567890123456789',
];
const oneByOne = { parallelRequests: 1 };

/** To each deletion of this customer the service says that it deleted another. */
const deletesAnother = (code: string, other = '120') =>
	workbench.sandbox.fault({
		...says(deletedXml(other)),
		form: { ...deletion.form, code },
	});

describe('after a response that says another customer was deleted', () => {
	test.each(continueModes)('nothing new starts (%s)', async (onError) => {
		deletesAnother(second);
		const result = await runDeletions([first, second, third, second, fourth], oneByOne, {
			onError,
		});
		const failed = failedOf(result);

		expect(sent(workbench.sandbox)).toEqual([first, second]);
		expect(calls()).toEqual(['delete', 'delete']);
		// The second item for the same customer shares the response.
		expect(outcomesOf(failed)).toEqual(['unknown', 'notSent', 'unknown', 'notSent']);
		expect(failureOf(failed[2]).description).toMatch(/\b120\b/);
		expect(failureOf(failed[1])).toMatchObject({ attempts: 0 });
	});

	test('a run that stops on errors names the code', async () => {
		deletesAnother(second);
		const result = await runDeletions([first, second, third], oneByOne, {
			onError: 'stopWorkflow',
		});

		expect(calls()).toEqual(['delete', 'delete']);
		expect(stopOf(result).itemIndex).toBe(1);
		expect(stopOf(result).description).toMatch(/\b120\b/);
	});

	test('what is under way finishes, is asked about, and is not sent again', async () => {
		const { sandbox } = workbench;
		const hold = sandbox.hold();
		for (const code of [second, third, fourth]) {
			sandbox.fault({ kind: 'slow', ms: 200, form: { ...deletion.form, code } });
		}
		deletesAnother(first);
		sandbox.fault({ kind: 'drop', when: 'after', form: { ...deletion.form, code: third } });
		sandbox.fault({ kind: 'drop', when: 'before', form: { ...deletion.form, code: fourth } });
		const run = runDeletions([first, second, third, fourth, '0000123456789012'], {
			parallelRequests: 4,
		});
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

describe("under n8n's Retry On Fail, the next tries neither send nor ask, and fail", () => {
	test('when the run stops on errors: they name the code as well', async () => {
		deletesAnother(second);
		workbench.sandbox.fault({ ...seen, ...question });
		const result = await runDeletions([first, second, third], oneByOne, {
			onError: 'stopWorkflow',
			...tries(3),
		});

		expect(sent(workbench.sandbox)).toEqual([first, second]);
		expect(result.status).toBe('error');
		expect(stopOf(result).itemIndex).toBe(1);
		expect(stopOf(result).text).toMatch(/\b120\b/);
	});

	test.each(continueModes)('when it continues (%s)', async (onError) => {
		deletesAnother(first);
		const result = await runDeletions([first, second], oneByOne, { onError, ...tries(3) });

		expect(sent(workbench.sandbox)).toEqual([first]);
		expect(outcomesOf(failedOf(result))).toEqual(['unknown', 'notSent']);
	});
});
