#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Sort (version 1), by one field, with no option set
#
# Expected: items without the field come first or last, and all others are in order; or the node says that it is missing,
# as it does where no item has it.
# What happens: it depends on the order in which they come. An item without the field, or with null, is neither before nor
# behind another one, and may part the others into two lists, each in order for itself. No hint or exception.
# Why it matters: "sort by last order, then Limit 1" is how workflows pick the newest or oldest customer. One record with
# an empty date in the middle, and they pick another one.
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
const { Sort } = require('./package/dist/nodes/Transform/Sort/Sort.node.js');

const type = new Sort();

async function sort(order, what, days) {
	const parameters = { type: 'simple', sortFieldsUi: { sortField: [{ fieldName: 'day', order }] } };
	const [sorted] = await type.execute.call({
		getInputData: () => days.map((day) => ({ json: day === undefined ? {} : { day } })),
		getNode: () => ({ name: 'Sort', typeVersion: 1 }),
		getNodeParameter: (name, item, otherwise) => parameters[name] ?? otherwise,
	});
	console.log(`${order}, ${what}: ${sorted.map(({ json: { day = 'missing' } }) => day || JSON.stringify(day)).join(' ')}`);
}

async function main() {
	await sort('ascending', 'none missing', ['03-01', '05-01', '04-01', '02-01']);
	await sort('ascending', 'one missing', ['03-01', undefined, '05-01', '04-01', '02-01']);
	await sort('ascending', 'the same in another order', ['05-01', '04-01', undefined, '03-01', '02-01']);
	await sort('descending', 'one null', ['02-01', '04-01', null, '03-01', '05-01']);
	await sort('descending', 'one empty', ['02-01', '04-01', '', '03-01', '05-01']);
}

void main();
JS

expected='ascending, none missing: 02-01 03-01 04-01 05-01
ascending, one missing: 03-01 missing 02-01 04-01 05-01
ascending, the same in another order: 02-01 03-01 04-01 05-01 missing
descending, one null: 05-01 03-01 null 04-01 02-01
descending, one empty: 05-01 04-01 03-01 02-01 ""'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
