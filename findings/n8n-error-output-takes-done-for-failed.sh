#!/usr/bin/env bash
# n8n-core 2.41.1
#
# Expected: with On Error set to "Continue (using error output)", the second output gets the items that couldn't be
# processed. What a service said of an item that was processed is data, whatever its fields are called.
# What happens: n8n also looks at each item's fields. If `error` is something else than false, 0 or empty, and there
# are no other fields than `error`, `message` and `details`, the item goes to the error output, with the fields of its
# input in it: also for {"error":"0","message":"deleted"} or {"error":"none"}. With one more field it is a success, for
# {"error":"no such customer"}.
# Why it matters: many services say in `error` that there was none. The branch for failures sends a second time, or
# writes to somebody, about customers who were deleted. With the setting off, the same item is the node's output as it
# came.
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

const responses = [
	{ error: '', message: 'deleted' },
	{ error: '0', message: 'deleted' },
	{ error: 'none' },
	{ error: 'none', code: 'C1' },
	{ error: 'no such customer', code: 'C1' },
];
const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const type = (execute) => ({ description, execute });
const types = {
	customer: type(async () => [[{ json: { name: 'Ann' }, pairedItem: { item: 0 } }]]),
	service: type(async () => [responses.map((json) => ({ json: { ...json }, pairedItem: { item: 0 } }))]),
};

async function run(onError) {
	const node = (name, more) => {
		return { id: name, name, type: name.toLowerCase(), typeVersion: 1, position: [0, 0], parameters: {}, ...more };
	};
	const workflow = new Workflow({
		id: 'w',
		nodes: [node('Customer'), node('Service', { onError })],
		connections: { Customer: { main: [[{ node: 'Service', type: 'main', index: 0 }]] } },
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
	const start = { node: workflow.nodes.Customer, data: { main: [[{ json: {} }]] }, source: null };
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: [start] } });
	const { status, data: ended } = await new WorkflowExecute(additionalData, 'trigger', data).processRunExecutionData(workflow);
	console.log(`${onError}, ${status}`);
	for (const [index, items] of ended.resultData.runData.Service[0].data.main.entries()) {
		for (const { json } of items) console.log(`  ${['success', 'error'][index]}: ${JSON.stringify(json)}`);
	}
}

async function main() {
	await run('stopWorkflow');
	await run('continueErrorOutput');
	process.exit(0);
}

void main();
JS

expected='stopWorkflow, success
  success: {"error":"","message":"deleted"}
  success: {"error":"0","message":"deleted"}
  success: {"error":"none"}
  success: {"error":"none","code":"C1"}
  success: {"error":"no such customer","code":"C1"}
continueErrorOutput, success
  success: {"error":"","message":"deleted"}
  success: {"error":"none","code":"C1"}
  success: {"error":"no such customer","code":"C1"}
  error: {"name":"Ann","error":"0","message":"deleted"}
  error: {"name":"Ann","error":"none"}'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
