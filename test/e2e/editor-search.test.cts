import { useEditor } from './editor/editor.cts';
import { NodeView } from './editor/nodeView.cts';
import { describesFoundNodes } from './support/olderN8n.cts';
import { useN8n } from './support/playground.cts';

const browser = useEditor(useN8n());

describe('finding the node', () => {
	test('a search finds it with its icon and description, and lists its five actions; choosing one adds and opens it', async () => {
		const { editor } = browser;
		const { page } = editor;
		await editor.openNew();
		await page.getByTestId('node-creator-plus-button').click();
		await page.getByTestId('node-creator-search-bar').pressSequentially('trackfinity');

		const entry = (name: string) =>
			page.getByTestId('item-iterator-item').filter({
				has: page.getByTestId('node-creator-item-name').getByText(name, { exact: true }),
			});
		const found = entry('Trackfinity');
		await found.waitFor();
		expect(await found.getByTestId('node-creator-item-description').allInnerTexts()).toEqual(
			describesFoundNodes
				? ['Forget, lock, unlock, update and delete customers in Trackfinity']
				: [],
		);
		const icon = found.locator('img').first();
		expect(await icon.getAttribute('src')).toMatch(/trackfinity\.svg$/);
		const width = await icon.evaluate(
			async (image: { decode(): Promise<void>; naturalWidth: number }) => {
				await image.decode();
				return image.naturalWidth;
			},
		);
		expect(width).toBeGreaterThan(0);

		await found.click();
		await entry('Unlock a customer').waitFor();
		const names = await page.getByTestId('node-creator-item-name').allInnerTexts();
		expect(names.filter((name) => name.includes('a customer'))).toEqual([
			'Delete a customer permanently',
			'Forget a customer permanently',
			'Lock a customer',
			'Set details of a customer',
			'Unlock a customer',
		]);

		await entry('Forget a customer permanently').click();
		const node = new NodeView(page);
		await node.opened();
		expect(await node.box('operation').inputValue()).toBe('Forget');
	});
});
