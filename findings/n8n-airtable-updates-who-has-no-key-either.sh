#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Airtable (version 2.2), Record, Update with 'Map Automatically'
#
# Expected: an item that lacks the column to match on matches no record, as one whose e-mail is in none does: the node says that
# no record was found.
# What happens: Airtable leaves empty cells out of what it responds, so a record without an e-mail lacks it too, and the two
# match. The first such record is updated, and with 'Update All Matches' each of them.
# Why it matters: a customer without an e-mail gets the name, address and balance of another one, and with 'Update All Matches'
# all such customers become that one. The run succeeds. An empty text as the e-mail, as from CSV or a sheet, matches none; it's
# items from JSON, where it is absent, that do. With a key in each, as in tests, all is well.
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
const { Airtable } = require('./package/dist/nodes/Airtable/Airtable.node.js');

async function update(customer, updateAllMatches = false) {
	const records = [
		{ id: 'rec1', fields: { email: 'ann@example.org', name: 'Ann', points: 1 } },
		{ id: 'rec2', fields: { name: 'Ben', points: 2 } },
		{ id: 'rec3', fields: { name: 'Cleo', points: 3 } },
	];
	const parameters = {
		...{ resource: 'record', operation: 'update', authentication: 'airtableTokenApi', base: 'app1', table: 'tbl1' },
		...{ 'columns.mappingMode': 'autoMapInputData', 'columns.matchingColumns': ['email'], options: { updateAllMatches } },
	};
	const respond = async (credential, { method, body }) => {
		if (method === 'GET') return { records: records.map(({ id, fields: { email } }) => ({ id, fields: email ? { email } : {} })) };
		for (const { id, fields } of body.records) Object.assign(records.find((record) => record.id === id).fields, fields);
		return { records: body.records };
	};
	let outcome = 'success';
	try {
		await new Airtable().getNodeType(2.2).execute.call({
			getInputData: () => [{ json: customer }],
			getNodeParameter: (name) => parameters[name],
			continueOnFail: () => false,
			helpers: { requestWithAuthentication: respond, constructExecutionMetaData: (data) => data },
		});
	} catch ({ message }) {
		outcome = message;
	}
	console.log(`${JSON.stringify(customer)}${updateAllMatches ? ', Update All Matches' : ''}: ${outcome}`);
	console.log(`  ${records.map(({ fields: { name, points } }) => `${name} ${points}`).join(', ')}`);
}

async function main() {
	await update({ email: 'ann@example.org', name: 'Ann', points: 42 });
	await update({ email: 'fay@example.org', name: 'Fay', points: 42 });
	await update({ email: '', name: 'Fay', points: 42 });
	await update({ name: 'Fay', points: 42 });
	await update({ name: 'Fay', points: 42 }, true);
}

void main();
JS

expected='{"email":"ann@example.org","name":"Ann","points":42}: success
  Ann 42, Ben 2, Cleo 3
{"email":"fay@example.org","name":"Fay","points":42}: Record matching provided keys was not found
  Ann 1, Ben 2, Cleo 3
{"email":"","name":"Fay","points":42}: Record matching provided keys was not found
  Ann 1, Ben 2, Cleo 3
{"name":"Fay","points":42}: success
  Ann 1, Fay 42, Cleo 3
{"name":"Fay","points":42}, Update All Matches: success
  Ann 1, Fay 42, Fay 42'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
