#!/usr/bin/env bash
# jsforce 3.10.16, the client for Salesforce
#
# Expected: `find({ Id: [] }).destroy()` deletes nobody, as `destroy([])` does, and a condition that is undefined
# matches nobody or is refused. null is a condition: `Email = null`.
# What happens: jsforce leaves out a condition with an empty list or with undefined. Where it was the only one, the
# query has no WHERE, finds everybody, and destroy() deletes them. Nothing is raised, and the result is a list of
# successes.
# Why it matters: "delete those on the list" is run on days with an empty list too, and by e-mail for a record that has
# none. Customers whom nobody named are then deleted. With one person on the list, as in tests, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts jsforce@3.10.16 || exit 2

cat >test.cjs <<'JS'
const { createServer } = require('node:http');
const { Connection } = require('jsforce');

let contacts;
let asked;
// As much of Salesforce as this takes: to find by what is in quotes, and to delete by ID.
const server = createServer((request, response) => {
	const { searchParams } = new URL(request.url, 'http://127.0.0.1');
	response.setHeader('content-type', 'application/json');
	if (request.method === 'DELETE') {
		const ids = searchParams.get('ids').split(',');
		contacts = contacts.filter(({ Id }) => !ids.includes(Id));
		return response.end(JSON.stringify(ids.map((id) => ({ id, success: true, errors: [] }))));
	}
	asked = searchParams.get('q');
	const values = [...asked.matchAll(/'(.*?)'/g)].map(([, value]) => value);
	const records = contacts.filter(({ Id, Email }) => !asked.includes('WHERE') || values.includes(Id) || values.includes(Email));
	return response.end(JSON.stringify({ totalSize: records.length, done: true, records }));
}).listen(0, '127.0.0.1', async () => {
	const url = `http://127.0.0.1:${server.address().port}`;
	const contact = new Connection({ instanceUrl: url, accessToken: 'none', version: '60.0' }).sobject('Contact');
	for (const condition of [
		{ Id: ['003A'] },
		{ Id: [] },
		{ Email: 'ben@x.example' },
		{ Email: null },
		{ Email: undefined },
	]) {
		contacts = ['Ann', 'Ben', 'Cleo'].map((name) => ({ Id: `003${name[0]}`, Email: `${name.toLowerCase()}@x.example` }));
		const deleted = await contact.find(condition, ['Id']).destroy();
		const [[field, value]] = Object.entries(condition);
		console.log(`${field} ${JSON.stringify(value)}: ${asked}; ${deleted.length} deleted`);
	}
	const deleted = await contact.destroy([]);
	console.log(`destroy([]): ${deleted.length} deleted`);
	server.close();
	server.closeAllConnections();
});
JS

expected="Id [\"003A\"]: SELECT Id FROM Contact WHERE Id IN ('003A'); 1 deleted
Id []: SELECT Id FROM Contact; 3 deleted
Email \"ben@x.example\": SELECT Id FROM Contact WHERE Email = 'ben@x.example'; 1 deleted
Email null: SELECT Id FROM Contact WHERE Email = null; 0 deleted
Email undefined: SELECT Id FROM Contact; 3 deleted
destroy([]): 0 deleted"
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
