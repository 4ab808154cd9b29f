import { AGENT, type ToolCallOptions } from '../../dev/engine/index.cts';
import { citiesSent, cityItems, confirmAll, itemsFor, sent } from '../support/customers.cts';
import { deletedXml } from '../support/responses.cts';
import { failureOf, outcomesOf } from '../support/outcomes.cts';
import { credentialsWith, oneByOne, parametersFor, tries } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Calls that an agent makes of the tool in one execution, all with the same run index. */
function agent() {
	const contextData = {};
	return async (call: Omit<ToolCallOptions, 'contextData'>) =>
		(await workbench.call({ contextData, ...call })).output;
}

test('no call goes on deleting once another one heard that somebody else was deleted', async () => {
	const { sandbox } = workbench;
	sandbox.fault({ kind: 'answer', body: deletedXml('5550001'), form: { code: '7001' } });
	const hold = sandbox.hold({ form: { code: '7003' } });
	const call = agent();
	const parameters = parametersFor.delete(oneByOne);
	const running = call({ parameters, items: itemsFor(['7002', '7003', '7004', '7005']) });
	await hold.waiting(1);

	expect(outcomesOf(await call({ parameters, items: itemsFor(['7001']) }))).toEqual(['unknown']);
	hold.release();
	const outcomes = outcomesOf(await running);
	expect(outcomes.slice(2)).toEqual(['notSent', 'notSent']);
	expect(sent(sandbox)).toEqual(['7002', '7003', '7001']);
});

test('calls that differ are no tries of one call', async () => {
	workbench.sandbox.fault({ kind: 'status', status: 504, form: { city: 'Rome' }, times: 1 });
	const call = agent();
	const parameters = parametersFor.setDetails({ retries: 0 });
	const outcomes = [];
	for (const item of cityItems('191 Rome', '191 Bonn')) {
		outcomes.push(...outcomesOf(await call({ parameters, items: [item], ...tries(3) })));
	}

	expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Bonn']);
	expect(outcomes).toEqual(['unknown', 'done']);
});

describe('what n8n gives to $fromAI', () => {
	const parameters = { operation: 'lock', customerId: "={{ $fromAI('customerId') }}" };
	beforeEach(() => confirmAll(workbench.sandbox));

	const withDefault = "={{ $fromAI('customerId', 'the ID', 'string', '204') }}";
	const inTwoLines = { ...parameters, customerId: "={{ $fromAI (\n\t'customerId', 'the ID') }}" };
	test.each([
		[{ customerId: '204' }, parameters],
		[{ customerId: 191 }, parameters],
		[{ customerId: '204' }, inTwoLines],
		[{}, { ...parameters, customerId: withDefault }],
		[{ customerId: '204' }, parameters, { toolCallId: 'call_1' }],
	])("is never another call's, and the model is told why: %j %j", async (...row) => {
		const [said, stored, more = {}] = row;
		const items = [{ customerId: '191', ...more }];
		const failure = failureOf((await agent()({ parameters: stored, items, said }))[0]);

		expect(failure).toMatchObject({ outcome: 'notSent', attempts: 0 });
		expect(failure.message).toContain('mixed up');
		expect(failure.description).toContain('one call at a time');
		expect(sent(workbench.sandbox)).toEqual([]);
	});

	test("has its default where AI Agent 3 has only the agent's own input of that name", async () => {
		const fields = { city: "={{ $fromAI('city', 'the city', 'string', 'Rome') }}" };
		const output = await agent()({
			parameters: { ...parameters, operation: 'setDetails', fields },
			items: [{ customerId: '191', city: 'Bonn', toolCallId: 'call_1' }],
			said: { customerId: '191' },
		});

		expect(output[0]?.json).toMatchObject({ success: true });
		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome']);
	});

	test('is nothing where the model said null', async () => {
		const said = { customerId: '191', city: null, zip: '1000' };
		const fields = { city: "={{ $fromAI('city') }}", zip: "={{ $fromAI('zip') }}" };
		const stored = { ...parameters, operation: 'setDetails', fields };
		const output = await agent()({ parameters: stored, items: [said], said });

		expect(output[0]?.json).toMatchObject({ success: true, updatedFields: ['zip'] });
	});

	test.each([
		{ customerId: '191' },
		{ customerId: '191', said: 'before', note: null },
		{ customerId: '191', 'a key': "that isn't an argument", "o'clock": 1 },
	])("is sent where it is this call's, whatever else the item holds: %j", async (item) => {
		const output = await agent()({ parameters, items: [item], said: { customerId: '191' } });

		expect(output[0]?.json).toMatchObject({ success: true, customerId: '191' });
	});
});

/** Locks the customer whom an agent's only call names. */
const call = async (options: Partial<ToolCallOptions>) =>
	await agent()({ parameters: lockBy('191'), items: one, ...options });

const lockBy = (customerId: string) => ({ operation: 'lock', customerId });
const one = [{ id: '191', item: { id: '191' } }];
const two = [{ id: '191' }, { id: '204' }];

/** In a whole n8n: test/e2e/agents. */
describe("an AI Agent's call", () => {
	beforeEach(() => confirmAll(workbench.sandbox));

	const linked = [
		"={{ $('CRM').item.json.id }}",
		"={{ $('CRM')?.item.json.id }}",
		'={{ $("CRM")["item"].json.id }}',
		"={{ $('CRM').itemMatching(0).json.id }}",
		"={{ $('CRM').pairedItem().json.id }}",
		"={{ $('CRM').all()[$itemIndex].json.id }}",
	];

	const ofSecondRun = { node: AGENT, items: one };
	const ofTwo = { node: 'CRM', items: two };

	test.each([...linked, 'its credential'])('sends nothing taken by link: %s', async (taken) => {
		const username = "={{ $('CRM').item.json.brand }}";
		for (const linkedTo of [ofSecondRun, ofTwo]) {
			const how = linked.includes(taken)
				? { parameters: lockBy(taken) }
				: { credentials: credentialsWith(workbench.sandbox, { username }) };
			const { outcome, message, description } = failureOf((await call({ ...how, linkedTo }))[0]);

			expect(outcome).toBe('notSent');
			expect(message).toContain("another item's data");
			expect(description).toMatch(/one item at a time.*Loop Over Items.*first\(1\)/);
		}
		expect(sent(workbench.sandbox)).toEqual([]);
	});

	/** An AI Agent before version 3 has two items, and the model names the second one. */
	const named = { agentItems: two.toReversed(), items: [{ id: '191' }], said: { id: '191' } };
	test.each<[customerId: string, how: Partial<ToolCallOptions>]>([
		["={{ $('CRM').first().json.id }}", { linkedTo: { node: 'CRM', items: one } }],
		['={{ $json.id }}', { linkedTo: ofSecondRun }],
		['={{ $json.item.id }}', { linkedTo: ofSecondRun }],
		['={{ $input.item.json.id }}', { linkedTo: ofTwo }],
		["={{ $fromAI('id') }}", named],
	])('is sent where n8n has the item that is meant: %s, %j', async (customerId, how) => {
		const output = await call({ parameters: lockBy(customerId), ...how });

		expect(outcomesOf(output)).toEqual(['done']);
		expect(sent(workbench.sandbox)).toEqual(['191']);
	});

	const older = { agentItems: two };
	test.each<[customerId: string, how: Partial<ToolCallOptions>]>([
		['={{ $json.id }}', older],
		["={{ $('CRM').first().json.id }}", older],
		['={{ $input.first().json.id }}', older],
		['={{ $thisItem.json.id }}', older],
		['={{ $json.id }}', { linkedTo: ofTwo, isReviewed: true }],
	])('sends nothing for data of one of two items: %s, %j', async (customerId, how) => {
		const [item] = await call({ parameters: lockBy(customerId), ...how });

		expect(failureOf(item).message).toContain("another item's data");
		expect(sent(workbench.sandbox)).toEqual([]);
	});

	test('for what n8n takes from the only item is up to n8n', async () => {
		const parameters = lockBy(linked[0] ?? '');
		const [item] = await call({ parameters, linkedTo: { node: 'CRM', items: one } });

		// Here, no connection leads from the tool to that node.
		expect(failureOf(item).message).not.toContain("another item's data");
	});
});

test('$fromAI in a node that is no tool is refused: n8n would give all items the same', async () => {
	const items = ['191', '204'].map((id) => ({ id }));
	const { error } = await workbench.run({ parameters: lockBy("={{ $fromAI('id') }}"), items });

	expect(error?.message).toContain('no tool of an AI agent');
	expect(error?.description).toContain('{{ $json.id }}');
	expect(sent(workbench.sandbox)).toEqual([]);
});
