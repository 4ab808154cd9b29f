#!/usr/bin/env bash
# xlsx 0.18.5 (SheetJS), and xlsx-stream-reader 1.1.1 and xlstream 2.5.5
#
# Expected: a text that SheetJS wrote into an .xlsx file is that text for whoever reads it, as it is for exceljs.
# What happens: SheetJS by default writes texts into the cells themselves, with the type "str". Both readers take these
# for numbers: 0042 becomes 42, and for xlsx-stream-reader every name is NAN. With SheetJS's option `bookSST`, which
# puts them into a table, or a file of exceljs, all is well.
# Why it matters: streams are what one turns to when lists have grown. xlstream keeps the names, so that nothing looks
# wrong, but the codes have lost their zeros: customers aren't found, or others are. n8n's Convert to File writes
# without `bookSST`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
	exceljs@4.4.0 xlsx@0.18.5 xlsx-stream-reader@1.1.1 xlstream@2.5.5 || exit 2

cat >test.cjs <<'JS'
const { createReadStream } = require('node:fs');
const { once } = require('node:events');
const { Workbook } = require('exceljs');
const { utils, writeFile } = require('xlsx');
const XlsxStreamReader = require('xlsx-stream-reader');
const { getXlsxStream } = require('xlstream');

const rows = [['0042', 'Ann'], ['43', 'Ben']];
const readers = {
	async exceljs(file) {
		const workbook = new Workbook();
		await workbook.xlsx.readFile(file);
		return workbook.worksheets[0].getSheetValues().slice(1).map((row) => row.slice(1));
	},
	async 'xlsx-stream-reader'(file) {
		const read = [];
		const reader = new XlsxStreamReader();
		reader.on('worksheet', (sheet) => {
			sheet.on('row', ({ values }) => read.push(values.slice(1)));
			sheet.process();
		});
		createReadStream(file).pipe(reader);
		await once(reader, 'end');
		return read;
	},
	async xlstream(file) {
		const read = [];
		for await (const { raw } of await getXlsxStream({ filePath: file, sheet: 0 })) read.push(raw.arr);
		return read;
	},
};

async function main() {
	const book = utils.book_new();
	utils.book_append_sheet(book, utils.aoa_to_sheet(rows), 'Customers');
	writeFile(book, 'default.xlsx');
	writeFile(book, 'bookSST.xlsx', { bookSST: true });
	const workbook = new Workbook();
	workbook.addWorksheet('Customers').addRows(rows);
	await workbook.xlsx.writeFile('exceljs.xlsx');

	for (const [name, read] of Object.entries(readers)) {
		for (const file of ['default', 'bookSST', 'exceljs']) {
			console.log(`${file} for ${name}: ${JSON.stringify(await read(`${file}.xlsx`))}`);
		}
	}
}

void main();
JS

expected='default for exceljs: [["0042","Ann"],["43","Ben"]]
bookSST for exceljs: [["0042","Ann"],["43","Ben"]]
exceljs for exceljs: [["0042","Ann"],["43","Ben"]]
default for xlsx-stream-reader: [["42","NAN"],["43","NAN"]]
bookSST for xlsx-stream-reader: [["0042","Ann"],["43","Ben"]]
exceljs for xlsx-stream-reader: [["0042","Ann"],["43","Ben"]]
default for xlstream: [[42,"Ann"],[43,"Ben"]]
bookSST for xlstream: [["0042","Ann"],["43","Ben"]]
exceljs for xlstream: [["0042","Ann"],["43","Ben"]]'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
