import type { IExecuteContextData, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { broken, deletion, noCode, question, useDeletions } from '../support/deletions.cts';
import { formsOf, refusedXml, says } from '../support/responses.cts';
import { codes, failureOf, itemsFor, parametersFor, sent, stopOf } from '../support/runs.cts';

const { calls, inTurn, workbench } = useDeletions();

const [first = '', second = ''] = codes;
const ofCode = (code: string) => ({ form: { ...deletion.form, code } });
const notToday = says(refusedXml('Not today'));

/** Deletes customers one by one. With a context it is what n8n's Retry button makes of an execution. */
async function execute(
	ids: readonly string[],
	contextData: IExecuteContextData = {},
	more: INodeParameters = {},
	onError: 'stopWorkflow' | 'continueRegularOutput' = 'stopWorkflow',
) {
	const options = { parallelRequests: 1, retries: 0 };
	return await workbench.run({
		parameters: { ...parametersFor.delete(options), safetyLimit: 3, ...more },
		...{ items: itemsFor(ids), contextData, onError },
	});
}

/** An execution that stopped at the second customer; forgets what was sent for that. */
async function stoppedExecution(fault: Fault, more: INodeParameters = {}) {
	inTurn(ofCode(second), fault);
	const removeSilence = workbench.sandbox.fault({ ...broken, ...question });
	const { status, contextData } = await execute(codes, {}, more);
	removeSilence();
	expect(status).toBe('error');
	expect(new Set(sent(workbench.sandbox))).toEqual(new Set([first, second]));
	workbench.sandbox.requests.length = 0;
	return contextData;
}

describe("n8n's Retry button after a stopped Delete", () => {
	test.each<[string, Fault, unknown]>([
		['was rejected', notToday, undefined],
		['ended unclear, but was carried out', { ...broken, carryOut: true }, true],
		['ended unclear, and was not carried out', broken, undefined],
	])('finishes it where the deletion that it stopped at %s', async (_, fault, verified) => {
		const { status, output } = await execute(codes, await stoppedExecution(fault));

		expect(status).toBe('success');
		expect(output.map(({ json }) => [json.deleted, json.verified])).toEqual([
			...[true, verified, undefined].map((of) => [true, of]),
		]);
	});

	const [[, noMatch = ''] = []] = formsOf({ status: 'no_match', message: 'No matching customer' });
	const once = ['delete'];
	const asked = ['delete', 'exists'];
	test.each<[what: string, id: string, said: Fault | undefined, calls: string[], json: object]>([
		['is gone, after HTTP 400', first, says('No', { status: 400 }), asked, { verified: true }],
		['is gone, after HTTP 404', first, says('No', { status: 404 }), asked, { verified: true }],
		['is missing, as the service says', first, says(noMatch), once, { verified: true }],
		['was sent nothing in it', noCode, undefined, once, { error: {} }],
		['is not the matter of HTTP 401', first, says('', { status: 401 }), once, { error: {} }],
		['is not the matter of HTTP 403', first, says('', { status: 403 }), once, { error: {} }],
	])('is about a customer who %s', async (_, id, said, then, json) => {
		const contextData = await stoppedExecution(notToday);
		if (said !== undefined) inTurn(deletion, said);
		const { output } = await execute([id], contextData, {}, 'continueRegularOutput');

		expect(calls()).toEqual(then);
		expect(output[0]?.json).toMatchObject(json);
	});

	// Only a deletion that may have been applied can be why there is nothing left to delete.
	test.each<[string, Fault, string[]]>([
		['ended unclear', broken, asked],
		['was rejected', notToday, once],
	])(
		'leaves a customer who is still there, whose deletion %s, rejected in the words of the rejection',
		async (_, fault, then) => {
			const contextData = await stoppedExecution(fault);
			inTurn(ofCode(second), notToday);
			const result = await execute(codes, contextData);

			expect(calls()).toEqual([...asked, ...then]);
			expect(stopOf(result).itemIndex).toBe(1);
			expect(stopOf(result).message).toContain('Not today');
		},
	);

	test('finishes it where an attempt arrives late, although a later one was rejected', async () => {
		inTurn(deletion, { kind: 'hang' }, { ...notToday, headers: { 'retry-after': '0' } });
		const options = { parallelRequests: 1, retries: 1, timeout: 1 };
		const stopped = await execute([first], {}, { options });
		expect(stopOf(stopped).message).toContain('Not today');
		// It arrives, as this one does.
		await execute([first]);
		workbench.sandbox.requests.length = 0;
		const { output } = await execute([first], stopped.contextData);

		expect(calls()).toEqual(asked);
		expect(output[0]?.json).toMatchObject({ deleted: true, verified: true });
	});

	test('changes nothing where nobody can say', async () => {
		const contextData = await stoppedExecution(notToday);
		workbench.sandbox.fault({ ...broken, body: 'Ask later', ...question });
		const { output } = await execute([first], contextData, {}, 'continueRegularOutput');

		expect(calls()).toEqual(asked);
		expect(failureOf(output[0])).toMatchObject({ outcome: 'rejected', attempts: 1 });
		expect(failureOf(output[0]).message).toContain('Customer not found');
	});

	test('knows customers and the places that they took under another key of the account', async () => {
		const contextData = await stoppedExecution(notToday);
		const { trackfinityDeleteApi } = workbench.sandbox.credentials;
		workbench.sandbox.fault({ ...says(noMatch), ...deletion });
		const { status, output } = await workbench.run({
			parameters: { ...parametersFor.delete(), safetyLimit: 2 },
			items: itemsFor([first, second]),
			credentials: { trackfinityDeleteApi: { ...trackfinityDeleteApi, apiKey: 'new' } },
			...{ contextData, onError: 'continueRegularOutput' },
		});

		expect(status).toBe('success');
		expect(output.map(({ json }) => json.verified)).toEqual([true, undefined]);
	});
});
