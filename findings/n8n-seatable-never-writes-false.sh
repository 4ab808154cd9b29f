#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node SeaTable (version 2), Row, Create and Update with 'Auto-Map Input Data to Columns'
#
# Expected: each field of the item that is a column of the table is written, whatever its value.
# What happens: false, 0 and an empty text are left out. true, 7 and any other text are written, and so are "false" and "0"
# as texts. The response is a success.
# Why it matters: a box is ticked by the node, but never unticked; a balance rises, but never falls to 0; a phone number that
# was removed stays. Whoever withdraws a consent has it on in the table for good, and each run says that it was written.
# With "0" and "false" from a sheet or a form, as texts, all is well.
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
const { SeaTable } = require('./package/dist/nodes/SeaTable/SeaTable.node.js');

const customers = [
	{ name: 'Ann', consent: true, points: 7, phone: '+49 30 1234567' },
	{ name: 'Ann', consent: false, points: 0, phone: '' },
	{ name: 'Ann', consent: 'false', points: '0', phone: '' },
];

const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const types = {
	start: { description, execute: async () => [customers.map((json, item) => ({ json, pairedItem: { item } }))] },
	seaTable: new SeaTable().getNodeType(2),
};

function respond({ method, path, body }) {
	if (path.endsWith('/app-access-token/')) return [{ access_token: 'made up', dtable_uuid: 'made-up' }];
	if (path.endsWith('/metadata')) {
		const types = { name: 'text', consent: 'checkbox', points: 'number', phone: 'text' };
		const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
		return [{ metadata: { tables: [{ name: 'Customers', columns }] } }];
	}
	const { updates, rows } = JSON.parse(body);
	console.log(`  ${method} ${JSON.stringify(updates?.[0].row ?? rows[0])}`);
	return [{ success: true, first_row: {} }];
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
		getDecrypted: async () => ({ environment: 'selfHosted', domain: host, token: 'made up' }),
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
	for (const operation of ['create', 'update']) {
		const parameters = { operation, tableName: 'Customers', rowId: 'r1', fieldsToSend: 'autoMapInputData' };
		console.log(operation);
		const { status } = await run(host, 'seaTable', 2, 'seaTableApi', { resource: 'row', ...parameters });
		console.log(`  ${status}`);
	}
	server.close();
	server.closeAllConnections();
	process.exit(0);
}

void main();
JS

expected='create
  POST {"name":"Ann","consent":true,"points":7,"phone":"+49 30 1234567"}
  POST {"name":"Ann"}
  POST {"name":"Ann","consent":false,"points":0}
  success
update
  PUT {"name":"Ann","consent":true,"points":7,"phone":"+49 30 1234567"}
  PUT {"name":"Ann"}
  PUT {"name":"Ann","consent":false,"points":0}
  success'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
