import type { WorkflowFile } from '../../dev/playground/index.cts';
import { NODE, useEditor } from './editor/editor.cts';
import { stackedPicture, take } from './editor/pictures.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const browser = useEditor(n8n, 1);

const deleted = '1234567890123456';
const cut = '2345678901234567';
const nobody = '5555555555555555';

const workflow: WorkflowFile = {
	name: 'Loyalty customers to delete',
	nodes: [
		{
			id: 'trigger',
			name: 'Cancellations of today',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: 'codes',
			name: 'Customer codes',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			position: [220, 0],
			parameters: {
				jsCode: `return ${JSON.stringify([deleted, cut, nobody].map((code) => ({ json: { code } })))};`,
			},
		},
		{
			id: 'node',
			name: NODE,
			type: 'n8n-nodes-trackfinity.trackfinity',
			typeVersion: 1,
			position: [440, 0],
			parameters: { operation: 'delete', code: '={{ $json.code }}' },
			credentials: Object.fromEntries(
				n8n.credentials.map(({ id, name, type }) => [type, { id, name }]),
			),
			onError: 'continueRegularOutput',
		},
		{
			id: 'answer',
			name: 'Answer',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [660, 0],
			parameters: {},
		},
	],
	connections: {
		'Cancellations of today': { main: [[{ node: 'Customer codes', type: 'main', index: 0 }]] },
		'Customer codes': { main: [[{ node: NODE, type: 'main', index: 0 }]] },
		[NODE]: { main: [[{ node: 'Answer', type: 'main', index: 0 }]] },
	},
	settings: { executionOrder: 'v1' },
};

test('a run with a done, a verified and a rejected item: the picture at the top of the README', async () => {
	// The connection is cut once the deletion is made.
	await n8n.sandbox.fault({
		service: 'delete',
		form: { type: 'customer_delete', code: cut },
		kind: 'drop',
		when: 'after',
		times: 1,
	});
	const { editor } = browser;
	await editor.page.setViewportSize({ width: 1700, height: 1060 });
	await editor.openMade(workflow);
	await editor.page.getByTestId('execute-workflow-button').first().click();
	await editor.finished('Answer');
	await editor.page.locator('.el-notification__closeBtn').click();
	// The dots behind the nodes would make up half of the file.
	await editor.page.addStyleTag({ content: '.vue-flow__background { display: none }' });
	const canvas = await take(editor.page, {
		parts: await editor.page.locator('.vue-flow__node').all(),
		// The names and the operation below the nodes stick out.
		margin: 50,
	});

	const node = await editor.openNode();
	const rows = await node.table();
	expect(rows).toMatchObject([
		{ success: 'true', code: deleted, deleted: 'true' },
		{ success: 'true', code: cut, deleted: 'true', verified: 'true' },
		{ error: expect.stringMatching(/rejected/) },
	]);
	// The table has a column for each field of any item, most of them out of sight.
	await node.output.getByText('JSON', { exact: true }).click();
	const shown = node.output.getByText('attempts', { exact: false }).last();
	await shown.waitFor();
	const panels = await take(editor.page, {
		parts: [node.header.first(), node.output.getByTestId('run-data-hints').first(), shown],
		margin: 0,
	});
	await stackedPicture(editor.page, 'run', [canvas, panels]);
});
