import { useEditor } from './editor/editor.cts';
import { picture } from './editor/pictures.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
// A canvas has too many small things for a picture as fine as those of the forms.
const browser = useEditor(n8n, 1.5);

describe('the examples, looked at', () => {
	test('the privacy request is readable on the canvas', async () => {
		const { editor } = browser;
		const example = n8n.workflows.find(({ name }) => name.endsWith('privacy request'));
		await editor.open(example?.id ?? '');
		await editor.onCanvas('Forget the customer').waitFor();
		expect(await editor.onCanvas('Forget the customer').innerText()).toMatch(/forget: customer/);
		await editor.page.getByTestId('zoom-to-fit').click();
		// The dots behind the nodes would make up half of the file.
		await editor.page.addStyleTag({ content: '.vue-flow__background { display: none }' });
		await picture(editor.page, 'example-privacy-request', {
			parts: await editor.page.locator('.vue-flow__node').all(),
			// The names below the nodes stick out.
			margin: 40,
		});
	});
});
