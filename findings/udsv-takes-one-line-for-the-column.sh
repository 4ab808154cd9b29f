#!/usr/bin/env bash
# udsv 0.7.3
#
# Expected: inferSchema looks at the first lines, ten by default, and says what a column holds: numbers where all of them are
# numbers, booleans where all are, otherwise texts.
# What happens: it goes by one line, the last of these that isn't empty. Where that has 43, the code A41 in a line above is
# NaN. Where it has "yes" or "no", only "yes" is true, written just so; "Yes", "true" and any other text are false.
# Why it matters: codes of letters and digits become NaN, which JSON turns into null, and who consented with "Yes" didn't, or
# the other way round when the same list is sorted otherwise. Nothing is raised, and each list in which the lines are alike, as
# in tests, is read well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts udsv@0.7.3 || exit 2

cat >test.cjs <<'JS'
const { inferSchema, initParser } = require('udsv');

const lists = [
	['42', '43'],
	['A41', 'B42', '43'],
	['43', 'A41', 'B42'],
	['yes', 'no'],
	['Yes', 'true', 'yes', 'no'],
	['no', 'yes', 'Yes'],
	['by mail', 'no', 'yes', 'no'],
];
for (const values of lists) {
	const csv = ['value,name', ...values.map((value) => `${value},Ann`)].join('\n');
	const read = initParser(inferSchema(csv)).typedObjs(csv);
	console.log(`${values.join(', ')}: ${read.map(({ value }) => value).join(', ')}`);
}
JS

expected='42, 43: 42, 43
A41, B42, 43: NaN, NaN, 43
43, A41, B42: 43, A41, B42
yes, no: true, false
Yes, true, yes, no: false, false, true, false
no, yes, Yes: false, false, true
by mail, no, yes, no: false, false, true, false'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
