import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from '../../dev/playground/paths.cts';
import { useEditor } from './editor/editor.cts';
import { NodeView } from './editor/nodeView.cts';
import { describesFoundNodes } from './support/olderN8n.cts';
import { useN8n } from './support/playground.cts';
import { jsonNode, ourNode, start } from './support/workflows.cts';

const n8n = useN8n();
const editor = useEditor(n8n);

test('a search finds the node with its icon and description, and lists its five actions; choosing one adds and opens it', async () => {
	const { page } = editor;
	await editor.openNew();
	await page.getByTestId('node-creator-plus-button').click();
	await page.getByTestId('node-creator-search-bar').pressSequentially('trackfinity');

	const itemName = page.getByTestId('node-creator-item-name');
	const entry = (name: string) =>
		page
			.getByTestId('item-iterator-item')
			.filter({ has: itemName.getByText(name, { exact: true }) });
	const found = entry('Trackfinity');
	await found.waitFor();
	const description = 'Forget, lock, unlock, update and delete customers in Trackfinity';
	expect(await found.getByTestId('node-creator-item-description').allInnerTexts()).toEqual(
		describesFoundNodes ? [description] : [],
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
	expect((await itemName.allInnerTexts()).filter((name) => name.includes('a customer'))).toEqual([
		'Delete a customer permanently',
		'Forget a customer permanently',
		'Lock a customer',
		'Set details of a customer',
		'Unlock a customer',
	]);

	await entry('Forget a customer permanently').click();
	expect(await new NodeView(page).box('operation').inputValue()).toBe('Forget');
});

test('of a node that never ran, the next node is shown what it puts out', async () => {
	const ours = ourNode({ parameters: { operation: 'delete' } });
	await editor.openChain([start, ours, jsonNode('Answer', {})]);
	const answer = await editor.openNode('Answer');

	// As n8n is served it for each operation: test/package.
	const schema = 'nodes/Trackfinity/__schema__/v1.0.0/customer/delete.json';
	const text = readFileSync(path.join(repositoryFolder, schema), 'utf8');
	const { properties } = JSON.parse(text) as { properties: object };
	expect((await answer.previewedFields()).sort()).toEqual(Object.keys(properties).sort());
});

test('an invalid item ends a run that was started by a click before anything is sent, and the output panel says which and what to do', async () => {
	const lock = { operation: 'lock', lookupBy: 'customerId', customerId: '={{ $json.id }}' };
	const items = [191, '', 215, null].map((id) => ({ id }));
	const node = await editor.openOurNode(lock, items);
	await node.execute();

	const { message, description } = node;
	const empty = "'Customer ID' must be text or a number, but is empty";
	expect(await message.innerText()).toMatch(new RegExp(`^2 of 4 items are invalid.*${empty}`));
	expect(await description.innerText()).toMatch(
		new RegExp(`^Nothing was sent for any of the 4 items\\..*\\[Item 1\\] ${empty}.*\\[Item 3\\]`),
	);
	expect(await n8n.sandbox.requests()).toEqual([]);
});
