import { codeNode, useEditor } from './editor/editor.cts';
import { picture, stackedPicture, take } from './editor/pictures.cts';
import { useN8n } from './support/playground.cts';
import { node, ourNode, start } from './support/workflows.cts';

const n8n = useN8n();
/** The dots behind the nodes would make up half of the file. */
const withoutDots = { content: '.vue-flow__background { display: none }' };

const deleted = '1234567890123456';
const cut = '2345678901234567';
const nobody = '5555555555555555';

describe('at the top of the README', () => {
	const editor = useEditor(n8n, 1);

	test('a run with a done, a verified and a rejected item', async () => {
		// The connection is cut once the deletion is made.
		const form = { type: 'customer_delete', code: cut };
		await n8n.sandbox.fault({ service: 'delete', form, kind: 'drop', when: 'after', times: 1 });
		const { page } = editor;
		await page.setViewportSize({ width: 1700, height: 1060 });
		const parameters = { operation: 'delete', code: '={{ $json.code }}' };
		await editor.openChain([
			{ ...start, name: 'Cancellations of today' },
			{ ...codeNode([deleted, cut, nobody].map((code) => ({ code }))), name: 'Customer codes' },
			ourNode({ parameters, onError: 'continueRegularOutput' }),
			node('Answer', 'n8n-nodes-base.noOp', 1),
		]);
		await editor.execute('Answer');
		await page.locator('.el-notification__closeBtn').click();
		await page.addStyleTag(withoutDots);
		const parts = await page.locator('.vue-flow__node').all();
		// The names and the operation below the nodes stick out.
		const canvas = await take(page, { parts, margin: 50 });

		const view = await editor.openNode();
		expect(await view.table()).toMatchObject([
			{ success: 'true', code: deleted, deleted: 'true' },
			{ success: 'true', code: cut, deleted: 'true', verified: 'true' },
			{ error: expect.stringMatching(/rejected/) },
		]);
		// The table has a column for each field of any item, most of them out of sight.
		await view.output.getByText('JSON', { exact: true }).click();
		const shown = view.output.getByText('attempts', { exact: false }).last();
		await shown.waitFor();
		const hints = view.output.getByTestId('run-data-hints').first();
		const panels = await take(page, { parts: [view.header.first(), hints, shown], margin: 0 });
		await stackedPicture(page, 'run', [canvas, panels]);
	});
});

describe('beside the examples', () => {
	// A canvas has too many small things for a picture as fine as those of the forms.
	const editor = useEditor(n8n, 1.5);

	test('the privacy request is readable on the canvas', async () => {
		const example = n8n.workflows.find(({ name }) => name.endsWith('privacy request'));
		await editor.open(example?.id ?? '');
		const forget = editor.onCanvas('Forget the customer');
		expect(await forget.innerText()).toMatch(/forget: customer/);
		await editor.page.getByTestId('zoom-to-fit').click();
		await editor.page.addStyleTag(withoutDots);
		const parts = await editor.page.locator('.vue-flow__node').all();
		// The names below the nodes stick out.
		await picture(editor.page, 'example-privacy-request', { parts, margin: 40 });
	});
});
