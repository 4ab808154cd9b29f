import {
	broken,
	code,
	deletion,
	down,
	noCode,
	question,
	rejection,
	useDeletions,
} from '../support/deletions.cts';
import { codes, sent, stopOf } from '../support/runs.cts';

const { calls, inTurn, isThere, runDeletions, workbench } = useDeletions();

/** n8n's own switch, which runs the whole node again. */
const tries = (maxTries: number) => ({
	node: { retryOnFail: true, maxTries, waitBetweenTries: 1 },
});
const oneByOne = { parallelRequests: 1, retries: 0 };
const stops = { onError: 'stopWorkflow' } as const;

/** A deletion that nobody can tell anything about. */
function unclearTry(carryOut: boolean): void {
	inTurn(deletion, { ...down, carryOut });
	inTurn(question, broken);
}

describe('a deletion that an earlier try left unknown', () => {
	test('is asked about first, and sent because the customer is still there', async () => {
		unclearTry(false);
		const { output } = await runDeletions([code], oneByOne, { ...stops, ...tries(2) });

		expect(calls()).toEqual(['delete', 'exists', 'exists', 'delete']);
		expect(output[0]?.json).toMatchObject({ deleted: true });
		expect(output[0]?.json).not.toHaveProperty('verified');
	});

	test('is asked about, and not sent because the customer is gone', async () => {
		unclearTry(true);
		const { output } = await runDeletions(codes, oneByOne, { ...stops, ...tries(2) });

		expect(calls().slice(0, 3)).toEqual(['delete', 'exists', 'exists']);
		expect(sent(workbench.sandbox)).toEqual([code, code, code, ...codes.slice(1)]);
		expect(output.map(({ json }) => json.verified)).toEqual([true, undefined, undefined]);
	});

	test('is asked about, and not sent as long as nobody can say', async () => {
		unclearTry(false);
		workbench.sandbox.fault({ ...broken, ...question });
		const result = await runDeletions([code], oneByOne, { ...stops, ...tries(3) });

		expect(calls()).toEqual(['delete', 'exists', 'exists', 'exists']);
		expect(stopOf(result).description).toMatch(/unclear[^.]*: 1 item \(item 0\)/i);
		expect(isThere()).toBe(true);
	});

	test('under a continue mode, too', async () => {
		unclearTry(true);
		const { output } = await runDeletions(codes, oneByOne, tries(2));

		expect(sent(workbench.sandbox)).toEqual([code, code, ...codes.slice(1), code]);
		expect(output.map(({ json }) => json.success)).toEqual([true, true, true]);
	});

	test('one that was rejected, but may still arrive late, is asked about as well', async () => {
		inTurn(deletion, { kind: 'hang' }, rejection);
		const { status } = await runDeletions(
			[code],
			{ ...oneByOne, retries: 1 },
			{ ...stops, ...tries(2) },
		);

		expect(status).toBe('success');
		expect(calls()).toEqual([...['delete', 'exists', 'delete', 'exists'], ...['exists', 'delete']]);
	});

	test('one that was rejected is sent again without a question', async () => {
		const result = await runDeletions([noCode], oneByOne, { ...stops, ...tries(2) });

		expect(calls()).toEqual(['delete', 'delete']);
		expect(stopOf(result).message).toContain('Customer not found');
	});
});
