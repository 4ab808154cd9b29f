import type { RunOptions } from '../../dev/engine/index.cts';
import type { Fault } from '../../sandbox/index.cts';
import { deletion, noCode, ofCode, question, useDeletions } from '../support/deletions.cts';
import { broken, rejection } from '../support/faults.cts';
import { stopOf } from '../support/outcomes.cts';
import { formsOf, says } from '../support/responses.cts';
import { codes, continues, itemsFor, oneByOne, parametersFor, sent } from '../support/runs.cts';

const { calls, inTurn, workbench } = useDeletions();

const [first = '', second = ''] = codes;

type Execution = Partial<Omit<RunOptions, 'items' | 'batches'>>;

/** Deletes customers one by one. With a context it is what n8n's Retry button makes of an execution. */
const execute = async (ids: readonly string[], { parameters, ...more }: Execution = {}) =>
	await workbench.run({
		parameters: { ...parametersFor.delete(oneByOne), safetyLimit: 3, ...parameters },
		...{ items: itemsFor(ids), ...more },
	});

/** An execution that stopped at the second customer; forgets what was sent for that. */
async function stoppedExecution(fault: Fault) {
	inTurn(ofCode(second), fault);
	const removeSilence = workbench.sandbox.fault({ ...broken, ...question });
	const { status, contextData } = await execute(codes);
	removeSilence();
	expect(status).toBe('error');
	expect(new Set(sent(workbench.sandbox))).toEqual(new Set([first, second]));
	workbench.sandbox.requests.length = 0;
	return contextData;
}

describe("n8n's Retry button after a stopped Delete", () => {
	test.each<[string, Fault, unknown]>([
		['was rejected', rejection, undefined],
		['ended unclear, but was carried out', { ...broken, carryOut: true }, true],
		['ended unclear, and was not carried out', broken, undefined],
	])('finishes it where the deletion that it stopped at %s', async (_, fault, verified) => {
		const contextData = await stoppedExecution(fault);
		const { status, output } = await execute(codes, { contextData });

		expect(status).toBe('success');
		expect(output.map(({ json }) => json.deleted)).toEqual([true, true, true]);
		expect(output.map(({ json }) => json.verified)).toEqual([true, verified, undefined]);
	});

	const [[, noMatch = ''] = []] = formsOf({ status: 'no_match', message: 'No matching customer' });
	const once = ['delete'];
	const asked = ['delete', 'exists'];
	const rejected = expect.objectContaining({
		...{ outcome: 'rejected', attempts: 1, message: expect.stringContaining('Customer not found') },
	});
	const unsaid = { ...broken, body: 'Ask later', ...question };
	test.each<[what: string, id: string, said: Fault | undefined, calls: string[], json: object]>([
		['nobody can tell of', first, unsaid, asked, { error: rejected }],
		['is gone, after HTTP 400', first, says('No', { status: 400 }), asked, { verified: true }],
		['is gone, after HTTP 404', first, says('No', { status: 404 }), asked, { verified: true }],
		['is missing, as the service says', first, says(noMatch), once, { verified: true }],
		['was sent nothing in it', noCode, undefined, once, { error: {} }],
		['is not the matter of HTTP 401', first, says('', { status: 401 }), once, { error: {} }],
		['is not the matter of HTTP 403', first, says('', { status: 403 }), once, { error: {} }],
	])('is about a customer who %s', async (_, id, said, then, json) => {
		const contextData = await stoppedExecution(rejection);
		if (said === unsaid) workbench.sandbox.fault(unsaid);
		else if (said !== undefined) inTurn(deletion, said);
		const { output } = await execute([id], { contextData, ...continues });

		expect(calls()).toEqual(then);
		expect(output[0]?.json).toMatchObject(json);
	});

	// Only a deletion that may have been applied can be why there is nothing left to delete.
	test.each<[string, Fault, string[]]>([
		['ended unclear', broken, asked],
		['was rejected', rejection, once],
	])('leaves who is still there rejected in its words; whose deletion %s', async (...row) => {
		const [, fault, then] = row;
		const contextData = await stoppedExecution(fault);
		inTurn(ofCode(second), rejection);
		const { message, itemIndex } = stopOf(await execute(codes, { contextData }));

		expect(calls()).toEqual([...asked, ...then]);
		expect(itemIndex).toBe(1);
		expect(message).toContain('Not today');
	});

	test('finishes it where an attempt arrives late, although a later one was rejected', async () => {
		inTurn(deletion, { kind: 'hang' }, { ...rejection, headers: { 'retry-after': '0' } });
		const options = { parallelRequests: 1, retries: 1, timeout: 1 };
		const stopped = await execute([first], { parameters: { options } });
		expect(stopOf(stopped).message).toContain('Not today');
		// It arrives, as this one does.
		await execute([first]);
		workbench.sandbox.requests.length = 0;
		const { output } = await execute([first], { contextData: stopped.contextData });

		expect(calls()).toEqual(asked);
		expect(output[0]?.json).toMatchObject({ deleted: true, verified: true });
	});
});
