import { useEditor } from './editor/editor.cts';
import { browserName, reviewed, useModel } from './support/agents.cts';
import { readExample, withWorkflow } from './support/examples.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const model = useModel(n8n);
const browser = useEditor(n8n);
const FORGET = 'Forget the customer';

/** Opens the example of an AI agent for as long as the work with it takes. */
async function inExample(work: () => Promise<void>): Promise<void> {
	const bound = { ...n8n, credentials: [...n8n.credentials, model.credential] };
	await withWorkflow(bound, await readExample('ai-agent.json'), async ({ id }) => {
		await browser.editor.open(id);
		await browser.editor.onCanvas(FORGET).waitFor();
		await work();
	});
}

describe('the example "AI agent" in the editor', () => {
	test('asks in the chat, and forgets the customer once a person has pressed the button', async () => {
		model.server.play([reviewed('191')]);
		const { page } = browser.editor;
		await page.setExtraHTTPHeaders({ 'user-agent': browserName });
		await inExample(async () => {
			await page.getByTestId('workflow-chat-button').click();
			const chat = page.getByTestId('canvas-chat');
			await chat.getByRole('textbox').fill('Please forget customer 191');
			await chat.getByRole('textbox').press('Enter');

			await chat.getByText('Forget customer 191 for good?').waitFor();
			expect(await n8n.sandbox.requests()).toEqual([]);

			await chat.getByText('Forget', { exact: true }).click();
			await chat.getByText('Finished.').waitFor();
			expect((await n8n.sandbox.customer('191')).forgotten).toBe(true);
		});
	});

	test('has no On Error for the tool, as other nodes have, so what failed always goes to the model', async () => {
		const { page } = browser.editor;
		const settingsOf = async (name: string) => {
			const node = await browser.editor.openNode(name);
			await page.getByTestId('tab-settings').click();
			await page.getByText('Display Note in Flow?').waitFor();
			const labels = await page
				.getByTestId('input-label')
				.filter({ visible: true })
				.allInnerTexts();
			await page.getByTestId('tab-params').click();
			await node.close();
			return labels.map((label) => label.trim());
		};
		await inExample(async () => {
			expect(await settingsOf('Answer')).toEqual(
				expect.arrayContaining(['On Error', 'Retry On Fail', 'Notes']),
			);
			expect(await settingsOf(FORGET)).toEqual(['Notes', 'Display Note in Flow?']);
		});
	});
});
