#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node HTML (version 1.2), Generate HTML Template
#
# Expected: {{ $json.name }} in the template becomes the name, whatever is in it, as it does in the node Edit Fields.
# What happens: the value is put in by JavaScript's String.replace(), for which a dollar sign in it may be a command.
# "$$" becomes "$", so that two price ranges are one. "$'" is replaced by all of the template that follows, and "$&" by
# the expression.
# Why it matters: names, prices and what customers wrote go into e-mails and pages like this, and arrive changed for a
# few of them only. What the next node sends is no longer what the CRM holds, and nothing marks it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts \
	n8n-workflow@2.41.0 cheerio@1.1.0 html-to-text@9.0.5 lodash@4.18.1 || exit 2
# Without its dependencies, which are those of all of n8n's nodes.
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null || exit 2
tar -xzf n8n-nodes-base-2.41.2.tgz

cat >test.cjs <<'JS'
const { Expression, Workflow } = require('n8n-workflow');
const { Html } = require('./package/dist/nodes/Html/Html.node.js');

const type = new Html();
const node = { id: '1', name: 'HTML', type: 'html', typeVersion: 1.2, position: [0, 0], parameters: {} };
const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
const html = '<td>{{ $json.name }}</td><td>ends</td>';

async function main() {
	await Expression.initExpressionEngine({
		engine: 'legacy',
		bridgeTimeout: 5000,
		bridgeMemoryLimit: 128,
		poolSize: 1,
		maxCodeCacheSize: 16,
	});
	const { expression } = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	for (const name of ['Ann & Co', 'US$ 5', 'Cafe $', 'Cafe $$', "Ca$'s Diner", 'M$&Co']) {
		const items = [{ json: { name }, pairedItem: { item: 0 } }];
		const evaluate = (text, item) => expression.getParameterValue(`=${text}`, null, 0, item, 'HTML', items, 'manual', {});
		const [[{ json }]] = await type.execute.call({
			getInputData: () => items,
			getNode: () => node,
			getNodeParameter: (parameter) => ({ operation: 'generateHtmlTemplate', html })[parameter],
			evaluateExpression: evaluate,
			helpers: {
				returnJsonArray: (data) => [{ json: data }],
				constructExecutionMetaData: (data) => data,
			},
		});
		console.log(`${name}: ${json.html}`);
	}
}

void main();
JS

expected=$(
	cat <<-'TEXT'
		Ann & Co: <td>Ann & Co</td><td>ends</td>
		US$ 5: <td>US$ 5</td><td>ends</td>
		Cafe $: <td>Cafe $</td><td>ends</td>
		Cafe $$: <td>Cafe $</td><td>ends</td>
		Ca$'s Diner: <td>Ca</td><td>ends</td>s Diner</td><td>ends</td>
		M$&Co: <td>M{{ $json.name }}Co</td><td>ends</td>
	TEXT
)
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
