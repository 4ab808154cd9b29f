import type { IExecuteContextData, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { atOnce, broken, deletion, noCode, question, useDeletions } from '../support/deletions.cts';
import { formsOf, refusedXml, says } from '../support/responses.cts';
import {
	codes,
	failureOf,
	itemsFor,
	outcomesOf,
	parametersFor,
	sent,
	stopOf,
} from '../support/runs.cts';

const { calls, inTurn, workbench } = useDeletions();

const [first = '', second = '', third = ''] = codes;

/** Deletes customers one by one. With `contextData` it is what n8n's Retry button makes of an execution. */
async function execute(
	ids: readonly string[],
	{
		contextData = {},
		onError,
		safetyLimit = 3,
		...options
	}: {
		contextData?: IExecuteContextData;
		onError?: 'continueRegularOutput';
		safetyLimit?: number;
	} & INodeParameters = {},
) {
	return await workbench.run({
		parameters: {
			...parametersFor.delete({ parallelRequests: 1, retries: 0, ...options }),
			safetyLimit,
		},
		items: itemsFor(ids),
		contextData,
		...(onError && { onError }),
	});
}

/** An execution that stopped at the second customer; forgets what was sent for that. */
async function stoppedExecution(fault: Fault, safetyLimit?: number): Promise<IExecuteContextData> {
	inTurn({ form: { ...deletion.form, code: second } }, fault);
	const removeSilence = workbench.sandbox.fault({ ...broken, ...question });
	const { status, contextData } = await execute(
		codes,
		safetyLimit === undefined ? {} : { safetyLimit },
	);
	removeSilence();
	expect(status).toBe('error');
	expect(new Set(sent(workbench.sandbox))).toEqual(new Set([first, second]));
	workbench.sandbox.requests.length = 0;
	return contextData;
}

const notToday = says(refusedXml('Not today'));

describe("n8n's Retry button after a stopped Delete", () => {
	test.each<[string, Fault, unknown]>([
		['was rejected', notToday, undefined],
		['ended unclear, but was carried out', { ...broken, carryOut: true }, true],
		['ended unclear, and was not carried out', broken, undefined],
	])('finishes it where the deletion that it stopped at %s', async (_, fault, verified) => {
		const contextData = await stoppedExecution(fault);
		const { status, output } = await execute(codes, { contextData });

		expect(status).toBe('success');
		expect(output.map(({ json }) => [json.deleted, json.verified])).toEqual([
			[true, true],
			[true, verified],
			[true, undefined],
		]);
		expect(workbench.sandbox.loyaltyCustomers().map(({ code }) => code)).not.toContain(third);
	});

	test.each<[string, Fault]>([
		['HTTP 400', says('Not found', { status: 400 })],
		['HTTP 404', says('Not found', { status: 404 })],
	])('a customer who is gone is asked about after %s, too', async (_, fault) => {
		const contextData = await stoppedExecution(notToday);
		inTurn({ form: { ...deletion.form, code: first } }, fault);
		const { output } = await execute([first], { contextData });

		expect(calls()).toEqual(['delete', 'exists']);
		expect(output[0]?.json).toMatchObject({ deleted: true, verified: true });
	});

	test('a customer whom the service calls missing is gone, and nobody needs to ask', async () => {
		const [[, body = ''] = []] = formsOf({ status: 'no_match', message: 'No matching customer' });
		const contextData = await stoppedExecution(notToday);
		inTurn(deletion, says(body));
		const { output } = await execute([first], { contextData });

		expect(calls()).toEqual(['delete']);
		expect(output[0]?.json).toMatchObject({ deleted: true, verified: true });
	});

	// Only a deletion that may have been applied can be why there is nothing left to delete.
	test.each<[string, Fault, string[]]>([
		['ended unclear', broken, ['delete', 'exists']],
		['was rejected', notToday, ['delete']],
	])(
		'a customer who is still there, whose deletion %s, stays rejected in the words of the rejection',
		async (_, fault, then) => {
			const contextData = await stoppedExecution(fault);
			inTurn({ form: { ...deletion.form, code: second } }, notToday);
			const result = await execute(codes, { contextData });

			expect(calls()).toEqual(['delete', 'exists', ...then]);
			expect(stopOf(result).itemIndex).toBe(1);
			expect(stopOf(result).message).toContain('Not today');
		},
	);

	test('nor does anything change where nobody can say', async () => {
		const contextData = await stoppedExecution(notToday);
		workbench.sandbox.fault({ ...broken, body: 'Ask later', ...question });
		const { output } = await execute([first], { contextData, onError: 'continueRegularOutput' });

		expect(calls()).toEqual(['delete', 'exists']);
		expect(failureOf(output[0])).toMatchObject({ outcome: 'rejected', attempts: 1 });
		expect(failureOf(output[0]).message).toContain('Customer not found');
	});

	test.each([401, 403])('HTTP %d is about the access: nobody is asked', async (status) => {
		const contextData = await stoppedExecution(notToday);
		inTurn(deletion, { kind: 'status', status, headers: atOnce });
		const { output } = await execute([first], { contextData, onError: 'continueRegularOutput' });

		expect(calls()).toEqual(['delete']);
		expect(outcomesOf(output)).toEqual(['rejected']);
	});

	test('a customer to whom nothing was sent in this execution is not asked about', async () => {
		const contextData = await stoppedExecution(notToday);
		const { output } = await execute([noCode], { contextData, onError: 'continueRegularOutput' });

		expect(calls()).toEqual(['delete']);
		expect(outcomesOf(output)).toEqual(['rejected']);
	});

	test('without a Safety Limit nothing is remembered, so nobody is asked', async () => {
		const contextData = await stoppedExecution(notToday, 0);
		const result = await execute(codes, { contextData, safetyLimit: 0 });

		expect(calls()).toEqual(['delete']);
		expect(stopOf(result).itemIndex).toBe(0);
	});
});

test('a loop that comes to a customer again finds that the deletion is done', async () => {
	const { status, turns } = await workbench.run({
		parameters: parametersFor.delete(),
		batches: [itemsFor([first]), itemsFor([second, first])],
	});

	expect(status).toBe('success');
	expect(turns.at(-1)?.output[1]?.json).toMatchObject({ deleted: true, verified: true });
});
