#!/usr/bin/env bash
# mt940-js 1.0.0
#
# Expected: in a bank statement in MT940, "RC" marks the reversal of a credit: money that came goes back, when a
# customer has a direct debit returned or a card payment charged back. `isCredit` is false for it, as for "D", or
# something else tells.
# What happens: `isCredit` is true for "RC" as for "C", the amount is as positive, and no field holds the mark. In the
# same way the reversal of a debit, "RD", is one more debit. Both can't be told from a payment, but for the bank's code
# and text.
# Why it matters: the order whose payment was returned looks paid twice, and points and commission are credited for it
# once more. The statement's own closing balance doesn't agree, but a program that looks for payments has no reason to
# add it up.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# It needs tslib, and doesn't say so.
npm install --silent --no-audit --no-fund --ignore-scripts mt940-js@1.0.0 tslib@2.8.1 || exit 2

cat >test.cjs <<'JS'
const { read } = require('mt940-js');

const lines = [
	...[':20:STATEMENT', ':25:10020030/1234567', ':28C:1/1', ':60F:C260101EUR1000,00'],
	...[':61:2601020102C100,00NTRFNONREF', ':86:Order 1001'],
	...[':61:2601050105RC100,00NTRFNONREF', ':86:Order 1001'],
	...[':61:2601060106D30,00NTRFNONREF', ':86:Refund 1002'],
	...[':61:2601070107RD30,00NTRFNONREF', ':86:Refund 1002'],
	...[':62F:C260107EUR1000,00', '-'],
];
read(Buffer.from(lines.join('\r\n'))).then(([{ openingBalance, closingBalance, transactions }]) => {
	for (const { description, isCredit, amount } of transactions) console.log(`${description}: isCredit ${isCredit}, ${amount}`);
	const sum = transactions.reduce((all, { isCredit, amount }) => all + (isCredit ? amount : -amount), openingBalance.value);
	console.log(`added up: ${sum}, closing balance: ${closingBalance.value}`);
	const [first, second] = transactions.map(({ id, valueDate, entryDate, ...rest }) => JSON.stringify(rest));
	console.log(`C and RC, but for dates and ID: ${first === second ? 'the same' : 'different'}`);
});
JS

expected='Order 1001: isCredit true, 100
Order 1001: isCredit true, 100
Refund 1002: isCredit false, 30
Refund 1002: isCredit false, 30
added up: 1140, closing balance: 1000
C and RC, but for dates and ID: the same'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
