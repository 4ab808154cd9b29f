#!/usr/bin/env bash
# alasql 4.4.0, the library behind 'SQL Query' of n8n's Merge node
#
# Expected: `code NOT IN ('42', '43')` compares with the two texts of this list, whatever was asked before. Numbers and
# texts are not the same to IN: with the texts alone, the number 42 is not found.
# What happens: alasql keeps each list under its values joined by commas, for the life of the process. (42, 43) and
# ('42', '43') are then one list, the one that came first. The second finds nobody, and its NOT IN everybody. One query with
# both does the same, also in n8n, which loads alasql anew for each query. ('a', 'b') and ('a,b') are one list as well.
# Why it matters: a filter that leaves out blocked customers leaves out none once some other query, of whatever
# table, has named the same numbers. Tested alone it works, and the order of queries decides who is written to.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts alasql@4.4.0 || exit 2

cat >test.cjs <<'JS'
const alasql = require('alasql');

const customers = [
	{ name: 'Ann', id: 1, code: '42' },
	{ name: 'Ben', id: 2, code: '7' },
];
const names = (where) => alasql(`SELECT name FROM ? WHERE ${where}`, [customers]).map(({ name }) => name);
console.log(process.argv.slice(2).map((where) => `${where}: ${names(where).join(', ') || 'nobody'}`).join('; then '));
JS

# Each in a process of its own.
seen=$(
	node test.cjs "code IN ('42', '43')"
	node test.cjs "code NOT IN ('42', '43')"
	node test.cjs 'id IN (42, 43)' "code IN ('42', '43')"
	node test.cjs 'id IN (42, 43)' "code NOT IN ('42', '43')"
	node test.cjs "id NOT IN (42, 43) AND code NOT IN ('42', '43')"
)

expected="code IN ('42', '43'): Ann
code NOT IN ('42', '43'): Ben
id IN (42, 43): nobody; then code IN ('42', '43'): nobody
id IN (42, 43): nobody; then code NOT IN ('42', '43'): Ann, Ben
id NOT IN (42, 43) AND code NOT IN ('42', '43'): Ann, Ben"
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
