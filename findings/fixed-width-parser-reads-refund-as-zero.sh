#!/usr/bin/env bash
# fixed-width-parser 3.0.0
#
# Expected: `parse` reads the amounts that `unparse` wrote with the same settings, cents and sign included, or says that it
# can't. Without a decimal point in the file (`insertDecimal: false`), the last two digits are the cents, as the manual says
# of `decimalCount`: "default: 2".
# What happens: a negative amount without a point is read as 0, whoever wrote it, and nothing is raised or logged. And where
# `decimalCount` is left to its default, `unparse` leaves out the cents that are zero: 12 is written as 12 and read as 0.12,
# 12.50 is read as 1.25. With `decimalCount: 2`, the same default, these are right.
# Why it matters: lists of banks, tills and mainframes have no decimal points. A refund or a balance owed is 0, and round
# amounts are a hundredth, while each price that ends in 9 is right, as in tests.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts fixed-width-parser@3.0.0 || exit 2

cat >test.cjs <<'JS'
const { FixedWidthParser } = require('fixed-width-parser');

for (const settings of [{}, { decimalCount: 2 }]) {
	const amount = { type: 'float', name: 'amount', start: 0, width: 8, insertDecimal: false, ...settings };
	const parser = new FixedWidthParser([amount]);
	for (const value of [19.99, 12.5, 12, -19.99]) {
		const line = parser.unparse([{ amount: value }]);
		console.log(`${JSON.stringify(settings)}: ${value} is written as "${line}", read as ${parser.parse(line)[0].amount}`);
	}
}
JS

expected='{}: 19.99 is written as "    1999", read as 19.99
{}: 12.5 is written as "     125", read as 1.25
{}: 12 is written as "      12", read as 0.12
{}: -19.99 is written as "   -1999", read as 0
{"decimalCount":2}: 19.99 is written as "    1999", read as 19.99
{"decimalCount":2}: 12.5 is written as "    1250", read as 12.5
{"decimalCount":2}: 12 is written as "    1200", read as 12
{"decimalCount":2}: -19.99 is written as "   -1999", read as 0'
seen=$(node test.cjs 2>&1)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
