#!/usr/bin/env bash
# n8n-core 2.41.1
#
# Expected: behind an AI agent in the second branch of an If, `$('Customers').item` is the item that took that branch,
# as behind every other node. The agent links each of its items to the one that it got.
# What happens: that holds until the agent calls a tool. Then n8n runs the agent a second time, with the results, and
# notes the first output of the node before as where its items came from. `.item` of the node behind is then the item
# at the same place in the branch not taken. Nothing fails.
# Why it matters: agents answer without their items' fields, so `.item` is how the next node gets them back. Customers
# who took the other branch are then written to, changed or deleted, and only on days when the model uses its tool.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
	n8n-core@2.41.1 n8n-workflow@2.41.0 reflect-metadata@0.2.2 || exit 2

cat >test.cjs <<'JS'
process.env.N8N_USER_FOLDER = __dirname;
process.env.N8N_ENCRYPTION_KEY = 'none';
process.env.N8N_LOG_LEVEL = 'silent';
require('reflect-metadata');
const { ExecutionLifecycleHooks, WorkflowExecute } = require('n8n-core');
const { createRunExecutionData, Workflow } = require('n8n-workflow');

const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const type = (execute) => ({ description, execute });
const customers = [
	...[{ name: 'Ann', pays: true }, { name: 'Ben', pays: false }],
	...[{ name: 'Cleo', pays: true }, { name: 'Dora', pays: false }],
];

async function run(callsTool) {
	const types = {
		customers: type(async () => [customers.map((json) => ({ json, pairedItem: { item: 0 } }))]),
		if: type(async function () {
			const items = this.getInputData().map(({ json }, item) => ({ json, pairedItem: { item } }));
			return [items.filter(({ json }) => json.pays), items.filter(({ json }) => !json.pays)];
		}),
		// Asks for one call of the tool, as AI Agent 3 does, or for none, and then answers for each item.
		agent: type(async function (response) {
			const answers = this.getInputData().map((_, item) => ({ json: { output: 'Done' }, pairedItem: { item } }));
			if (!callsTool || response?.actionResponses?.length > 0) return [answers];
			const action = { actionType: 'ExecutionNodeAction', nodeName: 'Tool', input: {}, type: 'ai_tool' };
			return { actions: [{ ...action, id: 'call', metadata: { itemIndex: 0 } }], metadata: {} };
		}),
		tool: type(async () => [[{ json: {} }]]),
		next: type(async function () {
			return [this.getInputData().map((_, item) => ({ json: { name: this.getNodeParameter('name', item) } }))];
		}),
	};
	types.if.description = { ...description, outputs: ['main', 'main'] };
	const field = { displayName: 'Name', name: 'name', type: 'string', default: '' };
	types.next.description = { ...description, properties: [field] };

	const node = (name, parameters = {}) => {
		return { id: name, name, type: name.toLowerCase(), typeVersion: 1, position: [0, 0], parameters };
	};
	const to = (name) => [{ node: name, type: 'main', index: 0 }];
	const workflow = new Workflow({
		id: 'w',
		nodes: [
			...[node('Customers'), node('If'), node('Agent'), node('Tool')],
			node('Next', { name: "={{ $('Customers').item.json.name }}" }),
		],
		connections: {
			Customers: { main: [to('If')] },
			If: { main: [[], to('Agent')] },
			Agent: { main: [to('Next')] },
			Tool: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
		active: false,
		settings: { executionOrder: 'v1' },
		nodeTypes: { getByNameAndVersion: (name) => types[name], getByName: (name) => types[name], getKnownTypes: () => ({}) },
	});
	const url = 'http://127.0.0.1/';
	const additionalData = {
		...{ currentNodeExecutionIndex: 0, variables: {}, executionId: '1', credentialsHelper: {} },
		...{ instanceBaseUrl: url, webhookWaitingBaseUrl: url, formWaitingBaseUrl: url },
		hooks: new ExecutionLifecycleHooks('trigger', '1', workflow),
	};
	const start = { node: workflow.nodes.Customers, data: { main: [[{ json: {} }]] }, source: null };
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: [start] } });
	const { status, data: ended } = await new WorkflowExecute(additionalData, 'trigger', data).processRunExecutionData(workflow);
	const names = ({ node: name, output }) =>
		ended.resultData.runData[name][0].data.main[output].map(({ json }) => json.name).join(', ');
	const got = names({ node: 'If', output: 1 });
	console.log(`${callsTool ? 'tool called' : 'no tool called'}, ${status}: agent got ${got}; .item behind it ${names({ node: 'Next', output: 0 })}`);
}

async function main() {
	await run(false);
	await run(true);
	process.exit(0);
}

void main();
JS

expected='no tool called, success: agent got Ben, Dora; .item behind it Ben, Dora
tool called, success: agent got Ben, Dora; .item behind it Ann, Cleo'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
