#!/usr/bin/env bash
# alasql 4.4.0, the library behind 'SQL Query' of n8n's Merge node
#
# Expected: rows without an e-mail, or with null for one, have no partner in `JOIN ... ON a.email = b.email`, as in SQL
# and as alasql itself sees `=` in WHERE.
# What happens: JOIN ... ON, and USING, put null to null and missing to missing. With any other condition beside it, even
# 1 = 1, the same JOIN doesn't. In a chain, who found no partner gets what has no key in the table after that.
# Why it matters: CRMs and spreadsheets leave the e-mail empty. Everybody without one is joined with everybody else
# without one, and gets a stranger's consent, address or order. Where all have an e-mail, as in tests, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts alasql@4.4.0 || exit 2

cat >test.cjs <<'JS'
const alasql = require('alasql');

const customers = [{ name: 'Ann', email: 'ann@x.example' }, { name: 'Ben', email: null }, { name: 'Cleo' }];
const consents = [{ email: 'ann@x.example', person: 'Ann' }, { email: null, person: 'Yuri' }, { person: 'Zoe' }];
const owners = [{ person: 'Ann', owner: 'Olga' }, { owner: 'nobody yet' }];
for (const rest of [
	'FROM ? c, ? d WHERE c.email = d.email',
	'FROM ? c JOIN ? d ON c.email = d.email',
	'FROM ? c JOIN ? d ON c.email = d.email AND 1 = 1',
	'FROM ? c JOIN ? d USING email',
]) {
	const rows = alasql(`SELECT c.name, d.person ${rest}`, [customers, consents]);
	console.log(`${rest}: ${rows.map(({ name, person }) => `${name} has ${person}'s`).join(', ')}`);
}
const chain = 'FROM ? c LEFT JOIN ? d ON c.name = d.person LEFT JOIN ? o ON d.person = o.person';
const rows = alasql(`SELECT c.name, o.owner ${chain}`, [customers, consents, owners]);
console.log(`${chain}: ${rows.map(({ name, owner }) => `${name} has ${owner}`).join(', ')}`);
JS

expected="FROM ? c, ? d WHERE c.email = d.email: Ann has Ann's
FROM ? c JOIN ? d ON c.email = d.email: Ann has Ann's, Ben has Yuri's, Cleo has Zoe's
FROM ? c JOIN ? d ON c.email = d.email AND 1 = 1: Ann has Ann's
FROM ? c JOIN ? d USING email: Ann has Ann's, Ben has Yuri's, Cleo has Zoe's
FROM ? c LEFT JOIN ? d ON c.name = d.person LEFT JOIN ? o ON d.person = o.person: Ann has Olga, Ben has nobody yet, Cleo has nobody yet"
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
