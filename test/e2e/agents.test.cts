import {
	callByAgent,
	callForEach,
	CUSTOMER,
	forCustomer,
	forget,
	itemIn,
	LOOP,
	runBehindAgent,
	type Told,
	type ToolCalls,
	useModel,
} from './support/agents.cts';
import { callByMcp } from './support/mcp.cts';
import { newestAgent } from './support/olderN8n.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const model = useModel(n8n);
const { sandbox } = n8n;

const agents = [2.2, newestAgent];
const callers: Array<[string, (calls: ToolCalls) => Promise<Told>]> = [
	...agents.map((version): (typeof callers)[0] => [
		`an AI Agent ${version}`,
		async (calls) => await callByAgent(n8n, model, version, calls),
	]),
	['the MCP Server Trigger', async (calls) => await callByMcp(n8n, calls)],
];

const success = expect.objectContaining({ success: true });
const notSent = { error: expect.objectContaining({ outcome: 'notSent' }) };

test.each(callers)(
	'the model behind %s is told that Forget has no way back, what was done, what was rejected and what to do, and which values are allowed',
	async (_caller, call) => {
		const { description, results } = await call({
			parameters: forget,
			calls: [forCustomer('191'), forCustomer('999'), forCustomer('204', 'name')],
		});

		expect(description).toBe('Forget a customer permanently in Trackfinity');
		expect(results.map(itemIn)).toEqual([
			expect.objectContaining({ success: true, operation: 'forget', customerId: '191' }),
			{
				error: expect.objectContaining({
					message: 'Trackfinity rejected the request (HTTP 404): Customer not found',
					outcome: 'rejected',
				}),
			},
			{
				error: expect.objectContaining({
					message: "'Find Customer By' must be one of its choices, but is the text 'name'",
					description: expect.stringContaining('customerId, orderId, subscriptionId'),
					outcome: 'notSent',
				}),
			},
		]);
		expect(await sandbox.customerIds()).toEqual(['191', '999']);
	},
);

const calls = ['191', '204', '191'].map((id) => forCustomer(id));

test.each(callers)(
	'the safety limit of a tool behind %s holds over all calls of an execution',
	async (...row) => {
		const [caller, call] = row;
		const { results } = await call({ parameters: { ...forget, safetyLimit: 1 }, calls });
		// Each call over the MCP Server Trigger is an execution of its own.
		if (caller.includes('MCP')) {
			expect(results.map(itemIn)).toEqual([success, success, success]);
			expect(await sandbox.customerIds()).toEqual(['191', '204', '191']);
			return;
		}
		expect(results.map(itemIn)).toEqual([success, notSent, notSent]);
		expect(results[1]).toContain(
			"1 customer was sent before in this execution, but 'Safety Limit' is 1",
		);
		expect(results[2]).toContain('nothing more is sent in this execution');
		expect(await sandbox.customerIds()).toEqual(['191']);
	},
);

const linked = `={{ $('${CUSTOMER}').item.json.customerId }}`;
const oneOf = `={{ $('${CUSTOMER}').item.json.allowed.find((id) => id === $fromAI('customerId')) }}`;

describe.each(agents)('the model behind an AI Agent %s', (version) => {
	test.each([
		['chooses nobody where an earlier node names the customer', linked, ['204'], ['191']],
		['can be given a list to choose from', oneOf, ['204', '215'], ['215']],
	])('%s', async (_, customerId, said, forgotten) => {
		const { results } = await callByAgent(n8n, model, version, {
			parameters: { operation: 'forget', customerId },
			calls: said.map((id) => ({ customerId: id })),
		});

		expect(results.map(itemIn).at(-1)).toEqual(success);
		expect(await sandbox.customerIds()).toEqual(forgotten);
	});
});

describe('with several customers, a tool forgets who is meant, or nobody', () => {
	const ids = ['191', '204', '215'];
	const ofTurn = `={{ $('${LOOP}').first(1).json.customerId }}`;

	test.each([
		['in a loop, by .item', 2.2, true, linked, ids],
		['in a loop, by .item', newestAgent, true, linked, ['191']],
		['in a loop, by .first(1)', 2.2, true, ofTurn, ids],
		['in a loop, by .first(1)', newestAgent, true, ofTurn, ids],
		['all at once, by .item', 2.2, false, linked, []],
		['all at once, by .item', newestAgent, false, linked, []],
		['all at once, by $json', 2.2, false, '={{ $json.customerId }}', []],
		['all at once, by $json', newestAgent, false, '={{ $json.customerId }}', ids],
	])('%s, behind an AI Agent %s', async (_how, version, isLoop, customerId, forgotten) => {
		const parameters = { operation: 'forget', customerId };
		const results = await callForEach(n8n, model, version, { parameters, ids, isLoop });

		expect((await sandbox.customerIds()).sort()).toEqual(forgotten);
		const outcomes = ids.map((id) => (forgotten.includes(id) ? success : notSent));
		expect(results).toEqual(outcomes);
	});
});

describe('in a loop, in a branch behind the newest AI Agent and after its tool was called,', () => {
	const run = async (customerId: string) =>
		await runBehindAgent(n8n, model, newestAgent, {
			parameters: { operation: 'forget', customerId },
			ids: ['191', '204'],
		});

	test('nobody is forgotten by .item, which n8n takes from the other branch', async () => {
		const { data } = await run(linked);

		expect(model.results).toEqual([expect.stringContaining('42')]);
		expect(await sandbox.customerIds()).toEqual([]);
		expect(data.resultData.error).toMatchObject({
			message: expect.stringContaining("Behind 'AI Agent'"),
			description: expect.stringMatching(/Loop Over Items.*Nothing was sent/),
		});
	});

	test('who is meant is forgotten by .first(), as the message says', async () => {
		const { status } = await run(`={{ $('${LOOP}').first(1).json.customerId }}`);

		expect(model.results).toHaveLength(1);
		expect(status).toBe('success');
		expect(await sandbox.customerIds()).toEqual(['204']);
	});
});

test('behind the newest AI Agent, $json is what the model makes of it', async () => {
	await callByAgent(n8n, model, newestAgent, {
		parameters: { operation: 'forget', customerId: '={{ $json.customerId }}' },
		calls: [{ customerId: '204' }],
	});

	expect(await sandbox.customerIds()).toEqual(['204']);
});
