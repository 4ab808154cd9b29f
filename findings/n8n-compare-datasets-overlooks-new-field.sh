#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Compare Datasets (version 2.3)
#
# Expected: the option Fuzzy Compare lets 3 and "3" pass for the same, as the node says. Any other difference is still
# found, whichever input it is in.
# What happens: it looks at the fields of input A only. A field that only the item of input B has, with whatever value,
# is no difference: the item comes out of the branch "Same". Turned round, it comes out of "Different".
# Why it matters: A is what was known and B what came, and CRMs leave a field out until it has a value. "locked",
# "deleted_at" or an objection to advertising appears in B, and the branch that would act on it gets nothing. Fuzzy
# Compare is what one turns on when a spreadsheet's texts are compared with a CRM's numbers.
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
const { CompareDatasets } = require('./package/dist/nodes/CompareDatasets/CompareDatasets.node.js');

const BRANCHES = ['in A only', 'same', 'different', 'in B only'];
const type = new CompareDatasets();

async function branch(a, b, fuzzyCompare) {
	const parameters = {
		'mergeByFields.values': [{ field1: 'id', field2: 'id' }],
		fuzzyCompare,
		resolve: 'includeBoth',
	};
	const outputs = await type.execute.call({
		getInputData: (index) => [{ json: [a, b][index], pairedItem: { item: 0 } }],
		getNode: () => ({ name: 'Compare Datasets', typeVersion: 2.3 }),
		getNodeParameter: (name, item, otherwise) => parameters[name] ?? otherwise,
	});
	return BRANCHES.filter((_, index) => outputs[index].length > 0).join();
}

async function main() {
	const before = { id: 42, name: 'Anna' };
	const after = { ...before, locked: true };
	for (const fuzzy of [false, true]) {
		for (const [a, b] of [[before, after], [after, before], [{ ...before, locked: false }, after]]) {
			console.log(fuzzy ? 'fuzzy:' : 'exact:', a.locked, 'and', b.locked, 'are', await branch(a, b, fuzzy));
		}
	}
}

void main();
JS

expected='exact: undefined and true are different
exact: true and undefined are different
exact: false and true are different
fuzzy: undefined and true are same
fuzzy: true and undefined are different
fuzzy: false and true are different'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
