#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the nodes XML (version 1) and Split Out (version 1), with no option set, on xml2js 0.6.2
#
# Expected: a response that lists customers in XML becomes one item for each, whether it lists two or one.
# What happens: of one customer, XML makes an object in place of the list, and Split Out makes an item of each of its
# fields: one customer becomes three, named by a code, a name and an e-mail address. No hint or exception.
# Why it matters: XML APIs answer a search so, and most searches find one customer. What follows runs for texts that are no
# customers, or for others: a field such as `referrer` holds somebody else's code. Tests with two customers see none of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 lodash@4.18.1 xml2js@0.6.2 || exit 2
# Without its dependencies, which are those of all of n8n's nodes.
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null || exit 2
tar -xzf n8n-nodes-base-2.41.2.tgz

cat >test.cjs <<'JS'
const { SplitOut } = require('./package/dist/nodes/Transform/SplitOut/SplitOut.node.js');
const { Xml } = require('./package/dist/nodes/Xml/Xml.node.js');

async function run(type, items, parameters) {
	const [output] = await type.execute.call({
		getInputData: () => items,
		getNode: () => ({ name: type.description.displayName, typeVersion: 1 }),
		getNodeParameter: (name, item, otherwise) => parameters[name] ?? otherwise,
		addExecutionHints: (...hints) => console.log(hints),
	});
	return output;
}

const customer = (code, referrer) =>
	`<customer><code>${code}</code><name>Ann</name><referrer>${referrer}</referrer></customer>`;

async function main() {
	for (const customers of [customer('C1', 'C7') + customer('C2', 'C8'), customer('C1', 'C7')]) {
		const items = [{ json: { data: `<response>${customers}</response>` } }];
		const read = await run(new Xml(), items, { mode: 'xmlToJson', dataPropertyName: 'data' });
		const fieldToSplitOut = 'response.customer';
		const split = await run(new SplitOut(), read, { fieldToSplitOut, include: 'noOtherFields' });
		console.log(split.map(({ json }) => JSON.stringify(json)).join(' '));
	}
}

void main();
JS

expected='{"code":"C1","name":"Ann","referrer":"C7"} {"code":"C2","name":"Ann","referrer":"C8"}
{"response.customer":"C1"} {"response.customer":"Ann"} {"response.customer":"C7"}'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
