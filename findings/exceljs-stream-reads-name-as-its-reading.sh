#!/usr/bin/env bash
# exceljs 4.4.0
#
# Expected: exceljs's streaming reader gives the text of a cell that its other reader gives and that Excel shows.
# What happens: for a text with a phonetic guide, the streaming reader gives the guide instead of the text.
# Why it matters: Excel keeps such a guide with every text that was typed by its sound, as Japanese names are, and
# doesn't show it. A list that is streamed because it has grown has other names than before, and people whose names are
# written differently but sound alike become one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund exceljs@4.4.0 jszip@3.10.1 || exit 2

cat >test.cjs <<'JS'
const { writeFileSync } = require('node:fs');
const { Workbook, stream } = require('exceljs');
const JSZip = require('jszip');

async function main() {
	const workbook = new Workbook();
	workbook.addWorksheet('Customers').addRows([['山田'], ['Smith']]);
	const written = await JSZip.loadAsync(await workbook.xlsx.writeBuffer());

	// The guide as Excel stores it beside the text, and the texts before the sheet that needs them.
	const zip = new JSZip();
	const parts = Object.values(written.files).filter(({ dir }) => !dir);
	const first = ({ name }) => /workbook|sharedStrings/.test(name);
	parts.sort((a, b) => first(b) - first(a));
	for (const part of parts) {
		const content = await part.async('string');
		zip.file(part.name, content.replace('<t>山田</t>', '<t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh>'));
	}
	writeFileSync('customers.xlsx', await zip.generateAsync({ type: 'nodebuffer' }));

	const read = new Workbook();
	await read.xlsx.readFile('customers.xlsx');
	const names = [];
	read.worksheets[0].eachRow((row) => names.push(row.getCell(1).value));
	console.log('file:', ...names);

	const streamed = [];
	for await (const sheet of new stream.xlsx.WorkbookReader('customers.xlsx')) {
		for await (const row of sheet) streamed.push(row.getCell(1).value);
	}
	console.log('stream:', ...streamed);
}

void main();
JS

expected='file: 山田 Smith
stream: ヤマダ Smith'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
