#!/usr/bin/env bash
# n8n-workflow 2.41.0, with the expression engines "legacy" and "quickjs"
#
# Expected: an expression that throws stops the node, as an exception in the node Code does, and as n8n's own functions
# in expressions do.
# What happens: that holds for n8n's functions only. An exception of JavaScript's own (a TypeError, a SyntaxError of
# JSON.parse) makes the expression undefined, and within a text it leaves nothing.
# Why it matters: an ID that is put together is only its fixed part for every item whose field is missing or broken. All
# of these become one customer, and the workflow ends as a success.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 || exit 2

cat >test.cjs <<'JS'
const { Expression, Workflow } = require('n8n-workflow');

const type = { description: { properties: [] } };
const node = { id: '1', name: 'CRM', type: 'crm', typeVersion: 1, position: [0, 0], parameters: {} };
const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };

async function main() {
	for (const engine of ['legacy', 'quickjs']) {
		await Expression.initExpressionEngine({
			engine,
			bridgeTimeout: 5000,
			bridgeMemoryLimit: 128,
			poolSize: 1,
			maxCodeCacheSize: 16,
		});
		const { expression } = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		await expression.acquireIsolate();
		for (const text of [
			'=C-{{ $json.code.toUpperCase() }}',
			'=C-{{ JSON.parse($json.broken).code }}',
			'={{ JSON.parse($json.broken).code }}',
			'=C-{{ $json.broken.toNumber() }}',
		]) {
			const items = [{ json: { broken: '{' } }];
			let seen;
			try {
				seen = JSON.stringify(expression.getParameterValue(text, null, 0, 0, 'CRM', items, 'manual', {}));
			} catch (error) {
				seen = `stops, ${error.message}`;
			}
			console.log(`${engine} ${text.slice(1)}: ${seen}`);
		}
		await expression.releaseIsolate();
		await Expression.disposeExpressionEngine();
	}
}

void main();
JS

each='C-{{ $json.code.toUpperCase() }}: "C-"
C-{{ JSON.parse($json.broken).code }}: "C-"
{{ JSON.parse($json.broken).code }}: undefined
C-{{ $json.broken.toNumber() }}: stops, cannot convert to number'
expected=$(sed 's/^/legacy /' <<<"$each" && sed 's/^/quickjs /' <<<"$each")
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
