#!/usr/bin/env bash
# n8n-workflow 2.41.0, which decides for the nodes If, Filter and Switch
#
# Expected: a condition on numbers holds for no item whose field has none: null, a missing field and an empty text behave
# alike, whether n8n converts types or not.
# What happens: null isn't equal to 0, but less than 1, at most 0 and more than -1. A missing field is none of these. An
# empty text stops the node, and with 'Convert types where required' on it is 0, though not "empty".
# Why it matters: databases and JSON have null where nobody entered anything. "Balance is less than 1" picks everybody
# whose balance isn't known, for whatever follows; with the same data from a sheet, where the field is missing, nobody.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 || exit 2

cat >test.cjs <<'JS'
const { executeFilter } = require('n8n-workflow');

function passes(leftValue, typeValidation, operation, rightValue) {
	const condition = { id: '1', leftValue, rightValue, operator: { type: 'number', operation } };
	const options = { caseSensitive: true, leftValue: '', typeValidation, version: 2 };
	try {
		return executeFilter({ combinator: 'and', options, conditions: [condition] });
	} catch {
		return 'stops';
	}
}

for (const typeValidation of ['strict', 'loose']) {
	for (const value of [null, undefined, '']) {
		const conditions = [['equals', 0], ['lt', 1], ['lte', 0], ['gt', -1], ['empty']];
		const all = conditions.map((condition) => [...condition, passes(value, typeValidation, ...condition)]);
		console.log(`${typeValidation}, ${JSON.stringify(value)}: ${all.map((one) => one.join(' ')).join(', ')}`);
	}
}
JS

expected='strict, null: equals 0 false, lt 1 true, lte 0 true, gt -1 true, empty true
strict, undefined: equals 0 false, lt 1 false, lte 0 false, gt -1 false, empty true
strict, "": equals 0 stops, lt 1 stops, lte 0 stops, gt -1 stops, empty stops
loose, null: equals 0 false, lt 1 true, lte 0 true, gt -1 true, empty true
loose, undefined: equals 0 false, lt 1 false, lte 0 false, gt -1 false, empty true
loose, "": equals 0 true, lt 1 true, lte 0 true, gt -1 true, empty false'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
