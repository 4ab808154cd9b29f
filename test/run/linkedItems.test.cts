import { AGENT, callTool, type ToolCallOptions } from '../../dev/engine/index.cts';
import { confirmAll, failureOf, outcomesOf, sent } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();
beforeEach(() => confirmAll(workbench.sandbox));

const call = async (options: Partial<ToolCallOptions>) => {
	const { output } = await callTool(workbench.package, {
		parameters: lockBy('191'),
		credentials: { ...workbench.sandbox.credentials },
		items: one,
		...{ contextData: {}, ...options },
	});
	return output;
};

const lockBy = (customerId: string) => ({ operation: 'lock', customerId });
const one = [{ id: '191', item: { id: '191' } }];
const two = [{ id: '191' }, { id: '204' }];

/** In a whole n8n: test/e2e/agents. */
describe("an AI Agent's call", () => {
	const linked = [
		"={{ $('CRM').item.json.id }}",
		"={{ $('CRM')?.item.json.id }}",
		'={{ $("CRM")["item"].json.id }}',
		"={{ $('CRM').itemMatching(0).json.id }}",
		"={{ $('CRM').pairedItem().json.id }}",
		"={{ $('CRM').all()[$itemIndex].json.id }}",
	];

	test.each([
		['of the second run of the agent', { node: AGENT, items: one }],
		['of one of two items', { node: 'CRM', items: two }],
	])(
		'sends nothing for what n8n takes from the item that it is linked to: %s',
		async (_, linkedTo) => {
			for (const customerId of linked) {
				const [item] = await call({ parameters: lockBy(customerId), linkedTo });

				expect(failureOf(item)).toMatchObject({
					...{ outcome: 'notSent', message: expect.stringContaining("another item's data") },
					description: expect.stringMatching(/one item at a time.*Loop Over Items.*first\(1\)/),
				});
			}
			const { trackfinityApi } = workbench.sandbox.credentials;
			const brand = "={{ $('CRM').item.json.brand }}";
			const credentials = { trackfinityApi: { ...trackfinityApi, username: brand } };
			expect(failureOf((await call({ credentials, linkedTo }))[0]).outcome).toBe('notSent');
			expect(sent(workbench.sandbox)).toEqual([]);
		},
	);

	test.each([
		["={{ $('CRM').first().json.id }}", { node: 'CRM', items: one }],
		['={{ $json.id }}', { node: AGENT, items: one }],
		['={{ $json.item.id }}', { node: AGENT, items: one }],
		['={{ $input.item.json.id }}', { node: 'CRM', items: two }],
	])('is sent where n8n has the item that is meant: %s, %j', async (customerId, linkedTo) => {
		const output = await call({ parameters: lockBy(customerId), linkedTo });

		expect(outcomesOf(output)).toEqual(['done']);
		expect(sent(workbench.sandbox)).toEqual(['191']);
	});

	test.each([
		'={{ $json.id }}',
		"={{ $('CRM').first().json.id }}",
		'={{ $input.first().json.id }}',
		'={{ $thisItem.json.id }}',
	])('of older agents sends nothing for data of one of their two items: %s', async (customerId) => {
		const [item] = await call({ parameters: lockBy(customerId), agentItems: two });

		expect(failureOf(item).message).toContain("another item's data");
		expect(sent(workbench.sandbox)).toEqual([]);
	});

	test('behind a review of one of two items sends nothing for its own data either', async () => {
		const [item] = await call({
			parameters: lockBy('={{ $json.id }}'),
			linkedTo: { node: 'CRM', items: two },
			isReviewed: true,
		});

		expect(failureOf(item).message).toContain("another item's data");
	});

	test('for what n8n takes from the only item is up to n8n', async () => {
		const parameters = lockBy(linked[0] ?? '');
		const [item] = await call({ parameters, linkedTo: { node: 'CRM', items: one } });

		// Here, no connection leads from the tool to that node.
		expect(failureOf(item).message).not.toContain("another item's data");
	});

	test('of older agents is sent where the model names the customer', async () => {
		const said = { id: '204' };
		const parameters = lockBy("={{ $fromAI('id') }}");
		const output = await call({ parameters, agentItems: two, items: [said], said });

		expect(outcomesOf(output)).toEqual(['done']);
		expect(sent(workbench.sandbox)).toEqual(['204']);
	});
});

test('$fromAI in a node that is no tool is refused: n8n would give all items the same', async () => {
	const items = ['191', '204'].map((id) => ({ id }));
	const { error } = await workbench.run({ parameters: lockBy("={{ $fromAI('id') }}"), items });

	expect(error).toMatchObject({
		message: expect.stringContaining('no tool of an AI agent'),
		description: expect.stringContaining('{{ $json.id }}'),
	});
	expect(sent(workbench.sandbox)).toEqual([]);
});
