import type { INodeProperties, INodeType } from 'n8n-workflow';

import type { NodePackage, RunOptions, RunResult } from '../../dev/engine/index.cts';
import { callTool, createEngine } from '../../dev/engine/index.cts';
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
	expect([status, turns]).toEqual(['error', []]);
	expect(error?.message).toContain('issues');
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

test('a loop runs the node once for each batch, with one context and a run index that n8n counts up, over both outputs', async () => {
	const batches = [[{ id: 1 }, { id: 2, end: 'fail' }], [{ id: 3, end: 'fail' }], [{ id: 4 }]];
	const { seen, status, turns, output } = await watch({ batches, onError: 'continueErrorOutput' });
	const counts = turns.map((turn) => [turn.output.length, turn.errorOutput.length].join());
	expect(seen.map(String)).toEqual(['0,0,1,2', '1,1,3', '2,2,4']);
	expect([status, ...counts]).toEqual(['success', '1,1', '0,1', '1,0']);
	expect(output).toEqual(turns[2]?.output);
});

test('a loop ends where the node stops the workflow', async () => {
	const batches = [[{ id: 1 }], [{ id: 2, end: 'throw' }], [{ id: 3 }]];
	const { seen, status, error, turns, output } = await watch({ batches });
	const messages = [error, ...turns.map((turn) => turn.error)].map((one) => one?.message);
	expect([seen.length, status, output]).toEqual([2, 'error', []]);
	expect(messages).toEqual(['Ended by throwing', undefined, 'Ended by throwing']);
});

test.each([
	['throw', 'stopWorkflow', ['0,0,1', '0,1,1']],
	['fail', 'continueRegularOutput', ['0,0,1', '0,1,1', '1,2,2', '1,3,2']],
] as const)(
	"n8n's Retry On Fail tries a node again whose first item ends so, each turn with the same run index: %s",
	async (end, onError, expected) => {
		const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const batches = [1, 2].map((id) => [{ id, end }]);
		const { seen, turns } = await watch({ node, batches, onError });
		expect(seen.map(String)).toEqual(expected);
		expect(turns).toHaveLength(expected.length / 2);
	},
);

test('what nodes remember is shown as n8n would keep it, and another execution can be given a copy', async () => {
	const { contextData } = await watch({ items: [{ id: 1, end: 'throw' }] });
	const retry = await watch({ items: [{ id: 1 }], contextData });
	expect(retry.seen).toEqual([[0, 1, 1]]);
	expect(retry.contextData).toEqual({ 'node:Trackfinity': { runs: 2 } });
	expect(contextData).toEqual({ 'node:Trackfinity': { runs: 1 } });
	expect((await watch({ items: [{ id: 1 }] })).seen).toEqual([[0, 0, 1]]);
});

test("a tool shares an execution's context with its other calls; without one, n8n throws where it is asked for", async () => {
	const tool = bareNodeType('tool', async function () {
		const context = this.getContext('node');
		context['calls'] = ((context['calls'] as number | undefined) ?? 0) + 1;
		const id = String(this.evaluateExpression('{{ $json.id }}', 0));
		return [[{ json: { id, calls: context['calls'] as number } }]];
	});
	const pkg = { ...nothing, nodeTypes: { 'n8n-nodes-trackfinity.trackfinity': tool } };
	const call = async (more: object) =>
		await callTool(pkg, { parameters: {}, items: [{ id: 'A' }], ...more });

	const contextData = {};
	for (const calls of [1, 2]) {
		expect((await call({ contextData })).output).toMatchObject([{ json: { id: 'A', calls } }]);
	}
	const { output, error } = await call({});
	expect(output).toEqual([]);
	expect(String(error)).toContain('executionData');
});
