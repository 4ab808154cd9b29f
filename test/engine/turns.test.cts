import type { INodeExecutionData, INodeType } from 'n8n-workflow';

import {
	createEngine,
	type NodePackage,
	type RunOptions,
	type RunResult,
} from '../../dev/engine/index.cts';
import { bareNodeType } from '../../dev/engine/nodeTypes.cts';

const nothing: NodePackage = { name: 'none', version: '1.0.0', nodeTypes: {}, credentialTypes: {} };

/** What a node saw when n8n ran it. */
interface Seen {
	runIndex: unknown;
	/** How often it had run before, as its context remembers it. */
	before: number;
	ids: unknown[];
}

/**
 * Runs a node that says what it saw, counts its runs in its context, and ends as the first item's `end` says it.
 */
async function watch(options: RunOptions): Promise<{ seen: Seen[]; result: RunResult }> {
	const seen: Seen[] = [];
	const watched: INodeType = bareNodeType('watched', async function () {
		const context = this.getContext('node');
		const before = (context['runs'] as number | undefined) ?? 0;
		const items = this.getInputData();
		seen.push({
			runIndex: this.getWorkflowDataProxy(0)['$runIndex'],
			before,
			ids: items.map(({ json }) => json['id']),
		});
		context['runs'] = before + 1;
		context['remember'] = () => 'a function is no data';
		const end = items[0]?.json['end'];
		if (end === 'throw') throw new Error('Ended by throwing');
		const failed: INodeExecutionData[] = items.map(({ json }) => ({ json: { error: json } }));
		return [end === 'fail' ? failed : items.map(({ json }) => ({ json }))];
	});
	const engine = createEngine(nothing, { extraNodeTypes: { watched } });
	return { seen, result: await engine.run({ nodeType: 'watched', ...options }) };
}

describe('a loop', () => {
	const batches = [[{ id: 1 }, { id: 2 }], [{ id: 3 }], [{ id: 4 }]];

	test('runs the node once for each batch, in order, with one context and a run index that n8n counts up', async () => {
		const { seen, result } = await watch({ parameters: {}, batches });
		expect(seen).toEqual([
			{ runIndex: 0, before: 0, ids: [1, 2] },
			{ runIndex: 1, before: 1, ids: [3] },
			{ runIndex: 2, before: 2, ids: [4] },
		]);
		expect(result.status).toBe('success');
		expect(result.turns.map(({ output }) => output.map(({ json }) => json))).toEqual(batches);
		expect(result.output).toEqual(result.turns[2]?.output);
	});

	test('goes on over the error output, and over both outputs at once', async () => {
		const both: INodeType = bareNodeType('both', async function () {
			const items = this.getInputData();
			return [
				items.map(({ json }) =>
					json['valid'] ? { json } : { json: { error: { message: `no ${String(json['id'])}` } } },
				),
			];
		});
		const { turns, status } = await createEngine(nothing, { extraNodeTypes: { both } }).run({
			nodeType: 'both',
			onError: 'continueErrorOutput',
			parameters: {},
			batches: [
				[{ id: 1 }],
				[{ id: 2, valid: true }, { id: 3 }],
				[{ id: 4, valid: true }],
				[{ id: 5 }],
			],
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
		const { seen, result } = await watch({
			parameters: {},
			batches: [[{ id: 1 }], [{ id: 2, end: 'throw' }], [{ id: 3 }]],
		});
		expect(seen.map(({ ids }) => ids)).toEqual([[1], [2]]);
		expect(result.status).toBe('error');
		expect(result.error?.message).toBe('Ended by throwing');
		expect(result.turns.map(({ error }) => error?.message)).toEqual([
			undefined,
			'Ended by throwing',
		]);
		expect(result.output).toEqual([]);
	});
});

describe("n8n's Retry On Fail", () => {
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	test('tries a node that throws again: the same run index, the same context', async () => {
		const { seen, result } = await watch({
			parameters: {},
			node,
			items: [{ id: 1, end: 'throw' }],
		});
		expect(seen).toEqual([
			{ runIndex: 0, before: 0, ids: [1] },
			{ runIndex: 0, before: 1, ids: [1] },
		]);
		expect(result.turns).toHaveLength(1);
		expect(result.status).toBe('error');
	});

	test('tries a node again whose first item has failed, each turn of a loop for itself', async () => {
		const { seen, result } = await watch({
			parameters: {},
			node,
			onError: 'continueRegularOutput',
			batches: [[{ id: 1, end: 'fail' }], [{ id: 2, end: 'fail' }]],
		});
		expect(seen.map(({ runIndex, ids }) => [runIndex, ...ids])).toEqual([
			[0, 1],
			[0, 1],
			[1, 2],
			[1, 2],
		]);
		expect(result.turns).toHaveLength(2);
	});
});

describe('what nodes remember', () => {
	test('is shown as n8n would keep it, and can be given to another execution, which gets a copy', async () => {
		const { result: first } = await watch({ parameters: {}, items: [{ id: 1, end: 'throw' }] });
		expect(first.contextData).toEqual({ 'node:Trackfinity': { runs: 1 } });

		const { contextData } = first;
		const { seen, result: retry } = await watch({
			parameters: {},
			items: [{ id: 1 }],
			contextData,
		});
		expect(seen).toEqual([{ runIndex: 0, before: 1, ids: [1] }]);
		expect(retry.contextData).toEqual({ 'node:Trackfinity': { runs: 2 } });
		expect(contextData).toEqual({ 'node:Trackfinity': { runs: 1 } });
	});

	test('is nothing in a new execution', async () => {
		const { seen } = await watch({ parameters: {}, items: [{ id: 1 }] });
		expect(seen[0]?.before).toBe(0);
	});
});
