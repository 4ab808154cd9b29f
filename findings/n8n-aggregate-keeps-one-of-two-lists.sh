#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Aggregate (version 1), Individual Fields with no option set
#
# Expected: `billing.email` and `shipping.email` become two lists, or the node refuses, as it does where two fields would
# have the same output field: "The 'email' output field is used more than once".
# What happens: the check compares the whole paths, and the output field is their last part alone, `email`. The second
# field takes the place of the first. No hint or exception, and the list is as long as it should be.
# Why it matters: what CRMs give is nested, and its parts have the same names: two addresses, two contacts, two IDs. Who
# collects both to write to or to delete them gets one kind only, and which one depends on the order of two lines.
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
const { Aggregate } = require('./package/dist/nodes/Transform/Aggregate/Aggregate.node.js');

const type = new Aggregate();
const customers = [
	{ email: 'a@old.example', billing: { email: 'a@work.example' }, shipping: { email: 'a@home.example' } },
	{ email: 'b@old.example', billing: { email: 'b@work.example' }, shipping: { email: 'b@home.example' } },
];

async function aggregate(...fields) {
	const parameters = {
		aggregate: 'aggregateIndividualFields',
		'fieldsToAggregate.fieldToAggregate': fields.map((fieldToAggregate) => ({ fieldToAggregate, renameField: false })),
	};
	const hints = [];
	const seen = await type.execute
		.call({
			getInputData: () => customers.map((json, item) => ({ json, pairedItem: { item } })),
			getNode: () => ({ name: 'Aggregate', typeVersion: 1 }),
			getNodeParameter: (name, item, otherwise) => parameters[name] ?? otherwise,
			addExecutionHints: (...more) => hints.push(...more),
		})
		.then(([[{ json }]]) => JSON.stringify(json))
		.catch(({ message }) => message);
	console.log(`${fields.join(' and ')}: ${seen}, hints: ${hints.length}`);
}

async function main() {
	await aggregate('email', 'email');
	await aggregate('billing.email', 'shipping.email');
	await aggregate('shipping.email', 'billing.email');
	await aggregate('email', 'billing.email');
}

void main();
JS

expected=$(
	cat <<-'TEXT'
		email and email: The 'email' output field is used more than once, hints: 0
		billing.email and shipping.email: {"email":["a@home.example","b@home.example"]}, hints: 0
		shipping.email and billing.email: {"email":["a@work.example","b@work.example"]}, hints: 0
		email and billing.email: {"email":["a@work.example","b@work.example"]}, hints: 0
	TEXT
)
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
