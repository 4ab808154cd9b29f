import type { INodeType } from 'n8n-workflow';

import { createEngine, type NodePackage } from '../../dev/engine/index.cts';
import { bareNodeType } from '../../dev/engine/nodeTypes.cts';
import { evaluatesEveryExpression } from '../../dev/engine/olderEngines.cts';

const nothing: NodePackage = { name: 'none', version: '1.0.0', nodeTypes: {}, credentialTypes: {} };

test('a node whose required parameter is empty does not run, and the execution is kept as failed', async () => {
	const execute = jest.fn<Promise<never[]>, []>().mockResolvedValue([]);
	const bare = bareNodeType('demanding', execute);
	const demanding: INodeType = {
		...bare,
		description: {
			...bare.description,
			properties: [{ displayName: 'ID', name: 'id', type: 'string', default: '', required: true }],
		},
	};
	const { status, error, turns } = await createEngine(nothing, {
		extraNodeTypes: { demanding },
	}).run({
		nodeType: 'demanding',
		parameters: { id: '' },
		items: [{ id: 1 }],
	});
	expect(status).toBe('error');
	expect(error?.message).toContain('issues');
	expect(turns).toEqual([]);
	expect(execute).not.toHaveBeenCalled();
});

test('an expression in a parameter that takes none is plain text where n8n leaves it alone', async () => {
	const bare = bareNodeType('plain', async function () {
		return [[{ json: { limit: String(this.getNodeParameter('limit', 0)) } }]];
	});
	const plain: INodeType = {
		...bare,
		description: {
			...bare.description,
			properties: [
				{
					displayName: 'Limit',
					name: 'limit',
					type: 'string',
					default: '',
					noDataExpression: true,
				},
			],
		},
	};
	const { output } = await createEngine(nothing, { extraNodeTypes: { plain } }).run({
		nodeType: 'plain',
		parameters: { limit: '={{ $json.limit }}' },
		items: [{ limit: '5' }],
	});
	expect(output[0]?.json).toEqual({
		limit: evaluatesEveryExpression ? '5' : '{{ $json.limit }}',
	});
});
