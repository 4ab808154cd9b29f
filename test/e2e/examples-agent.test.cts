import type { Execution, Workflow } from '../../dev/playground/index.cts';
import { browserName, reviewed, useModel } from './support/agents.cts';
import { readExample, withWorkflow } from './support/examples.cts';
import { useN8n } from './support/playground.cts';
import { until } from './support/until.cts';

const n8n = useN8n();
const model = useModel(n8n);
const { api, sandbox } = n8n;

const CHAT = 'Chat';
const REVIEW = 'Ask a person';

/** What a person is asked, and the links behind the two buttons. */
interface Review {
	text: string;
	approve: string;
	reject: string;
}

/** Lets the model ask to forget these customers, one after the other, for as long as the work with it takes. */
async function askToForget(
	customerIds: readonly string[],
	work: (executionId: string) => Promise<void>,
): Promise<void> {
	model.server.play(customerIds.map(reviewed));
	const bound = { ...n8n, credentials: [...n8n.credentials, model.credential] };
	await withWorkflow(bound, await readExample('ai-agent.json'), async (workflow: Workflow) => {
		const message = { chatInput: 'Please forget them.', sessionId: workflow.id };
		await work(await api.run(workflow, CHAT, { action: 'sendMessage', ...message }));
	});
}

/** Waits until a person has been asked so many times, and gives the last question. */
async function review(executionId: string, count = 1): Promise<Review> {
	const { data } = await until(
		`question ${count} to a person`,
		async () => await api.execution(executionId),
		(execution) => execution.status === 'waiting' && questions(execution).length === count,
	);
	const message = data.resultData.runData[REVIEW]?.at(-1)?.data?.['ai_tool']?.[0]?.[0]?.sendMessage;
	if (typeof message !== 'object') throw new Error(`No buttons: ${JSON.stringify(message)}`);
	const [approve, reject] = message.buttons.map(({ link }) => link);
	return { text: message.text, approve: approve ?? '', reject: reject ?? '' };
}

function questions({ data }: Execution): unknown[] {
	return data.resultData.runData[REVIEW] ?? [];
}

/** Follows the link behind a button, as a browser does. */
async function press(link: string): Promise<void> {
	const response = await fetch(link, { headers: { 'user-agent': browserName } });
	expect(response.status).toBe(200);
}

/** Waits until the model has been told what so many calls came to, and gives the last. */
async function told(count = 1): Promise<string> {
	const results = await until(
		`result ${count} for the model`,
		async () => await Promise.resolve(model.server.results),
		({ length }) => length === count,
	);
	return results.at(-1) ?? '';
}

describe('the example "AI agent"', () => {
	test('asks a person, naming the customer, and sends nothing before they answer', async () => {
		await askToForget(['191'], async (executionId) => {
			const { text } = await review(executionId);

			expect(text).toBe("Forget customer 191 for good? This can't be undone.");
			expect(model.server.results).toEqual([]);
			expect(await sandbox.requests()).toEqual([]);
		});
	});

	test('forgets the customer once the person has approved, except for what an invoice needs', async () => {
		await askToForget(['191'], async (executionId) => {
			await press((await review(executionId)).approve);

			expect(JSON.parse(await told())).toEqual([
				expect.objectContaining({ success: true, operation: 'forget', customerId: '191' }),
			]);
			const { forgotten, details } = await sandbox.customer('191');
			expect(forgotten).toBe(true);
			expect(Object.keys(details).sort()).toEqual(invoiceFields);
		});
	});

	test('sends nothing when the person has rejected, and tells the model', async () => {
		await askToForget(['191'], async (executionId) => {
			await press((await review(executionId)).reject);

			expect(await told()).toContain('User rejected the tool call');
			expect(await sandbox.requests()).toEqual([]);
		});
	});

	test('forgets one customer for one message, whatever is approved', async () => {
		await askToForget(['191', '204'], async (executionId) => {
			await press((await review(executionId)).approve);
			await press((await review(executionId, 2)).approve);

			expect(await told(2)).toContain(
				"1 customer was sent before in this execution, but 'Safety Limit' is 1",
			);
			expect((await sandbox.requests()).map(({ form }) => form.customer_id)).toEqual(['191']);
		});
	});
});

const invoiceFields = ['address1', 'address2', 'city', 'country', 'firstname', 'lastname', 'zip'];
