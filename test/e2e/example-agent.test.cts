import { type Execution, until } from '../../dev/playground/index.cts';
import { useEditor } from './editor/editor.cts';
import { browserName, useModel } from './support/agents.cts';
import { readExample } from './support/examples.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const model = useModel(n8n);
const { api, sandbox, withWorkflow } = n8n;

const CHAT = 'Chat';
const REVIEW = 'Ask a person';
const FORGET = 'Forget the customer';
const question = "Forget customer 191 for good? This can't be undone.";

/** Gives n8n the example, whose model calls its tool for these customers, which is behind a review. */
async function withExample(customerIds: string[], work: (id: string) => Promise<void>) {
	model.play(
		customerIds.map((customerId) => ({ toolParameters: { customerId }, hitlParameters: {} })),
	);
	const example = await readExample('ai-agent.json');
	await withWorkflow(example, async ({ id }) => await work(id), [model.credential]);
}

/** Asks in the chat to forget these customers, one after the other. */
async function ask(customerIds: string[], work: (executionId: string) => Promise<void>) {
	await withExample(customerIds, async (id) => {
		const message = { chatInput: 'Please forget them.', sessionId: id };
		await work(await api.run({ id }, CHAT, { action: 'sendMessage', ...message }));
	});
}

/** Waits until a person has been asked so many times, and gives the last question and the links behind its two buttons. */
async function review(executionId: string, count = 1) {
	const questions = ({ data }: Execution) => data.resultData.runData[REVIEW] ?? [];
	const execution = await until(
		`question ${count} to a person`,
		async () => await api.execution(executionId),
		(now) => now.status === 'waiting' && questions(now).length === count,
	);
	const message = questions(execution).at(-1)?.data?.['ai_tool']?.[0]?.[0]?.sendMessage;
	if (typeof message !== 'object') throw new Error(`No buttons: ${JSON.stringify(message)}`);
	const [approve = '', reject = ''] = message.buttons.map(({ link }) => link);
	return { text: message.text, approve, reject };
}

/** Follows the link behind a button, as a browser does. */
async function press(link: string): Promise<void> {
	const response = await fetch(link, { headers: { 'user-agent': browserName } });
	expect(response.status).toBe(200);
}

/** Waits until the model has been told what so many calls came to, and gives the last. */
async function told(count = 1): Promise<string> {
	const results = async () => await Promise.resolve(model.results);
	return (await until('a result', results, ({ length }) => length === count)).at(-1) ?? '';
}

describe('the example "AI agent"', () => {
	test('sends nothing when the person has rejected, and tells the model', async () => {
		await ask(['191'], async (executionId) => {
			const { text, reject } = await review(executionId);
			expect(text).toBe(question);
			expect(model.results).toEqual([]);
			await press(reject);

			expect(await told()).toContain('User rejected the tool call');
			expect(await sandbox.requests()).toEqual([]);
		});
	});

	test('forgets one customer for one message, whatever is approved', async () => {
		await ask(['191', '204'], async (executionId) => {
			await press((await review(executionId)).approve);
			await press((await review(executionId, 2)).approve);

			expect(await told(2)).toContain(
				"1 customer was sent before in this execution, but 'Safety Limit' is 1",
			);
			expect(await sandbox.customerIds()).toEqual(['191']);
		});
	});
});

describe('the same in the editor', () => {
	const editor = useEditor(n8n);

	test('asks in the chat, and forgets the customer once a person has pressed the button, except for what an invoice needs', async () => {
		const { page } = editor;
		await page.setExtraHTTPHeaders({ 'user-agent': browserName });
		await withExample(['191'], async (id) => {
			await editor.open(id);
			await page.getByTestId('workflow-chat-button').click();
			const chat = page.getByTestId('canvas-chat');
			await chat.getByRole('textbox').fill('Please forget customer 191');
			await chat.getByRole('textbox').press('Enter');
			await chat.getByText(question.slice(0, 29)).waitFor();
			expect(await sandbox.requests()).toEqual([]);

			await chat.getByText('Forget', { exact: true }).click();
			await chat.getByText('Finished.').waitFor();
			expect(JSON.parse(model.results[0] ?? '')).toEqual([
				expect.objectContaining({ success: true, operation: 'forget', customerId: '191' }),
			]);
			const { forgotten, details } = await sandbox.customer('191');
			expect(forgotten).toBe(true);
			const kept = ['address1', 'address2', 'city', 'country', 'firstname', 'lastname', 'zip'];
			expect(Object.keys(details).sort()).toEqual(kept);
		});
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
			expect(await settingsOf(FORGET)).toEqual(['Notes', 'Display Note in Flow?']);
		});
	});
});
