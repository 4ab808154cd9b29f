#!/usr/bin/env bash
# exceljs 4.4.0
#
# Expected: `worksheet.spliceRows(start, count)` removes `count` rows, wherever they are.
# What happens: it does where at least as many rows follow as are removed. Where fewer follow, some of the rows that
# were to go stay, below those that moved up; where none follow, all stay unless it is one. Nothing is raised.
# Why it matters: a customer who was to be taken out of a list before it is passed on is still in it, and a test with
# one row, or with a few rows out of the middle of many, passes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund exceljs@4.4.0 || exit 2

cat >test.cjs <<'JS'
const { Workbook } = require('exceljs');

async function main() {
	for (const [start, count] of [[2, 2], [5, 1], [3, 2], [4, 2], [2, 4]]) {
		const workbook = new Workbook();
		const sheet = workbook.addWorksheet('Customers');
		sheet.addRows([['A'], ['B'], ['C'], ['D'], ['E']]);
		sheet.spliceRows(start, count);

		const read = new Workbook();
		await read.xlsx.load(await workbook.xlsx.writeBuffer());
		const left = [];
		read.worksheets[0].eachRow((row) => left.push(row.getCell(1).value));
		console.log(`without ${'ABCDE'.slice(start - 1, start - 1 + count)}: ${left.join('')}`);
	}
}

void main();
JS

expected='without BC: ADE
without E: ABCD
without CD: ABED
without DE: ABCDE
without BCDE: ABCDE'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
