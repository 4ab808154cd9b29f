#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node XML (version 1) with no option set, with xml2js 0.6.2 in n8n-core 2.41.1
#
# Expected: with On Error set to 'Continue', an item that fails comes out with its message in `error`, and with 'Continue
# (using error output)' it comes out of the second output. That is what the two are for.
# What happens: the node puts the message into the list of its input, and nothing into an output. Of three items, one of
# which isn't well-formed, two come out, with either setting. The second output is empty, and the node is a success.
# Why it matters: one "&" that a service forgot to escape is enough. The settings are chosen so that no customer is left
# out for another's fault, or so that somebody looks after who failed. Instead a customer is missing on both branches, and
# nothing says so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
	n8n-core@2.41.1 n8n-workflow@2.41.0 reflect-metadata@0.2.2 xml2js@0.6.2 || exit 2
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
const { Xml } = require('./package/dist/nodes/Xml/Xml.node.js');

const responses = ['<name>Ann</name>', '<name>Ben & Sons</name>', '<name>Cleo</name>'];
const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const execute = async () => [responses.map((data, item) => ({ json: { data }, pairedItem: { item } }))];
const types = { service: { description, execute }, xml: new Xml() };

async function run(onError) {
	const node = (name, more) => {
		return { id: name, name, type: name.toLowerCase(), typeVersion: 1, position: [0, 0], parameters: {}, ...more };
	};
	const workflow = new Workflow({
		id: 'w',
		nodes: [node('Service'), node('XML', { onError })],
		connections: { Service: { main: [[{ node: 'XML', type: 'main', index: 0 }]] } },
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
	const start = { node: workflow.nodes.Service, data: { main: [[{ json: {} }]] }, source: null };
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: [start] } });
	const { status, data: ended } = await new WorkflowExecute(additionalData, 'trigger', data).processRunExecutionData(workflow);
	console.log(`${onError}: ${status}`);
	for (const [index, items] of (ended.resultData.runData.XML[0].data?.main ?? []).entries()) {
		console.log(`  output ${index + 1}: ${JSON.stringify(items.map(({ json }) => json))}`);
	}
}

async function main() {
	for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']) await run(onError);
	process.exit(0);
}

void main();
JS

expected='stopWorkflow: error
continueRegularOutput: success
  output 1: [{"name":"Ann"},{"name":"Cleo"}]
continueErrorOutput: success
  output 1: [{"name":"Ann"},{"name":"Cleo"}]
  output 2: []'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
