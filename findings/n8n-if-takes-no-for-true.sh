#!/usr/bin/env bash
# n8n-workflow 2.41.0, which decides for the nodes If, Filter and Switch
#
# Expected: with 'Convert types where required' on, a condition "is true" makes `true` of yes and `false` of no, or stops
# at a text that is neither, as conditions on numbers, dates and lists do.
# What happens: only an empty text, "0" and "false" are false. All other texts are true: "no", "N", "off", "n/a", and
# "false" with a space behind it. Nothing stops.
# Why it matters: forms and CRMs say yes and no. "Consent is true" lets those through who said no, and "Wants to be
# forgotten is true" those who said that they don't. Tests with true and false see none of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 || exit 2

cat >test.cjs <<'JS'
const { executeFilter } = require('n8n-workflow');

function passes(leftValue, type, operation, rightValue) {
	const condition = { id: '1', leftValue, rightValue, operator: { type, operation } };
	const options = { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 };
	try {
		return executeFilter({ combinator: 'and', options, conditions: [condition] });
	} catch {
		return 'stops';
	}
}

for (const text of ['', '0', 'false', 'FALSE', 'false ', 'no', 'N', 'off', 'n/a', 'yes', 'true']) {
	console.log(`"${text}" is true: ${passes(text, 'boolean', 'true')}`);
}
console.log(`"no" is equal to 0: ${passes('no', 'number', 'equals', 0)}`);
console.log(`"no" is before 2027: ${passes('no', 'dateTime', 'before', '2027-01-01')}`);
JS

expected='"" is true: false
"0" is true: false
"false" is true: false
"FALSE" is true: false
"false " is true: true
"no" is true: true
"N" is true: true
"off" is true: true
"n/a" is true: true
"yes" is true: true
"true" is true: true
"no" is equal to 0: stops
"no" is before 2027: stops'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
