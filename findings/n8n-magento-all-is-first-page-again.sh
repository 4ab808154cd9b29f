#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the nodes Magento 2 (version 1), Customer, and Copper (version 1), Person, both Get Many with
# 'Return All' on
#
# Expected: 'Return All' goes from page to page and gives each customer once.
# What happens: both nodes ask for the first page again and again, until they have as many customers as there are. Copper's
# never names a page. Magento's does, but beside the search instead of in it, where the shop doesn't look, and its number
# stays 1.
# Why it matters: of 250 customers of a shop, 100 come three times and 150 never. They are written to, billed or credited
# three times, and the others not at all, or they count as gone. The number is about right, and no page is empty. With up
# to a page of customers, as in tests, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
	n8n-core@2.41.1 n8n-workflow@2.41.0 reflect-metadata@0.2.2 change-case@5.4.4 || exit 2
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
const { Copper } = require('./package/dist/nodes/Copper/Copper.node.js');
const { Magento2 } = require('./package/dist/nodes/Magento/Magento2.node.js');

const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const types = {
	start: { description, execute: async () => [[{ json: {}, pairedItem: { item: 0 } }]] },
	copper: new Copper(),
	magento2: new Magento2(),
};

let customers;

// As the two services do it: the page is 1 unless another one is asked for, by Magento's query or Copper's body.
function respond({ path, query, body }) {
	const all = Array.from({ length: customers }, (_, index) => ({ id: index + 1 }));
	const pageOf = (page = 1, size = 20) => all.slice((page - 1) * size, page * size);
	if (path.startsWith('/rest/')) {
		const ask = (name) => Number(query.get(`search_criteria[${name}]`) ?? NaN) || undefined;
		return [{ items: pageOf(ask('current_page'), ask('page_size')), total_count: customers }];
	}
	const { page_number: page, page_size: size } = JSON.parse(body || '{}');
	return [pageOf(page, size), { 'X-PW-TOTAL': customers }];
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
		getDecrypted: async () => ({ host, accessToken: 'made up', apiKey: 'made up', email: 'ann@example.com' }),
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
	axios.interceptors.request.use((config) => ({ ...config, url: config.url.replace('https://api.copper.com', host) }));
	const tests = [
		['magento2', 'magento2Api', { resource: 'customer', operation: 'getAll', returnAll: true, filterType: 'none' }],
		['copper', 'copperApi', { resource: 'person', operation: 'getAll', returnAll: true, filterFields: {} }],
	];
	for (const [type, credential, parameters] of tests) {
		for (customers of [20, 250]) {
			const { status, items } = await run(host, type, 1, credential, parameters);
			const different = new Set(items.map(({ id }) => id)).size;
			console.log(`${type}, of ${customers}: ${status}, ${items.length}, of which different ${different}`);
		}
	}
	server.close();
	server.closeAllConnections();
	process.exit(0);
}

void main();
JS

expected='magento2, of 20: success, 20, of which different 20
magento2, of 250: success, 300, of which different 100
copper, of 20: success, 20, of which different 20
copper, of 250: success, 260, of which different 20'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
