#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node QuickBooks Online (version 1), Customer, Get Many with 'Return All' on and a filter
#
# Expected: 'Return All' gives all customers that the filter leaves, as Limit does up to its number.
# What happens: nobody. The node first asks how many customers there are, without the filter, and goes on until it has that
# many. After those whom the filter leaves, QuickBooks responds with no list. The node takes that for an exception, catches
# it, and gives out an empty list in place of what it had. With a filter that leaves everybody it works.
# Why it matters: "who is overdue" and "is there a customer with this e-mail" find nobody and are a success. What follows
# ends without a word, or creates everybody once more. Tried with a limit, the same filter works.
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
const { QuickBooks } = require('./package/dist/nodes/QuickBooks/QuickBooks.node.js');

const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const types = {
	start: { description, execute: async () => [[{ json: {}, pairedItem: { item: 0 } }]] },
	quickBooks: new QuickBooks(),
};

const customers = ['Ann', 'Ben', 'Cleo'].map((DisplayName, index) => ({ DisplayName, Balance: index * 10 }));

// As QuickBooks does it, for what is asked here: a response without customers has no list.
function respond({ query }) {
	const asked = query.get('query');
	if (asked.includes('COUNT(*)')) return [{ QueryResponse: { totalCount: customers.length } }];
	const start = Number(/STARTPOSITION (\d+)/.exec(asked)?.[1] ?? 1);
	const isFiltered = asked.includes("Balance > '0'");
	const left = customers.filter(({ Balance }) => !isFiltered || Balance > 0).slice(start - 1);
	return [{ QueryResponse: left.length > 0 ? { Customer: left } : {} }];
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
			...{ environment: 'production', grantType: 'authorizationCode' },
			oauthTokenData: { access_token: 'made up', callbackQueryString: { realmId: '1' } },
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
	const toServer = (url) => url.replace('https://quickbooks.api.intuit.com', host);
	axios.interceptors.request.use((config) => ({ ...config, url: toServer(config.url) }));
	for (const filters of [{}, { query: "WHERE Balance > '0'" }]) {
		for (const returnAll of [false, true]) {
			const parameters = { resource: 'customer', operation: 'getAll', returnAll, limit: 50, filters };
			const { status, items } = await run(host, 'quickBooks', 1, 'quickBooksOAuth2Api', parameters);
			const names = items.map(({ DisplayName }) => DisplayName);
			const what = `${filters.query ?? 'no filter'}, ${returnAll ? 'Return All' : 'Limit 50'}`;
			console.log(`${what}: ${status}, ${names.join(', ') || 'nobody'}`);
		}
	}
	server.close();
	server.closeAllConnections();
	process.exit(0);
}

void main();
JS

expected='no filter, Limit 50: success, Ann, Ben, Cleo
no filter, Return All: success, Ann, Ben, Cleo
WHERE Balance > '"'0'"', Limit 50: success, Ben, Cleo
WHERE Balance > '"'0'"', Return All: success, nobody'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
