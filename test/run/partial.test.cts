import type { FlowNode } from '../../dev/engine/index.cts';
import { agent, emits, type FlowRun, items, routes, useFlows } from '../support/flows.cts';

const { run } = useFlows();

interface Changed extends FlowRun {
	/** Nodes that the editor takes for changed. */
	changed?: string[];
}

/** As in the editor: a dry run of everything, and "Execute step" of our node after something was changed. */
async function runAndStep(
	nodes: Record<string, FlowNode>,
	links: string,
	{ changed = [], ...more }: Changed,
) {
	const all = { Input: { ...emits(['x']), isTrigger: true }, ...nodes };
	const { runData } = await run(all, links, { ...more, pinData: {}, options: { dryRun: true } });
	const step = { upTo: 'Trackfinity', runData, changed: [...changed, 'Trackfinity'] };
	return await run(all, links, { step, ...more });
}

describe('"Execute step" after an output was pinned anew, of which n8n still has the earlier run', () => {
	const nodes = () => ({ CRM: emits(['191', '204']) });
	const line = 'Input > CRM > Set > Trackfinity';
	const pinned = { pinData: { CRM: items('215', '226') }, changed: ['Set'] };

	test.each(["={{ $('CRM').item.json.id }}", "={{ $('CRM').first().json.id }}"])(
		'sends nobody of that run: %s',
		async (customerId) => {
			const { arrived, error } = await runAndStep(nodes(), line, { customerId, ...pinned });

			expect(arrived).toEqual([]);
			expect(error).toMatch(/'CRM' is pinned.*earlier run.*whole workflow/);
		},
	);

	test.each([
		['taken from the item', '={{ $json.id }}', '215', '215'],
		['which is as it was', "={{ $('CRM').first().json.id }}", '191', '191'],
	])('sends what is pinned now, %s', async (_, customerId, ...ids) => {
		const [pin = '', expected] = ids;
		const more = { customerId, ...pinned, pinData: { CRM: items(pin) } };
		const { arrived } = await runAndStep({ ...nodes(), CRM: emits(['191']) }, line, more);

		expect(arrived).toEqual([expected]);
	});
});

/** New for each workflow: what it gives out, it gives once. */
const branches = () => ({ CRM: emits(['191', '204']), If: routes((id) => id === '204') });

test('"Execute step" behind an agent, whose tools n8n has dropped the runs of, sends nobody by link', async () => {
	const tools = { Agent: agent('Search'), Search: emits(['found'], ['found']) };
	const { arrived } = await runAndStep(
		{ ...branches(), ...tools },
		'Input > CRM > If:1 > Agent > Trackfinity, Search ai_tool > Agent',
		{ customerId: "={{ $('CRM').item.json.id }}" },
	);

	expect(arrived).toEqual([]);
});

test.each([
	["={{ $('Both').first().json.id }}", []],
	['={{ $node["Both"].json.id }}', []],
	["={{ $('Both').item.json.id }}", ['204']],
])('"Execute step" with the first of two runs: %s sends %j', async (customerId, expected) => {
	const { arrived } = await runAndStep(
		branches(),
		'Input > CRM > If > Both > Trackfinity, If:1 > Both',
		{ customerId },
	);

	expect(arrived).toEqual(expected);
});
