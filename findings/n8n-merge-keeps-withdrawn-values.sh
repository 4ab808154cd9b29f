#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Merge (version 3), Combine by Matching Fields with no option set
#
# Expected: where both inputs have a field, "n8n prioritizes Input 2": the list of consents that the newer record has is
# the list of the merged one, and it is empty when the newer one is.
# What happens: lists are laid over each other place by place. An empty list of Input 2 changes nothing, and of a
# shorter one each place that it lacks comes from Input 1.
# Why it matters: a list gets shorter when something is taken back. A consent that was withdrawn, a phone number or a
# group that was removed is in the merged record as if nothing had happened, and is written back with it. Where lists
# only grow, as in most tests, all is well.
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
// What the node runs in this mode; the node itself loads its sandbox for SQL besides.
const { execute } = require('./package/dist/nodes/Merge/v3/actions/mode/combineByFields.js');

const parameters = { advanced: false, fieldsToMatchString: 'id', joinMode: 'keepMatches', options: {} };
const context = {
	getNode: () => ({ name: 'Merge', typeVersion: 3.2 }),
	getNodeParameter: (name, item, otherwise) => parameters[name] ?? otherwise,
};
const input = (consents) => [{ json: { id: 42, consents }, pairedItem: { item: 0 } }];

async function main() {
	const older = ['e-mail', 'phone', 'post'];
	for (const newer of [['e-mail', 'phone', 'post', 'fax'], ['post'], []]) {
		const [[{ json }]] = await execute.call(context, [input(older), input(newer)]);
		console.log(`${older}, then ${newer.join() || 'none'}: ${json.consents}`);
	}
}

void main();
JS

expected='e-mail,phone,post, then e-mail,phone,post,fax: e-mail,phone,post,fax
e-mail,phone,post, then post: post,phone,post
e-mail,phone,post, then none: e-mail,phone,post'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
