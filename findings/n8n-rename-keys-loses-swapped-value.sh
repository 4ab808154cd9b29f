#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Rename Keys (version 1)
#
# Expected: two keys that are to have each other's name have it afterwards, or, if the lines work one after the other,
# both values end under one name after the first line and are renamed together.
# What happens: neither. Each line takes its value from the item as it came, and then deletes the old name from the result,
# where an earlier line may just have put a value. That value is gone. In a different order the same lines lose nothing.
# Why it matters: to correct two mixed-up columns, or to make room ("email" to "old_email", "new_email" to "email") is what
# one renames for. One of the two values, and with it the new e-mail, is lost for every customer, without a word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 lodash@4.18.1 || exit 2
# Without its dependencies, which are those of all of n8n's nodes.
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null || exit 2
tar -xzf n8n-nodes-base-2.41.2.tgz

cat >test.cjs <<'JS'
const { RenameKeys } = require('./package/dist/nodes/RenameKeys/RenameKeys.node.js');

const type = new RenameKeys();

async function rename(json, ...lines) {
	const keys = lines.map(([currentKey, newKey]) => ({ currentKey, newKey }));
	const [[renamed]] = await type.execute.call({
		getInputData: () => [{ json, pairedItem: { item: 0 } }],
		getNode: () => ({ name: 'Rename Keys', typeVersion: 1 }),
		getNodeParameter: (name, item, otherwise) => (name === 'keys.key' ? keys : otherwise),
	});
	console.log(`${lines.map((line) => line.join(' to ')).join(', ')}: ${JSON.stringify(renamed.json)}`);
}

async function main() {
	const mails = { email: 'ann@old.example', new_email: 'ann@new.example' };
	await rename(mails, ['email', 'old_email'], ['new_email', 'email']);
	await rename(mails, ['new_email', 'email'], ['email', 'old_email']);
	await rename({ billing: 'Bonn', shipping: 'Oslo' }, ['billing', 'shipping'], ['shipping', 'billing']);
}

void main();
JS

expected='email to old_email, new_email to email: {"old_email":"ann@old.example","email":"ann@new.example"}
new_email to email, email to old_email: {"old_email":"ann@old.example"}
billing to shipping, shipping to billing: {"billing":"Oslo"}'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
