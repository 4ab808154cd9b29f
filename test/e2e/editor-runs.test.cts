import { useEditor } from './editor/editor.cts';
import { picture } from './editor/pictures.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const browser = useEditor(n8n);

const lock = { operation: 'lock', lookupBy: 'customerId', customerId: '={{ $json.id }}' };
const anyTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

describe('runs started by clicking', () => {
	test('Execute workflow locks each customer, and the output table has one row for each', async () => {
		const { editor } = browser;
		await editor.openWith(lock, [{ id: 191 }, { id: '204' }]);
		expect(await editor.onCanvas('Trackfinity').innerText()).toMatch(
			/^Trackfinity\s+lock: customer/,
		);
		await editor.page.getByTestId('execute-workflow-button').first().click();
		await editor.finished();

		const node = await editor.openNode();
		expect(await node.table()).toEqual([
			{ success: 'true', operation: 'lock', customerId: '191', processedAt: anyTime },
			{ success: 'true', operation: 'lock', customerId: '204', processedAt: anyTime },
		]);
		expect(await n8n.sandbox.customer('191')).toMatchObject({ locked: true });
		expect(await n8n.sandbox.customer('204')).toMatchObject({ locked: true });
	});

	test('a dry run says in the output panel that nothing was sent, and sends nothing', async () => {
		await browser.editor.openWith(lock, [{ id: 191 }]);
		const node = await browser.editor.openNode();
		await node.add('Add Option', 'Dry Run');
		await node.turnOn('dryRun');
		await node.execute();

		expect(await node.table()).toEqual([
			expect.objectContaining({ dryRun: 'true', operation: 'lock', customerId: '191' }),
		]);
		expect(await node.hint.innerText()).toMatch(/^This was a dry run: nothing is changed\./);
		expect(await n8n.sandbox.requests()).toEqual([]);
		const table = node.output.locator('table').first();
		await picture(browser.editor.page, 'output-dry-run', {
			parts: [node.hint, table],
			within: node.output,
		});
	});

	test('an invalid item ends the run before anything is sent, and the output panel says which and what to do', async () => {
		await browser.editor.openWith(lock, [{ id: 191 }, { id: '' }, { id: 215 }, { id: null }]);
		const node = await browser.editor.openNode();
		await node.execute();

		const message = node.output.getByTestId('node-error-message');
		const description = node.output.getByTestId('node-error-description');
		expect(await message.innerText()).toMatch(
			/^2 of 4 items are invalid.*'Customer ID' must be text or a number, but is empty/,
		);
		expect(await description.innerText()).toMatch(
			/^Nothing was sent for any of the 4 items\..*\[Item 1\] 'Customer ID' must be text or a number, but is empty.*\[Item 3\]/,
		);
		expect(await n8n.sandbox.requests()).toEqual([]);
		await picture(browser.editor.page, 'refused-run', { parts: [message, description] });
	});

	test('the message names the invalid item once', async () => {
		await browser.editor.openWith(lock, [{ id: 191 }, { id: '' }]);
		const node = await browser.editor.openNode();
		await node.execute();

		const message = await node.output.getByTestId('node-error-message').innerText();
		expect(message.match(/\[item \d+\]/gi)).toEqual(['[Item 1]']);
	});

	test('what the service rejects is shown in its words, with what to do and what was done', async () => {
		await browser.editor.openWith(lock, [{ id: 191 }, { id: 'nobody' }]);
		const node = await browser.editor.openNode();
		await node.execute();

		expect(await node.output.getByTestId('node-error-message').innerText()).toMatch(/\[Item 1\]/);
		expect(await node.output.getByTestId('node-error-description').innerText()).toMatch(
			/Done: 1 item \(item 0\)\. Rejected by the service: 1 item \(item 1\)\.$/,
		);
	});
});
