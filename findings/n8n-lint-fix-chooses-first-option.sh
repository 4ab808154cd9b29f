#!/usr/bin/env bash
# @n8n/node-cli 0.48.3, the tool for community nodes, with eslint-plugin-n8n-nodes-base 1.16.7
#
# Expected: `n8n-node lint --fix` changes how a node is written, not what it does. A required list of options whose default
# is empty, so that whoever builds a workflow has to choose, stays so, or is reported for its author to decide.
# What happens: the fix makes the first option the default. It says nothing of that, as what was fixed isn't listed.
# Why it matters: n8n stops a workflow in which a required choice is missing. After the fix it is made: the first option may
# be to delete, and it holds for each stored workflow that leaves the field alone. In the same run, many lines lose a full
# stop or get other quotes, and tests that choose an option pass as before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "name": "n8n-nodes-test", "version": "1.0.0", "n8n": { "nodes": ["dist/nodes/Customer/Customer.node.js"] } }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
	@n8n/node-cli@0.48.3 eslint-plugin-n8n-nodes-base@1.16.7 eslint@9.29.0 typescript@5.9.3 || exit 2

mkdir -p nodes/Customer
cat >nodes/Customer/Customer.node.ts <<'TS'
import type { INodeProperties } from 'n8n-workflow';

export const properties: INodeProperties[] = [
	{
		displayName: 'If There Are Open Orders',
		name: 'openOrders',
		type: 'options',
		required: true,
		options: [
			{ name: 'Delete', value: 'delete' },
			{ name: 'Keep', value: 'keep' },
			{ name: 'Lock', value: 'lock' },
		],
		default: '',
		description: 'What to do.',
	},
];
TS
cp nodes/Customer/Customer.node.ts before.ts
cat >eslint.config.mjs <<'JS'
import { config } from '@n8n/node-cli/eslint';
export default config;
JS

expected="0 lines of the report name the node
14,15c14,15
< 		default: '',
< 		description: 'What to do.',
---
> 		default: 'delete',
> 		description: 'What to do',"
# What it reports is about package.json, and not in question here.
npx --no-install n8n-node lint --fix >report.txt 2>&1 || true
seen=$(
	echo "$(grep -c Customer.node.ts report.txt) lines of the report name the node"
	diff before.ts nodes/Customer/Customer.node.ts || true
)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
