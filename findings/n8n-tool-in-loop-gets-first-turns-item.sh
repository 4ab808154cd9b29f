#!/usr/bin/env bash
# n8n-core 2.41.1 and n8n-nodes-base 2.41.2 (Loop Over Items)
#
# Expected: an AI agent inside Loop Over Items calls its tool for the item of the turn, so `$('Lookup').item` in the
# tool's fields is the item that the node Lookup gave out in that turn, as in every other node.
# What happens: that holds for the first turn only. In each later one, the tool is linked to the agent's own first run,
# and `.item` is the first turn's, with whatever node it is asked of. Nothing fails. `.first()` of the node is right.
# Why it matters: reading fields of earlier nodes by `.item` is what keeps them out of the model's reach. In a loop over
# customers, every turn then acts on the first customer, and each says that it worked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
	n8n-core@2.41.1 n8n-workflow@2.41.0 reflect-metadata@0.2.2 || exit 2
# Without its dependencies, which are those of all of n8n's nodes.
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null || exit 2
tar -xzf n8n-nodes-base-2.41.2.tgz

cat >test.cjs <<'JS'
process.env.N8N_USER_FOLDER = __dirname;
process.env.N8N_ENCRYPTION_KEY = 'none';
process.env.N8N_LOG_LEVEL = 'silent';
require('reflect-metadata');
const { ExecutionLifecycleHooks, WorkflowExecute } = require('n8n-core');
const { createRunExecutionData, Workflow } = require('n8n-workflow');
const { SplitInBatchesV3 } = require('./package/dist/nodes/SplitInBatches/v3/SplitInBatchesV3.node.js');

const said = [];
const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const type = (execute) => ({ description, execute });
const passOn = (items) => [items.map(({ json }, item) => ({ json, pairedItem: { item } }))];

const types = {
	customers: type(async () => [['Ann', 'Ben', 'Cleo'].map((name) => ({ json: { name }, pairedItem: { item: 0 } }))]),
	loop: new SplitInBatchesV3(),
	lookup: type(async function () {
		return passOn(this.getInputData());
	}),
	// Asks for one call of the tool, as AI Agent 3 does, and then goes on.
	agent: type(async function (response) {
		if (response?.actionResponses?.length > 0) return passOn(this.getInputData());
		const action = { actionType: 'ExecutionNodeAction', nodeName: 'Tool', input: {}, type: 'ai_tool' };
		return { actions: [{ ...action, id: `call ${said.length}`, metadata: { itemIndex: 0 } }], metadata: {} };
	}),
	tool: type(async function () {
		said.push([this.getNodeParameter('byItem', 0), this.getNodeParameter('byFirst', 0)]);
		return [[{ json: {} }]];
	}),
};
types.tool.description = {
	...description,
	properties: ['byItem', 'byFirst'].map((name) => ({ displayName: name, name, type: 'string', default: '' })),
};

const node = (name, parameters = {}, typeVersion = 1) => {
	return { id: name, name, type: name.toLowerCase(), typeVersion, position: [0, 0], parameters };
};
const to = (name) => [{ node: name, type: 'main', index: 0 }];
const get = (what) => `={{ $('Lookup').${what}.json.name }}`;
const workflow = new Workflow({
	id: 'w',
	nodes: [
		...[node('Customers'), node('Loop', { batchSize: 1 }, 3), node('Lookup'), node('Agent')],
		node('Tool', { byItem: get('item'), byFirst: get('first()') }),
	],
	connections: {
		Customers: { main: [to('Loop')] },
		Loop: { main: [[], to('Lookup')] },
		Lookup: { main: [to('Agent')] },
		Agent: { main: [to('Loop')] },
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

async function main() {
	const { status } = await new WorkflowExecute(additionalData, 'trigger', data).processRunExecutionData(workflow);
	console.log(`${status}: ${said.map(([byItem, byFirst]) => `.item ${byItem}, .first() ${byFirst}`).join('; ')}`);
	process.exit(0);
}

void main();
JS

expected='success: .item Ann, .first() Ann; .item Ann, .first() Ben; .item Ann, .first() Cleo'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
