import type { FlowRun, Nodes } from '../support/flows.cts';
import { agent, emits, items, routes, useFlows } from '../support/flows.cts';

const { expectSent, run } = useFlows();

interface Changed extends FlowRun {
	/** Nodes that the editor takes for changed. */
	changed?: string[];
}

/** As in the editor: a dry run of everything, and then what "Execute step" of our node sends after something was changed. */
async function expectStep(
	sent: readonly string[],
	nodes: Nodes,
	links: string,
	{ changed = [], ...more }: Changed,
) {
	const all = { Input: { ...emits(['x']), isTrigger: true }, ...nodes };
	const { runData } = await run(all, links, { ...more, pinData: {}, options: { dryRun: true } });
	const step = { upTo: 'Trackfinity', runData, changed: [...changed, 'Trackfinity'] };
	return await expectSent(sent, all, links, { step, ...more });
}

describe('"Execute step" after an output was pinned anew, of which n8n still has the earlier run', () => {
	const nodes = () => ({ CRM: emits(['191', '204']) });
	const line = 'Input > CRM > Set > Trackfinity';
	const pinned = { pinData: { CRM: items('215', '226') }, changed: ['Set'] };

	test.each(['item', 'first()'])('sends nobody of that run by .%s', async (way) => {
		const customerId = `={{ $('CRM').${way}.json.id }}`;
		const error = await expectStep([], nodes(), line, { customerId, ...pinned });

		expect(error).toMatch(/'CRM' is pinned.*earlier run.*whole workflow/);
	});

	test.each([
		['taken from the item', '={{ $json.id }}', '215', '215'],
		['which is as it was', "={{ $('CRM').first().json.id }}", '191', '191'],
	])('sends what is pinned now, %s', async (_, customerId, ...ids) => {
		const [pin = '', expected] = ids;
		const more = { customerId, ...pinned, pinData: { CRM: items(pin) } };
		await expectStep([expected], { ...nodes(), CRM: emits(['191']) }, line, more);
	});
});

/** New for each workflow: what it gives out, it gives once. */
const branches = () => ({ CRM: emits(['191', '204']), If: routes((id) => id === '204') });

test('"Execute step" behind an agent, whose tools n8n has dropped the runs of, sends nobody by link', async () => {
	const tools = { Agent: agent('Search'), Search: emits(['found'], ['found']) };
	const links = 'Input > CRM > If:1 > Agent > Trackfinity, Search ai_tool > Agent';
	const customerId = "={{ $('CRM').item.json.id }}";
	await expectStep([], { ...branches(), ...tools }, links, { customerId });
});

test.each([
	["={{ $('Both').first().json.id }}", []],
	['={{ $node["Both"].json.id }}', []],
	["={{ $('Both').item.json.id }}", ['204']],
])('"Execute step" with the first of two runs: %s sends %j', async (customerId, expected) => {
	const links = 'Input > CRM > If > Both > Trackfinity, If:1 > Both';
	await expectStep(expected, branches(), links, { customerId });
});
