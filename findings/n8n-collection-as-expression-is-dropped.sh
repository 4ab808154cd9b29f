#!/usr/bin/env bash
# n8n-workflow 2.41.0
#
# Expected: a parameter that a stored workflow gives as one expression is evaluated, whatever its type, or n8n says that
# an expression can't stand there.
# What happens: that depends on the type. Lists, filters, assignments and JSON keep the expression. Where it stands for
# a whole collection, as most nodes have for their options, n8n drops it without a word when the workflow is loaded, and
# the node runs with the options' defaults.
# Why it matters: the editor offers no expression there, but workflows that are generated or edited as text may well
# have one. An option such as "simulate only" is then off, and nothing in the run tells.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 || exit 2

cat >test.cjs <<'JS'
const { Workflow } = require('n8n-workflow');

const simulate = { displayName: 'Simulate', name: 'simulate', type: 'boolean', default: false };
const kinds = [
	{ type: 'collection', default: {}, options: [simulate] },
	{ type: 'fixedCollection', default: {}, options: [{ name: 'how', displayName: 'How', values: [simulate] }] },
	{ type: 'multiOptions', default: [], options: [{ name: 'Simulate', value: 'simulate' }] },
	{ type: 'assignmentCollection', default: {} },
	{ type: 'filter', default: {} },
	{ type: 'json', default: '{}' },
];
const properties = kinds.map((kind) => ({ displayName: kind.type, name: kind.type, ...kind }));
const type = { description: { properties } };
const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
const stored = Object.fromEntries(kinds.map((kind) => [kind.type, '={{ $json.how }}']));
const node = { id: '1', name: 'CRM', type: 'crm', typeVersion: 1, position: [0, 0], parameters: stored };
const { nodes } = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
for (const [name, value] of Object.entries(nodes.CRM.parameters)) console.log(`${name}: ${JSON.stringify(value)}`);
JS

expected='collection: {}
fixedCollection: {}
multiOptions: "={{ $json.how }}"
assignmentCollection: "={{ $json.how }}"
filter: "={{ $json.how }}"
json: "={{ $json.how }}"'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
