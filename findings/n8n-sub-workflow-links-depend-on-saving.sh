#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Execute Sub-workflow (version 1.3), and n8n-core 2.41.1
#
# Expected: behind a sub-workflow that filters its items, `$('Customers').item` is the customer that passed. Whether
# n8n saves the sub-workflow's executions is about the list of executions only.
# What happens: to link its items, the node reads the saved execution back. Where 'Save successful production
# executions' is off it gets none, and takes the last link within the sub-workflow for one to its own input: who passed
# the filter first is then the first customer of all. In a whole n8n 2.41.1, the same workflows with that setting on and
# off came to the same as here.
# Why it matters: the setting is turned off for privacy or to save space, often for a whole server and long after the
# workflow was tested. From then on other customers are charged, changed or deleted, and nothing fails.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
	n8n-core@2.41.1 n8n-workflow@2.41.0 reflect-metadata@0.2.2 lodash@4.18.1 generate-schema@2.6.0 || exit 2
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
const { ExecuteWorkflow } = require('./package/dist/nodes/ExecuteWorkflow/ExecuteWorkflow/ExecuteWorkflow.node.js');

const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const type = (execute) => ({ description, execute });
const field = { displayName: 'Name', name: 'name', type: 'string', default: '' };
const types = {
	customers: type(async () => [['Ann', 'Ben', 'Cleo'].map((name) => ({ json: { name }, pairedItem: { item: 0 } }))]),
	sub: new ExecuteWorkflow(),
	next: type(async function () {
		return [this.getInputData().map(({ json }, item) => ({ json: { ...json, item: this.getNodeParameter('name', item) } }))];
	}),
	trigger: type(async function () {
		return [this.getInputData()];
	}),
	filter: type(async function () {
		const items = this.getInputData().map(({ json }, item) => ({ json, pairedItem: { item } }));
		return [items.filter(({ json }) => json.name === 'Cleo')];
	}),
	rename: type(async function () {
		return [this.getInputData().map(({ json }, item) => ({ json: { passed: json.name }, pairedItem: { item } }))];
	}),
};
types.next.description = { ...description, properties: [field] };

const node = (name, parameters = {}, typeVersion = 1) => {
	return { id: name, name, type: name.toLowerCase(), typeVersion, position: [0, 0], parameters };
};
const inLine = (...nodes) => {
	const to = ({ name }) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	return new Workflow({
		...{ id: 'w', nodes, active: false, settings: { executionOrder: 'v1' } },
		connections: Object.fromEntries(nodes.slice(1).map((next, index) => [nodes[index].name, to(next)])),
		nodeTypes: { getByNameAndVersion: (name) => types[name], getByName: (name) => types[name], getKnownTypes: () => ({}) },
	});
};
const main = inLine(
	node('Customers'),
	node('Sub', { source: 'database', workflowId: { __rl: true, mode: 'id', value: 'sub' } }, 1.3),
	node('Next', { name: "={{ $('Customers').item.json.name }}" }),
);
const sub = inLine(node('Trigger'), node('Filter'), node('Rename'));

async function run(workflow, first, items, more) {
	const url = 'http://127.0.0.1/';
	const additionalData = {
		...{ currentNodeExecutionIndex: 0, variables: {}, executionId: '1', credentialsHelper: {} },
		...{ instanceBaseUrl: url, webhookWaitingBaseUrl: url, formWaitingBaseUrl: url },
		hooks: new ExecutionLifecycleHooks('trigger', '1', workflow),
		...more,
	};
	const start = { node: workflow.nodes[first], data: { main: [items] }, source: null };
	const begun = createRunExecutionData({ executionData: { nodeExecutionStack: [start] } });
	const { status, data } = await new WorkflowExecute(additionalData, 'trigger', begun).processRunExecutionData(workflow);
	const { runData, lastNodeExecuted } = data.resultData;
	return { status, data, output: runData[lastNodeExecuted][0].data?.main };
}

async function runBoth(isSaved) {
	let saved;
	const { status, output } = await run(main, 'Customers', [{ json: {} }], {
		async executeWorkflow(_, __, { inputData }) {
			const { data, output: given } = await run(sub, 'Trigger', inputData, {});
			// As in n8n: an execution that is not to be saved is deleted when it ends.
			saved = isSaved ? structuredClone(data) : undefined;
			return { executionId: '2', data: given };
		},
		getRunExecutionData: async () => saved,
	});
	console.log(`${isSaved ? 'saved' : 'not saved'}, ${status}: ${JSON.stringify(output?.[0].map(({ json }) => json))}`);
}

runBoth(true)
	.then(() => runBoth(false))
	.then(() => process.exit(0));
JS

expected='saved, success: [{"passed":"Cleo","item":"Cleo"}]
not saved, success: [{"passed":"Cleo","item":"Ann"}]'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
