#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Google Sheets (version 4.7), Append or Update Row
#
# Expected: an item whose e-mail is in no row is appended, and a later item with this e-mail updates that row, as it does
# in the next run. The column to match on is there so that each e-mail is in the sheet once.
# What happens: the node looks at the rows once, before the first item. All items of a run whose e-mail is new are appended,
# each as a row of its own. A later run updates only the first of them.
# Why it matters: who orders twice on the first day is in the list as two customers for good, gets each mail twice, and has
# one row that goes on as it was: who withdraws a consent has it withdrawn in the first row, and not in the second. Item by
# item, as when one runs it by hand, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts \
	n8n-workflow@2.41.0 lodash@4.18.1 jsonwebtoken@9.0.3 moment-timezone@0.5.48 @e965/xlsx@0.20.3 || exit 2
# Without its dependencies, which are those of all of n8n's nodes.
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null || exit 2
tar -xzf n8n-nodes-base-2.41.2.tgz

cat >test.cjs <<'JS'
const { GoogleSheets } = require('./package/dist/nodes/Google/Sheet/GoogleSheets.node.js');

const node = new GoogleSheets().getNodeType(4.7);
const columns = ['email', 'consent'];
let rows;

async function respond(credential, { method, uri, body }) {
	if (method === 'GET' && uri.includes('/values/')) return { values: rows };
	if (method === 'GET') return { sheets: [{ properties: { title: 'Customers', sheetId: 7 } }] };
	// Cells to be written, such as Customers!B3, then rows to be written, such as Customers!4:5.
	for (const { range, values } of body.data ?? []) rows[range.match(/\d+$/) - 1][columns.length - 1] = values[0][0];
	if (body.range) rows.splice(body.range.match(/!(\d+)/)[1] - 1, 0, ...body.values);
	return {};
}

async function write(...customers) {
	const items = customers.map(([email, consent]) => ({ json: { email, consent } }));
	const schema = columns.map((id) => ({ id, displayName: id }));
	const parameters = {
		...{ resource: 'sheet', operation: 'appendOrUpdate', authentication: 'oAuth2' },
		...{ documentId: { mode: 'id', value: 'made-up' }, 'columns.mappingMode': 'defineBelow' },
		...{ 'columns.matchingColumns': ['email'], 'columns.schema': schema },
	};
	await node.execute.call({
		getInputData: () => items,
		getNode: () => ({ name: 'Google Sheets', typeVersion: 4.7 }),
		getNodeParameter: (name, item, otherwise, extract) => {
			const sheetName = extract?.extractValue ? '7' : { mode: 'id', value: '7' };
			const { json } = items[item];
			return { ...parameters, sheetName, 'columns.value': { ...json }, 'columns.value[email]': json.email }[name] ?? otherwise;
		},
		continueOnFail: () => false,
		helpers: { requestOAuth2: respond },
	});
	console.log(`${customers.map((customer) => customer.join(' ')).join(', ')}: ${rows.slice(1).map((row) => row.join(' ')).join(', ')}`);
}

async function main() {
	console.log('In one run');
	rows = [columns, ['ann@a.example', 'yes']];
	await write(['ben@b.example', 'yes'], ['ann@a.example', 'no'], ['ben@b.example', 'yes']);
	await write(['ben@b.example', 'no']);
	console.log('Item by item');
	rows = [columns, ['ann@a.example', 'yes']];
	for (const customer of [['ben@b.example', 'yes'], ['ann@a.example', 'no'], ['ben@b.example', 'yes'], ['ben@b.example', 'no']]) {
		await write(customer);
	}
}

void main();
JS

expected='In one run
ben@b.example yes, ann@a.example no, ben@b.example yes: ann@a.example no, ben@b.example yes, ben@b.example yes
ben@b.example no: ann@a.example no, ben@b.example no, ben@b.example yes
Item by item
ben@b.example yes: ann@a.example yes, ben@b.example yes
ann@a.example no: ann@a.example no, ben@b.example yes
ben@b.example yes: ann@a.example no, ben@b.example yes
ben@b.example no: ann@a.example no, ben@b.example no'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
