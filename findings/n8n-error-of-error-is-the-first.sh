#!/usr/bin/env bash
# n8n-workflow 2.41.0
#
# Expected: `new NodeApiError(node, error, { message, description })` is a new exception with that message and
# description, whatever `error` is.
# What happens: where `error` is a NodeApiError already, `new` returns that one, unchanged. Message and description are
# dropped. The same goes for NodeOperationError.
# Why it matters: a node that catches what n8n's HTTP helper threw and adds what to do about it loses its words as soon
# as something deeper has wrapped the exception first, and no type or test of the constructor's arguments tells.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 || exit 2

cat >test.cjs <<'JS'
const { NodeApiError, NodeOperationError } = require('n8n-workflow');

const node = { id: '1', name: 'CRM', type: 'crm', typeVersion: 1, position: [0, 0], parameters: {} };
const words = { message: 'The customer was not updated', description: 'Check the customer ID' };
for (const [name, first] of [
	['NodeApiError', new NodeApiError(node, { httpCode: '404' }, { message: 'Not found' })],
	['NodeOperationError', new NodeOperationError(node, 'Not found')],
]) {
	const second = new first.constructor(node, first, words);
	console.log(name, second === first, JSON.stringify([second.message, second.description]));
}
JS

expected='NodeApiError true ["Not found",null]
NodeOperationError true ["Not found",null]'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
