#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Microsoft Excel 365 (version 2.2), Worksheet, Update with 'Auto-Map Input Data to Columns'
#
# Expected: the row whose cell in 'Column to match on' holds the item's value is updated. Where a number stands for a text,
# "42" may be 42. Who has no code is nobody's row.
# What happens: a row also matches where JavaScript makes the same number of both, of two texts too. "0042" is "42", "12E1"
# is "120", and "0x2A" is "42". null, an empty text and 0 are all the same, so that an item without a code is written over
# the first row without one. The code is replaced along with the rest.
# Why it matters: codes begin with zeros, and some hold an E between digits. One customer's row becomes another's: name,
# consent and all. The node reports one updated row, as it should be, and codes of letters show nothing.
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
const axios = require('axios');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { ExecutionLifecycleHooks, WorkflowExecute } = require('n8n-core');
const { createRunExecutionData, Workflow } = require('n8n-workflow');
const { MicrosoftExcel } = require('./package/dist/nodes/Microsoft/Excel/MicrosoftExcel.node.js');

const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const types = {
	start: { description, execute: async () => [[{ json: customer, pairedItem: { item: 0 } }]] },
	excel: new MicrosoftExcel().getNodeType(2.2),
};

let customer;

function respond({ method, body }) {
	const values = [['code', 'name'], ['42', 'Ann'], ['', 'Ben'], ['120', 'Cleo']];
	if (method === 'PATCH' && body !== '') {
		console.log(`${JSON.stringify(customer)}: ${JSON.stringify(JSON.parse(body).values.slice(1))}`);
	}
	return [{ address: 'Customers!A1:B4', values }];
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
		getDecrypted: async () => ({
			...{ grantType: 'authorizationCode', graphApiBaseUrl: 'https://graph.microsoft.com' },
			oauthTokenData: { access_token: 'made up' },
		}),
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
	// What is meant for the service goes to the server here.
	axios.interceptors.request.use((config) => ({ ...config, url: config.url.replace('https://graph.microsoft.com', host) }));
	for (const code of ['42', '0042', '0x2A', '12E1', null, '', 'A42']) {
		customer = { code, name: 'Dan' };
		const where = {
			workbook: { __rl: true, mode: 'id', value: '01ABCDEFGHIJKLMNOP' },
			worksheet: { __rl: true, mode: 'id', value: '{00000000-0001-0000-0000-000000000000}' },
			range: 'A1:B4',
		};
		const parameters = { operation: 'update', ...where, dataMode: 'autoMap', columnToMatchOn: 'code', options: {} };
		await run(host, 'excel', 2.2, 'microsoftExcelOAuth2Api', { resource: 'worksheet', ...parameters });
	}
	server.close();
	server.closeAllConnections();
	process.exit(0);
}

void main();
JS

expected='{"code":"42","name":"Dan"}: [["42","Dan"],["","Ben"],["120","Cleo"]]
{"code":"0042","name":"Dan"}: [["0042","Dan"],["","Ben"],["120","Cleo"]]
{"code":"0x2A","name":"Dan"}: [["0x2A","Dan"],["","Ben"],["120","Cleo"]]
{"code":"12E1","name":"Dan"}: [["42","Ann"],["","Ben"],["12E1","Dan"]]
{"code":null,"name":"Dan"}: [["42","Ann"],[null,"Dan"],["120","Cleo"]]
{"code":"","name":"Dan"}: [["42","Ann"],["","Dan"],["120","Cleo"]]
{"code":"A42","name":"Dan"}: [["42","Ann"],["","Ben"],["120","Cleo"]]'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
