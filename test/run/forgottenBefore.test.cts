import type { IExecuteContextData, INodeExecutionData } from 'n8n-workflow';

import type { RunOptions } from '../../dev/engine/index.cts';
import type { Fault } from '../../sandbox/index.cts';
import { down } from '../support/faults.cts';
import { failureOf, outcomesOf } from '../support/outcomes.cts';
import { says } from '../support/responses.cts';
import { confirmAll, continues, keepItems, parametersFor, sent } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();
beforeEach(() => confirmAll(workbench.sandbox));

const forget = {
	...{ ...parametersFor.forget({ retries: 0, timeout: 1 }), keep: '={{ $json.keep }}' },
	safetyLimit: 50,
};

type More = Partial<Omit<RunOptions, 'items' | 'batches'>>;

/** The turns of a loop, one item each. */
async function loop(texts: readonly string[], more: More = {}): Promise<INodeExecutionData[]> {
	const batches = texts.map((text) => keepItems(text));
	const run = { parameters: forget, batches, ...continues, ...more };
	return (await workbench.run(run)).turns.flatMap(({ output }) => output);
}

/** Executions of which each is n8n's Retry button for the one before. */
async function retried(texts: readonly string[]): Promise<INodeExecutionData[]> {
	const all: INodeExecutionData[] = [];
	let contextData: IExecuteContextData = {};
	for (const text of texts) {
		const run = { parameters: forget, items: keepItems(text), contextData, ...continues };
		const result = await workbench.run(run);
		({ contextData } = result);
		all.push(...result.output);
	}
	return all;
}

/** A call of an agent. */
const call = async (text: string, contextData: IExecuteContextData) =>
	await workbench.call({ parameters: forget, items: keepItems(text), contextData });

async function called(texts: readonly string[]): Promise<INodeExecutionData[]> {
	const contextData = {};
	const all: INodeExecutionData[] = [];
	for (const text of texts) all.push(...(await call(text, contextData)).output);
	return all;
}

test.each([
	['turns of a loop', loop],
	["n8n's Retry button", retried],
	['calls by an agent', called],
])('in %s, a Forget is not sent where an earlier one kept different fields', async (_, inTurn) => {
	const output = await inTurn(['191 email', '191 city', '191', '191 email', '204 city']);

	expect(outcomesOf(output)).toEqual(['done', 'notSent', 'notSent', 'done', 'done']);
	expect(sent(workbench.sandbox)).toEqual(['191', '191', '204']);
	const { message, description, ...failure } = failureOf(output[1]);
	expect(message).toContain(
		"'Fields to Keep' differs from that of an earlier Forget for this customer in this execution",
	);
	expect(description).toContain("can't bring back what that one wiped");
	expect(description).not.toContain('letters');
	const notSent = { outcome: 'notSent', attempts: 0 };
	expect(failure).toEqual({ operation: 'forget', customerId: '191', ...notSent });
});

test.each<[string, Fault, string[]]>([
	['rejected', says('no', { status: 400 }), ['rejected', 'done', 'notSent']],
	['too many requests', says('', { status: 429 }), ['rejected', 'done', 'notSent']],
	['unclear', { ...down, status: 500 }, ['unknown', 'notSent', 'done']],
	['without a response in time', { kind: 'hang' }, ['unknown', 'notSent', 'done']],
])('it counts whether the earlier one may have been applied: %s', async (_, fault, outcomes) => {
	workbench.sandbox.reset();
	workbench.sandbox.fault({ ...fault, times: 1 });
	confirmAll(workbench.sandbox);
	expect(outcomesOf(await loop(['191 email', '191 city', '191 email']))).toEqual(outcomes);
});

test('a database may take the IDs for the same', async () => {
	const output = await loop(['Zo\u00eb-1 email', 'ZOE\u0308-1', 'Zo\u00eb-2']);

	expect(outcomesOf(output)).toEqual(['done', 'notSent', 'done']);
	expect(failureOf(output[1]).description).toMatch(/^A database may take the IDs for the same/);
});

test('a dry run says so, and is no earlier one', async () => {
	const parameters = { ...forget, options: { dryRun: true } };
	const [first, second] = await loop(['191 email', '191 city'], { parameters });
	expect([first?.json.dryRun, second?.json.dryRun]).toEqual([true, true]);

	const earlier = { parameters: forget, items: keepItems('191 email') };
	const { contextData } = await workbench.run(earlier);
	const [third] = await loop(['191 city'], { parameters, contextData });
	expect(failureOf(third).message).toContain("'Fields to Keep' differs");
});

test('a call is not sent while one that contradicts it is under way', async () => {
	const contextData = {};
	const hold = workbench.sandbox.hold();
	const first = call('191 email', contextData);
	await hold.waiting(1);
	const { output } = await call('191 city', contextData);
	hold.release();

	expect(outcomesOf(output)).toEqual(['notSent']);
	expect(outcomesOf((await first).output)).toEqual(['done']);
});
