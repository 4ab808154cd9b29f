#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Summarize (version 1.1), with no option set
#
# Expected: the sum of amounts that are texts is that of their numbers, or the node stops or says that they are texts.
# What happens: texts are left out, and nothing says so. The sum of nothing but texts is 0, and the average NaN, which is
# null once n8n stores it. Minimum and maximum take texts, and compare them as texts: "9" is the largest of "9" and "120".
# Why it matters: amounts arrive as texts, from CSV files and PostgreSQL's numeric columns. A customer who paid by another
# way, as a number, counts with that payment alone, and "sum is 0" picks the best customers.
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
const { Summarize } = require('./package/dist/nodes/Transform/Summarize/Summarize.node.js');

const type = new Summarize();

async function summarize(...amounts) {
	const aggregations = ['sum', 'average', 'max', 'count'];
	const parameters = {
		'fieldsToSummarize.values': aggregations.map((aggregation) => ({ aggregation, field: 'amount' })),
	};
	const hints = [];
	const [[{ json }]] = await type.execute.call({
		getInputData: () => amounts.map((amount) => ({ json: { amount } })),
		getNode: () => ({ name: 'Summarize', typeVersion: 1.1 }),
		getNodeParameter: (name, item, otherwise) => parameters[name] ?? otherwise,
		addExecutionHints: (...more) => hints.push(...more),
	});
	console.log(`${JSON.stringify(amounts)}: ${JSON.stringify(json)}, hints: ${hints.length}`);
}

async function main() {
	await summarize(9, 120);
	await summarize('9', '120');
	await summarize('120.00', '80.50', 9);
}

void main();
JS

expected='[9,120]: {"sum_amount":129,"average_amount":64.5,"max_amount":120,"count_amount":2}, hints: 0
["9","120"]: {"sum_amount":0,"average_amount":null,"max_amount":"9","count_amount":2}, hints: 0
["120.00","80.50",9]: {"sum_amount":9,"average_amount":9,"max_amount":"80.50","count_amount":3}, hints: 0'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
