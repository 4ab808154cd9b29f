#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node GetResponse (version 1), Contact, Get Many with 'Return All' on
#
# Expected: 'Return All' goes on until the service has no more. GetResponse says in the headers of each response on which
# page it is and how many there are.
# What happens: the node asks for the first page and ends, with a hundred contacts, or however many there are on a page.
# It compares the two headers by names with capital letters. Node.js gives all names in small letters, so both are
# undefined, and undefined is the last page.
# Why it matters: everybody but the first hundred isn't in the list. Whoever compares it with another one finds the rest
# gone, deletes them there, invites them anew, or doesn't see who has unsubscribed. With fewer than a hundred contacts, as
# in tests, all is well, and nothing in the run tells.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
	n8n-core@2.41.1 n8n-workflow@2.41.0 reflect-metadata@0.2.2 moment-timezone@0.5.48 || exit 2
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
const { GetResponse } = require('./package/dist/nodes/GetResponse/GetResponse.node.js');

const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const types = {
	start: { description, execute: async () => [[{ json: {}, pairedItem: { item: 0 } }]] },
	getResponse: new GetResponse(),
};

const pageSize = 100;
let contacts;
const asked = [];

// As GetResponse does it.
function respond({ query }) {
	const page = Number(query.get('page'));
	asked.push(page);
	const headers = { TotalCount: contacts, TotalPages: Math.ceil(contacts / pageSize), CurrentPage: page };
	const all = Array.from({ length: contacts }, (_, index) => ({ contactId: `c${index + 1}` }));
	return [all.slice((page - 1) * pageSize, page * pageSize), headers];
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
		getDecrypted: async () => ({ apiKey: 'made up' }),
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
	axios.interceptors.request.use((config) => ({ ...config, url: config.url.replace('https://api.getresponse.com', host) }));
	for (contacts of [99, 250]) {
		asked.length = 0;
		const parameters = { resource: 'contact', operation: 'getAll', returnAll: true, options: {} };
		const { status, items } = await run(host, 'getResponse', 1, 'getResponseApi', parameters);
		console.log(`of ${contacts}: ${status}, ${items.length} contacts, pages asked for: ${asked.join(', ')}`);
	}
	server.close();
	server.closeAllConnections();
	process.exit(0);
}

void main();
JS

expected='of 99: success, 99 contacts, pages asked for: 1
of 250: success, 100 contacts, pages asked for: 1'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
