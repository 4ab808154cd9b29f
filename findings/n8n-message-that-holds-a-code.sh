#!/usr/bin/env bash
# n8n-workflow 2.41.0
#
# Expected: `new NodeOperationError(node, message)` shows the message that it is given. A message that is the code of a
# system error, such as ECONNREFUSED, may be put into words.
# What happens: such a code anywhere in the message, in the middle of a word and in small letters too, replaces the
# whole message by n8n's words for the code. "preexisting" holds EEXIST, "repermitted" holds EPERM.
# Why it matters: nodes pass on what a service says. Its plain sentence becomes a file on the n8n server, and whoever
# reads that looks in the wrong place; a workflow that compares messages never matches.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 || exit 2

cat >test.cjs <<'JS'
const { NodeOperationError } = require('n8n-workflow');

const node = { id: '1', name: 'CRM', type: 'crm', typeVersion: 1, position: [0, 0], parameters: {} };
for (const message of ['An existing subscription was found', 'A preexisting subscription was found']) {
	console.log(`${message}: ${new NodeOperationError(node, message).message}`);
}
JS

expected='An existing subscription was found: An existing subscription was found
A preexisting subscription was found: The file or directory already exists'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
