#!/usr/bin/env bash
# exceljs 4.4.0 and xlsx 0.18.5 (SheetJS)
#
# Expected: exceljs reads a date that SheetJS wrote, in whichever of the two ways the format has: as a number of days, or
# as ISO 8601 in a cell of the type "d", which SheetJS writes with its option `cellDates`.
# What happens: of the second kind exceljs takes the digits up to the first hyphen for a number of days. Every date of
# 2024 becomes the 16th of July 1905, every one of 1984 the 6th of June. As it is a valid date, nothing is raised.
# Why it matters: birthdays, consents and dates of deletion of a whole file are wrong after one option was turned on where
# the file is written. All of a year become the same day, and who counts as due by a date changes for everybody.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts exceljs@4.4.0 xlsx@0.18.5 || exit 2

cat >test.cjs <<'JS'
const { Workbook } = require('exceljs');
const { utils, write, read } = require('xlsx');

const day = (date) => date.toISOString().slice(0, 10);

async function main() {
	for (const cellDates of [false, true]) {
		const customers = utils.aoa_to_sheet(
			[new Date('1984-03-02T12:00Z'), new Date('2024-01-15T12:00Z'), new Date('2024-06-30T12:00Z')].map((date) => [date]),
			{ cellDates },
		);
		const written = utils.book_new();
		utils.book_append_sheet(written, customers, 'Customers');
		const file = write(written, { type: 'buffer', cellDates });

		const workbook = new Workbook();
		await workbook.xlsx.load(file);
		const seen = [];
		workbook.worksheets[0].eachRow((row) => seen.push(day(row.getCell(1).value)));
		console.log(`cellDates ${cellDates}, exceljs:`, ...seen);
		const sheet = read(file, { cellDates: true }).Sheets.Customers;
		console.log(`cellDates ${cellDates}, SheetJS:`, ...utils.sheet_to_json(sheet, { header: 1 }).map(([date]) => day(date)));
	}
}

void main();
JS

expected='cellDates false, exceljs: 1984-03-02 2024-01-15 2024-06-30
cellDates false, SheetJS: 1984-03-02 2024-01-15 2024-06-30
cellDates true, exceljs: 1905-06-06 1905-07-16 1905-07-16
cellDates true, SheetJS: 1984-03-02 2024-01-15 2024-06-30'
seen=$(TZ=UTC node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
