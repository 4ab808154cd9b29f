import type { INodeExecutionData } from 'n8n-workflow';

import { callTool, type NodePackage } from '../../dev/engine/index.cts';
import { bareNodeType } from '../../dev/engine/nodeTypes.cts';

/** A tool that counts its calls in its context. */
const pkg: NodePackage = {
	name: 'test',
	version: '1.0.0',
	credentialTypes: {},
	nodeTypes: {
		'n8n-nodes-trackfinity.trackfinity': bareNodeType('tool', async function () {
			const context = this.getContext('node');
			context['calls'] = ((context['calls'] as number | undefined) ?? 0) + 1;
			const id = String(this.evaluateExpression('{{ $json.id }}', 0));
			return [[{ json: { id, calls: context['calls'] as number } }]];
		}),
	},
};
const call = async (more: object = {}) =>
	await callTool(pkg, { parameters: {}, items: [{ id: 'A' }], ...more });
const jsonOf = ({ output }: { output: INodeExecutionData[] }) => output.map(({ json }) => json);

test('without an execution there is no context: n8n throws where one is asked for', async () => {
	const { output, error } = await call();

	expect(output).toEqual([]);
	expect(String(error)).toContain('executionData');
});

test('the calls of an execution share its context', async () => {
	const contextData = {};

	expect(jsonOf(await call({ contextData }))).toEqual([{ id: 'A', calls: 1 }]);
	expect(jsonOf(await call({ contextData }))).toEqual([{ id: 'A', calls: 2 }]);
});
