#!/usr/bin/env bash
# n8n-core 2.41.1
#
# Expected: a workflow was tested once. Then somebody edits the output of a node ("use a test customer"), which pins it, and
# executes the step behind. Everything there sees the pinned customer: that is what the input panel shows.
# What happens: the step's `$json` is the pinned customer, and `$('Customers')` is the one of the earlier test, by .item, by
# .first() and by $node. n8n fills the step's input from what is pinned, and expressions look at earlier runs first.
# Why it matters: two fields of one node speak of two people. Who pins a test record to be safe, and takes the ID from the
# node by its name, changes or deletes the real one.
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
const { Workflow } = require('n8n-workflow');

const description = { name: 'test', properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const type = (execute, more) => ({ description: { ...description, ...more }, execute });
const ways = {
	json: '={{ $json.name }}',
	item: "={{ $('Customers').item.json.name }}",
	first: "={{ $('Customers').first().json.name }}",
	node: '={{ $node["Customers"].json.name }}',
};
const properties = Object.keys(ways).map((name) => ({ displayName: name, name, type: 'string', default: '' }));
const types = {
	trigger: type(async () => [[{ json: {} }]], { group: ['trigger'], inputs: [] }),
	customers: type(async () => [[{ json: { name: 'Ann' }, pairedItem: { item: 0 } }]]),
	next: type(
		async function () {
			return [[{ json: Object.fromEntries(Object.keys(ways).map((way) => [way, this.getNodeParameter(way, 0)])) }]];
		},
		{ properties },
	),
};
const node = (name, parameters = {}) => {
	return { id: name, name, type: name.toLowerCase(), typeVersion: 1, position: [0, 0], parameters };
};
const to = (name) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
const workflow = new Workflow({
	id: 'w',
	nodes: [node('Trigger'), node('Customers'), node('Next', ways)],
	connections: { Trigger: to('Customers'), Customers: to('Next') },
	active: false,
	settings: { executionOrder: 'v1' },
	nodeTypes: { getByNameAndVersion: (name) => types[name], getByName: (name) => types[name], getKnownTypes: () => ({}) },
});

/** As the editor's "Execute step" of the last node. */
async function step(runData, pinData) {
	const url = 'http://127.0.0.1/';
	const additionalData = {
		...{ currentNodeExecutionIndex: 0, variables: {}, executionId: '1', credentialsHelper: {} },
		...{ instanceBaseUrl: url, webhookWaitingBaseUrl: url, formWaitingBaseUrl: url },
		hooks: new ExecutionLifecycleHooks('manual', '1', workflow),
	};
	const execution = new WorkflowExecute(additionalData, 'manual');
	const destination = { nodeName: 'Next', mode: 'inclusive' };
	const { status, data } = await execution.runPartialWorkflow2(workflow, runData, pinData, ['Next'], destination);
	const [{ json }] = data.resultData.runData.Next[0].data.main[0];
	console.log(`${Object.keys(pinData).length > 0 ? 'Bob pinned' : 'nothing pinned'}, ${status}: ${JSON.stringify(json)}`);
	return data.resultData.runData;
}

async function main() {
	const runData = await step({}, {});
	await step(runData, { Customers: [{ json: { name: 'Bob' } }] });
	process.exit(0);
}

void main();
JS

expected='nothing pinned, success: {"json":"Ann","item":"Ann","first":"Ann","node":"Ann"}
Bob pinned, success: {"json":"Bob","item":"Ann","first":"Ann","node":"Ann"}'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
