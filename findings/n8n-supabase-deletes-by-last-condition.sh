#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Supabase (version 1), Get Many, Update and Delete with 'Must Match' set to 'All Filters'
#
# Expected: the same two conditions pick the same rows, whether these are read, updated or deleted: the last order is on or
# after the 1st of January 2020, and before the 1st of January 2021.
# What happens: Get Many asks for both. Update and Delete ask for one condition per column, the last one, so that everything
# before 2021 is updated or deleted. With conditions on different columns, or with 'Any Filter', all is well.
# Why it matters: a range is the usual reason for two conditions, and to look with Get Many first is how one makes sure whom
# a Delete will meet. It then meets all customers of all years before as well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
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
const { once } = require('node:events');
const { createServer } = require('node:http');
const { ExecutionLifecycleHooks, WorkflowExecute } = require('n8n-core');
const { createRunExecutionData, Workflow } = require('n8n-workflow');
const { Supabase } = require('./package/dist/nodes/Supabase/Supabase.node.js');

const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const types = {
	start: { description, execute: async () => [[{ json: {}, pairedItem: { item: 0 } }]] },
	supabase: new Supabase(),
};

function respond({ method, query }) {
	query.delete('limit');
	console.log(`  ${method} ${decodeURIComponent(query)}`);
	return [[]];
}

async function listen() {
	const server = createServer(async (incoming, response) => {
		let body = '';
		for await (const chunk of incoming) body += chunk;
		const { pathname, searchParams } = new URL(incoming.url, 'http://127.0.0.1');
		const [json, headers] = respond({ method: incoming.method, path: pathname, query: searchParams, body });
		response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return [server, `http://127.0.0.1:${server.address().port}`];
}

async function run(host, type, typeVersion, credential, parameters) {
	const node = (name, more) => {
		return { id: name, name, type: name.toLowerCase(), typeVersion: 1, position: [0, 0], parameters: {}, ...more };
	};
	const credentials = { [credential]: { id: '1', name: 'made up' } };
	const workflow = new Workflow({
		id: 'w',
		nodes: [node('Start'), node('Tested', { type, typeVersion, credentials, parameters })],
		connections: { Start: { main: [[{ node: 'Tested', type: 'main', index: 0 }]] } },
		active: false,
		settings: { executionOrder: 'v1' },
		nodeTypes: { getByNameAndVersion: (name) => types[name], getByName: (name) => types[name], getKnownTypes: () => ({}) },
	});
	const credentialsHelper = {
		...{ isCredentialUsableByNode: () => true, getParentTypes: () => [], preAuthentication: async () => undefined },
		...{ runPreAuthentication: async () => undefined, authenticate: async (_, __, options) => options },
		getDecrypted: async () => ({ host, serviceRole: 'made up' }),
	};
	const url = 'http://127.0.0.1/';
	const additionalData = {
		...{ currentNodeExecutionIndex: 0, variables: {}, executionId: '1', credentialsHelper },
		...{ instanceBaseUrl: url, webhookWaitingBaseUrl: url, formWaitingBaseUrl: url },
		hooks: new ExecutionLifecycleHooks('trigger', '1', workflow),
	};
	const start = { node: workflow.nodes.Start, data: { main: [[{ json: {} }]] }, source: null };
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: [start] } });
	const { status, data: ended } = await new WorkflowExecute(additionalData, 'trigger', data).processRunExecutionData(workflow);
	return { status, items: (ended.resultData.runData.Tested[0].data?.main[0] ?? []).map(({ json }) => json) };
}

async function main() {
	const [server, host] = await listen();
	const conditions = [
		{ keyName: 'last_order', condition: 'gte', keyValue: '2020-01-01' },
		{ keyName: 'last_order', condition: 'lt', keyValue: '2021-01-01' },
	];
	for (const matchType of ['allFilters', 'anyFilter']) {
		console.log(matchType);
		for (const operation of ['getAll', 'update', 'delete']) {
			const fieldsUi = { fieldValues: [{ fieldId: 'archived', fieldValue: 'true' }] };
			const filter = { filterType: 'manual', matchType, filters: { conditions } };
			const parameters = { operation, tableId: 'customers', returnAll: true, dataToSend: 'defineBelow', fieldsUi, ...filter };
			await run(host, 'supabase', 1, 'supabaseApi', { resource: 'row', ...parameters });
		}
	}
	server.close();
	server.closeAllConnections();
	process.exit(0);
}

void main();
JS

expected='allFilters
  GET and=(last_order.gte.2020-01-01,last_order.lt.2021-01-01)
  PATCH last_order=lt.2021-01-01
  DELETE last_order=lt.2021-01-01
anyFilter
  GET or=(last_order.gte.2020-01-01,last_order.lt.2021-01-01)
  PATCH or=(last_order.gte.2020-01-01,last_order.lt.2021-01-01)
  DELETE or=(last_order.gte.2020-01-01,last_order.lt.2021-01-01)'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
