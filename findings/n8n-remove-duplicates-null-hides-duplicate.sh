#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Remove Duplicates (version 2)
#
# Expected: of the items with the same value in the compared field, one is left, wherever they stand. The node takes
# null as a value, so it is no error, and at most one item with null is left too.
# What happens: one item with null between them is enough for both to stay. The node sorts the items and then compares
# neighbours, but in its order a text and null each come after the other, so that equal items needn't become neighbours.
# Why it matters: CRMs and databases give null where a customer has no e-mail. With all e-mails filled in the step
# works, and one empty one later, customers are written to, billed or deleted twice. No count or warning shows it.
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
const { RemoveDuplicates } = require('./package/dist/nodes/Transform/RemoveDuplicates/RemoveDuplicates.node.js');

const type = new RemoveDuplicates().getNodeType(2);
const parameters = { operation: 'removeDuplicateInputItems', compare: 'selectedFields', fieldsToCompare: 'email' };

async function main() {
	for (const emails of [
		['anna@x.example', 'anna@x.example', null],
		['anna@x.example', 'eva@x.example', 'anna@x.example'],
		['anna@x.example', null, 'anna@x.example'],
		['anna@x.example', 'eva@x.example', null, 'anna@x.example', 'eva@x.example', null],
	]) {
		const [left] = await type.execute.call({
			getInputData: () => emails.map((email, item) => ({ json: { email }, pairedItem: { item } })),
			getNode: () => ({ name: 'Remove Duplicates', typeVersion: 2 }),
			getNodeParameter: (name, item, otherwise) => parameters[name] ?? otherwise,
		});
		const short = (list) => list.map((email) => email?.split('@')[0] ?? 'null').join(', ');
		console.log(`${short(emails)}: ${short(left.map(({ json }) => json.email))}`);
	}
}

void main();
JS

expected='anna, anna, null: anna, null
anna, eva, anna: anna, eva
anna, null, anna: anna, null, anna
anna, eva, null, anna, eva, null: anna, eva, null, anna, eva, null'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
