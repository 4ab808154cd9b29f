import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from '../../dev/playground/paths.cts';
import { codeNode, useEditor } from './editor/editor.cts';
import { NodeView } from './editor/nodeView.cts';
import { describesFoundNodes } from './support/olderN8n.cts';
import { useN8n } from './support/playground.cts';
import { jsonNode, ourNode, start, TRACKFINITY } from './support/workflows.cts';

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

const schemas = path.join(repositoryFolder, 'nodes/Trackfinity/__schema__/v1.0.0/customer');

test.each(['delete', 'setDetails'])(
	'of a node that never ran, the next node is shown what %s puts out',
	async (operation) => {
		const ours = ourNode({ parameters: { operation } });
		await editor.openChain([start, ours, jsonNode('Answer', {})]);
		const answer = await editor.openNode('Answer');

		const schema = readFileSync(path.join(schemas, `${operation}.json`), 'utf8');
		const { properties } = JSON.parse(schema) as { properties: object };
		// A list also shows its first entry.
		const fields = (await answer.previewedFields()).filter((name) => !name.endsWith('[0]'));
		expect(fields.sort()).toEqual(Object.keys(properties).sort());
	},
);

describe('runs started by clicking', () => {
	const lock = { operation: 'lock', lookupBy: 'customerId', customerId: '={{ $json.id }}' };
	const openWith = async (...ids: Array<string | number | null>) =>
		await editor.openOurNode(
			lock,
			ids.map((id) => ({ id })),
		);

	test('Execute workflow locks each customer, and the output table has one row for each', async () => {
		await editor.openChain([
			start,
			codeNode([{ id: 191 }, { id: '204' }]),
			ourNode({ parameters: lock }),
		]);
		expect(await editor.onCanvas(TRACKFINITY).innerText()).toMatch(/^Trackfinity\s+lock: customer/);
		await editor.execute();

		const node = await editor.openNode();
		const processedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
		expect(await node.table()).toEqual([
			{ success: 'true', operation: 'lock', customerId: '191', processedAt },
			{ success: 'true', operation: 'lock', customerId: '204', processedAt },
		]);
		expect(await n8n.sandbox.customerIds()).toEqual(['191', '204']);
	});

	test('a dry run says in the output panel that nothing was sent, and sends nothing', async () => {
		const node = await openWith(191);
		await node.add('Add Option', 'Dry Run');
		await node.turnOn('dryRun');
		await node.execute();

		expect(await node.table()).toEqual([
			expect.objectContaining({ dryRun: 'true', operation: 'lock', customerId: '191' }),
		]);
		expect(await node.hint.innerText()).toMatch(/^This was a dry run: nothing is changed\./);
		expect(await n8n.sandbox.requests()).toEqual([]);
	});

	test('an invalid item ends the run before anything is sent, and the output panel says which and what to do', async () => {
		const node = await openWith(191, '', 215, null);
		await node.execute();

		const { message, description } = node;
		const empty = "'Customer ID' must be text or a number, but is empty";
		expect(await message.innerText()).toMatch(new RegExp(`^2 of 4 items are invalid.*${empty}`));
		expect(await description.innerText()).toMatch(
			new RegExp(
				`^Nothing was sent for any of the 4 items\\..*\\[Item 1\\] ${empty}.*\\[Item 3\\]`,
			),
		);
		expect(await n8n.sandbox.requests()).toEqual([]);
	});
});
