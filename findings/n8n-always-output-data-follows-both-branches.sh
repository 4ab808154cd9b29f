#!/usr/bin/env bash
# n8n-core 2.41.1
#
# Expected: "Always Output Data" gives an empty item where a node would give out nothing at all, so that the workflow goes on.
# A check with two outputs, of which the second takes every customer who must not go on, gave out something.
# What happens: n8n looks at the first output alone. It adds an empty item there, linked to the customers who left by the
# second one, and runs both branches. On the branch for those who may go on, `$('Customers').item` is one who may not.
# Why it matters: the setting is put on a check so that it doesn't end the workflow. It lets those through whom it stops.
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
const type = (execute, more) => ({ description: { ...description, ...more }, execute });
const properties = [{ displayName: 'Name', name: 'name', type: 'string', default: '' }];
async function note() {
	return [this.getInputData().map((_, item) => ({ json: { name: this.getNodeParameter('name', item) } }))];
}
const types = {
	customers: type(async () => [[{ json: { name: 'Ben', mayGoOn: false }, pairedItem: { item: 0 } }]]),
	check: type(
		async function () {
			const items = this.getInputData().map(({ json }, item) => ({ json, pairedItem: { item } }));
			return [items.filter(({ json }) => json.mayGoOn), items.filter(({ json }) => !json.mayGoOn)];
		},
		{ outputs: ['main', 'main'] },
	),
	goeson: type(note, { properties }),
	stays: type(note, { properties }),
};

async function run(alwaysOutputData) {
	const node = (name, more = {}) => {
		return { id: name, name, type: name.toLowerCase(), typeVersion: 1, position: [0, 0], parameters: {}, ...more };
	};
	const to = (name) => [{ node: name, type: 'main', index: 0 }];
	const parameters = { name: "={{ $('Customers').item.json.name }}" };
	const workflow = new Workflow({
		id: 'w',
		nodes: [
			...[node('Customers'), node('Check', { alwaysOutputData })],
			...[node('GoesOn', { parameters }), node('Stays', { parameters })],
		],
		connections: { Customers: { main: [to('Check')] }, Check: { main: [to('GoesOn'), to('Stays')] } },
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
	const names = (name) =>
		(ended.resultData.runData[name]?.[0].data.main[0] ?? []).map(({ json }) => json.name).join(', ') || 'nobody';
	console.log(`${alwaysOutputData ? 'on' : 'off'}, ${status}: goes on ${names('GoesOn')}; stays ${names('Stays')}`);
}

async function main() {
	await run(false);
	await run(true);
	process.exit(0);
}

void main();
JS

expected='off, success: goes on nobody; stays Ben
on, success: goes on Ben; stays Ben'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
