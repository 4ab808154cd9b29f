import { type Execution, until } from '../../dev/playground/index.cts';
import { useEditor } from './editor/editor.cts';
import { browserName, useModel } from './support/agents.cts';
import { readExample } from './support/examples.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const model = useModel(n8n);
const { api, sandbox, withWorkflow } = n8n;

/** Gives n8n the example, whose model calls its tool for these customers, which is behind a review. */
async function withExample(customerIds: string[], work: (id: string) => Promise<void>) {
	model.play(
		customerIds.map((customerId) => ({ toolParameters: { customerId }, hitlParameters: {} })),
	);
	const example = await readExample('ai-agent.json');
	await withWorkflow(example, async ({ id }) => await work(id), [model.credential]);
}

/** Waits until a person has been asked so many times, and approves as a browser does. */
async function approve(executionId: string, count: number): Promise<void> {
	const questions = ({ data }: Execution) => data.resultData.runData['Ask a person'] ?? [];
	const execution = await until(
		`question ${count} to a person`,
		async () => await api.execution(executionId),
		(now) => now.status === 'waiting' && questions(now).length === count,
	);
	const message = questions(execution).at(-1)?.data?.['ai_tool']?.[0]?.[0]?.sendMessage;
	if (typeof message !== 'object') throw new Error(`No buttons: ${JSON.stringify(message)}`);
	const headers = { 'user-agent': browserName };
	expect((await fetch(message.buttons[0]?.link ?? '', { headers })).status).toBe(200);
}

test('the example "AI agent" forgets one customer for one message, whatever is approved', async () => {
	await withExample(['191', '204'], async (id) => {
		const message = { chatInput: 'Please forget them.', sessionId: id };
		const executionId = await api.run({ id }, 'Chat', { action: 'sendMessage', ...message });
		for (const count of [1, 2]) await approve(executionId, count);
		const results = async () => await Promise.resolve(model.results);
		await until('two results', results, ({ length }) => length === 2);

		expect(model.results[1]).toContain(
			"1 customer was sent before in this execution, but 'Safety Limit' is 1",
		);
		expect(await sandbox.customerIds()).toEqual(['191']);
	});
});

describe('the example "AI agent", used in the editor,', () => {
	const editor = useEditor(n8n);

	/** Asks in the chat to forget a customer, and chooses a button under the question. */
	async function answer(button: 'Forget' | "Don't forget"): Promise<void> {
		const { page } = editor;
		await page.setExtraHTTPHeaders({ 'user-agent': browserName });
		// n8n remembers that the chat was open.
		await page.addInitScript('localStorage.clear()');
		await withExample(['191'], async (id) => {
			await editor.open(id);
			await page.getByTestId('workflow-chat-button').click();
			const chat = page.getByTestId('canvas-chat');
			await chat.getByRole('textbox').fill('Please forget customer 191');
			await chat.getByRole('textbox').press('Enter');
			await chat.getByText('Forget customer 191 for good?').waitFor();
			expect(model.results).toEqual([]);
			expect(await sandbox.requests()).toEqual([]);
			await chat.getByText(button, { exact: true }).click();
			await chat.getByText('Finished.').waitFor();
		});
	}

	test('sends nothing when the person has rejected, and tells the model', async () => {
		await answer("Don't forget");

		expect(model.results).toEqual([expect.stringContaining('User rejected the tool call')]);
		expect(await sandbox.requests()).toEqual([]);
	});

	test('forgets the customer once a person has pressed the button, except for what an invoice needs', async () => {
		await answer('Forget');

		const success = { success: true, operation: 'forget', customerId: '191' };
		expect(JSON.parse(model.results[0] ?? '')).toEqual([expect.objectContaining(success)]);
		const { forgotten, details } = await sandbox.customer('191');
		expect(forgotten).toBe(true);
		const kept = ['address1', 'address2', 'city', 'country', 'firstname', 'lastname', 'zip'];
		expect(Object.keys(details).sort()).toEqual(kept);
	});

	test('has no On Error for the tool, as other nodes have, so what failed always goes to the model', async () => {
		const settingsOf = async (name: string) => {
			const view = await editor.openNode(name);
			await editor.page.getByTestId('tab-settings').click();
			await editor.page.getByText('Display Note in Flow?').waitFor();
			const shown = editor.page.getByTestId('input-label').filter({ visible: true });
			const labels = (await shown.allInnerTexts()).map((label) => label.trim());
			await editor.page.getByTestId('tab-params').click();
			await view.close();
			return labels;
		};
		await withExample([], async (id) => {
			await editor.open(id);
			expect(await settingsOf('Answer')).toEqual(
				expect.arrayContaining(['On Error', 'Retry On Fail', 'Notes']),
			);
			expect(await settingsOf('Forget the customer')).toEqual(['Notes', 'Display Note in Flow?']);
		});
	});
});
