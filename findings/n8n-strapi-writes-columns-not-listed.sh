#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Strapi (version 1), Update and Create, with a credential for Strapi 3 and for Strapi 4
#
# Expected: the parameter Columns lists which of the item's fields are written. Only the phone number is listed.
# What happens: with the credential set to Strapi 3 it is so. Set to Strapi 4, where one listed field is in the item, all of
# the item's fields are written, listed or not.
# Why it matters: an item that came from a form, a sheet or another step holds an older e-mail address, a consent or a
# balance. They replace what Strapi holds, for each customer whose phone number changed. The node's setting for the version
# changes who decides what is written, and the response looks like any other.
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
const { Strapi } = require('./package/dist/nodes/Strapi/Strapi.node.js');

const customers = [{ id: 42, phone: '+49 30 1234567', email: 'old@example.com', consent: true }];

const description = { properties: [], inputs: ['main'], outputs: ['main'], defaults: {}, group: [] };
const types = {
	start: { description, execute: async () => [customers.map((json, item) => ({ json, pairedItem: { item } }))] },
	strapi: new Strapi(),
};

let apiVersion;

function respond({ method, body }) {
	console.log(`${apiVersion}: ${method} ${body}`);
	return [apiVersion === 'v4' ? { data: {} } : {}];
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
		getDecrypted: async () => ({ url: host, apiToken: 'made up', apiVersion }),
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
	for (apiVersion of ['v3', 'v4']) {
		for (const operation of ['create', 'update']) {
			const parameters = { authentication: 'token', operation, contentType: 'customers', columns: 'phone', updateKey: 'id' };
			await run(host, 'strapi', 1, 'strapiTokenApi', { resource: 'entry', ...parameters });
		}
	}
	server.close();
	server.closeAllConnections();
	process.exit(0);
}

void main();
JS

expected='v3: POST {"phone":"+49 30 1234567"}
v3: PUT {"phone":"+49 30 1234567"}
v4: POST {"data":{"id":42,"phone":"+49 30 1234567","email":"old@example.com","consent":true}}
v4: PUT {"data":{"id":42,"phone":"+49 30 1234567","email":"old@example.com","consent":true}}'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
