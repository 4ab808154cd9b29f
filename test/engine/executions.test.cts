import type { INodeExecutionData, INodeProperties, INodeType } from 'n8n-workflow';

import {
	callTool,
	createEngine,
	type NodePackage,
	type RunOptions,
	type RunResult,
} from '../../dev/engine/index.cts';
import { bareNodeType } from '../../dev/engine/nodeTypes.cts';
import { evaluatesEveryExpression } from '../../dev/engine/olderEngines.cts';

const nothing: NodePackage = { name: 'none', version: '1.0.0', nodeTypes: {}, credentialTypes: {} };

type Execute = Parameters<typeof bareNodeType>[1];

/** Runs a node that does this. */
async function run(
	execute: Execute,
	options: RunOptions,
	...properties: INodeProperties[]
): Promise<RunResult> {
	const bare = bareNodeType('watched', execute);
	const watched: INodeType = { ...bare, description: { ...bare.description, properties } };
	const engine = createEngine(nothing, { extraNodeTypes: { watched } });
	return await engine.run({ nodeType: 'watched', ...options });
}

const parameter = (more: object) =>
	({ displayName: 'ID', name: 'id', type: 'string', default: '', ...more }) as INodeProperties;

test('a node whose required parameter is empty does not run, and the execution is kept as failed', async () => {
	const execute = jest.fn<Promise<never[]>, []>().mockResolvedValue([]);
	const options = { parameters: { id: '' }, items: [{ id: 1 }] };
	const { status, error, turns } = await run(execute, options, parameter({ required: true }));

	expect(status).toBe('error');
	expect(error?.message).toContain('issues');
	expect(turns).toEqual([]);
	expect(execute).not.toHaveBeenCalled();
});

test('an expression in a parameter that takes none is plain text where n8n leaves it alone', async () => {
	const { output } = await run(
		async function () {
			return [[{ json: { id: String(this.getNodeParameter('id', 0)) } }]];
		},
		{ parameters: { id: '={{ $json.id }}' }, items: [{ id: '5' }] },
		parameter({ noDataExpression: true }),
	);

	expect(output[0]?.json).toEqual({ id: evaluatesEveryExpression ? '5' : '{{ $json.id }}' });
});

/** What a node saw when n8n ran it: the run's index, how often it had run before by its own context, and the items. */
type Seen = [runIndex: unknown, before: number, ...ids: unknown[]];

/** Runs a node that says what it saw, counts its runs in its context, and ends as the first item's `end` says it. */
async function watch(more: Partial<RunOptions>): Promise<RunResult & { seen: Seen[] }> {
	const seen: Seen[] = [];
	const result = await run(
		async function () {
			const context = this.getContext('node');
			const before = (context['runs'] as number | undefined) ?? 0;
			const items = this.getInputData();
			const { $runIndex } = this.getWorkflowDataProxy(0);
			seen.push([$runIndex, before, ...items.map(({ json }) => json['id'])]);
			context['runs'] = before + 1;
			context['remember'] = () => 'a function is no data';
			if (items[0]?.json['end'] === 'throw') throw new Error('Ended by throwing');
			return [items.map(({ json }) => ({ json: json['end'] === 'fail' ? { error: json } : json }))];
		},
		{ parameters: {}, ...more } as RunOptions,
	);
	return { ...result, seen };
}

describe('a loop', () => {
	test('runs the node once for each batch, in order, with one context and a run index that n8n counts up', async () => {
		const batches = [[{ id: 1 }, { id: 2 }], [{ id: 3 }], [{ id: 4 }]];
		const { seen, status, turns, output } = await watch({ batches });

		expect(seen).toEqual([
			[0, 0, 1, 2],
			[1, 1, 3],
			[2, 2, 4],
		]);
		expect(status).toBe('success');
		expect(turns.map((turn) => turn.output.map(({ json }) => json))).toEqual(batches);
		expect(output).toEqual(turns[2]?.output);
	});

	test('goes on over the error output, and over both outputs at once', async () => {
		const fail = { end: 'fail' };
		const { turns, status } = await watch({
			onError: 'continueErrorOutput',
			batches: [[{ id: 1, ...fail }], [{ id: 2 }, { id: 3, ...fail }], [{ id: 4 }], [fail]],
		});

		expect(status).toBe('success');
		expect(turns.map(({ output, errorOutput }) => [output.length, errorOutput.length])).toEqual([
			[0, 1],
			[1, 1],
			[1, 0],
			[0, 1],
		]);
	});

	test('ends where the node stops the workflow', async () => {
		const batches = [[{ id: 1 }], [{ id: 2, end: 'throw' }], [{ id: 3 }]];
		const { seen, status, error, turns, output } = await watch({ batches });

		expect(seen.map(([, , id]) => id)).toEqual([1, 2]);
		expect(status).toBe('error');
		const messages = turns.map((turn) => turn.error?.message);
		expect([error?.message, ...messages]).toEqual([
			...['Ended by throwing', undefined, 'Ended by throwing'],
		]);
		expect(output).toEqual([]);
	});
});

describe("n8n's Retry On Fail", () => {
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	test('tries a node that throws again: the same run index, the same context', async () => {
		const { seen, turns, status } = await watch({ node, items: [{ id: 1, end: 'throw' }] });

		expect(seen).toEqual([
			[0, 0, 1],
			[0, 1, 1],
		]);
		expect(turns).toHaveLength(1);
		expect(status).toBe('error');
	});

	test('tries a node again whose first item has failed, each turn of a loop for itself', async () => {
		const batches = [1, 2].map((id) => [{ id, end: 'fail' }]);
		const { seen, turns } = await watch({ node, onError: 'continueRegularOutput', batches });

		expect(seen.map(([runIndex, , id]) => [runIndex, id])).toEqual([
			[0, 1],
			[0, 1],
			[1, 2],
			[1, 2],
		]);
		expect(turns).toHaveLength(2);
	});
});

test('what nodes remember is shown as n8n would keep it, and another execution can be given a copy', async () => {
	const { contextData } = await watch({ items: [{ id: 1, end: 'throw' }] });
	expect(contextData).toEqual({ 'node:Trackfinity': { runs: 1 } });

	const retry = await watch({ items: [{ id: 1 }], contextData });
	expect(retry.seen).toEqual([[0, 1, 1]]);
	expect(retry.contextData).toEqual({ 'node:Trackfinity': { runs: 2 } });
	expect(contextData).toEqual({ 'node:Trackfinity': { runs: 1 } });
	expect((await watch({ items: [{ id: 1 }] })).seen).toEqual([[0, 0, 1]]);
});

describe('a tool', () => {
	/** Counts its calls in its context. */
	const tool = bareNodeType('tool', async function () {
		const context = this.getContext('node');
		context['calls'] = ((context['calls'] as number | undefined) ?? 0) + 1;
		const id = String(this.evaluateExpression('{{ $json.id }}', 0));
		return [[{ json: { id, calls: context['calls'] as number } }]];
	});
	const pkg = { ...nothing, nodeTypes: { 'n8n-nodes-trackfinity.trackfinity': tool } };
	const call = async (more: object = {}) =>
		await callTool(pkg, { parameters: {}, items: [{ id: 'A' }], ...more });
	const jsonOf = ({ output }: { output: INodeExecutionData[] }) => output.map(({ json }) => json);

	test('without an execution has no context: n8n throws where one is asked for', async () => {
		const { output, error } = await call();

		expect(output).toEqual([]);
		expect(String(error)).toContain('executionData');
	});

	test('shares the context of an execution with its other calls', async () => {
		const contextData = {};

		expect(jsonOf(await call({ contextData }))).toEqual([{ id: 'A', calls: 1 }]);
		expect(jsonOf(await call({ contextData }))).toEqual([{ id: 'A', calls: 2 }]);
	});
});
