#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the nodes Convert to File (version 1.1) and Extract from File (version 1.1), with @e965/xlsx
# 0.20.3
#
# Expected: a number is in a CSV file as it is in JSON, and Extract from File reads what Convert to File wrote.
# What happens: Convert to File writes into CSV what a spreadsheet's cell would show. Of twelve digits and more, six are
# left: 4012345678901 becomes 4.01235E+12, and so do millions of others. Long amounts are rounded. In XLSX, and as
# texts, both are whole. No option changes it, and no hint tells.
# Why it matters: cards of one program begin with the same six digits, so that everybody in the list has the same one,
# for whoever gets the file and for n8n itself. Timestamps have 13 digits as well. With short numbers, as in tests, all
# is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts \
	n8n-workflow@2.41.0 @e965/xlsx@0.20.3 csv-parse@7.0.2 iconv-lite@0.6.3 lodash@4.18.1 || exit 2
# Without its dependencies, which are those of all of n8n's nodes.
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null || exit 2
tar -xzf n8n-nodes-base-2.41.2.tgz

cat >test.cjs <<'JS'
const { Readable } = require('node:stream');
// What the two nodes run for spreadsheets; the nodes themselves load what they need for PDF and calendars besides.
const { execute: write } = require('./package/dist/nodes/Files/ConvertToFile/actions/spreadsheet.operation.js');
const { execute: read } = require('./package/dist/nodes/Files/ExtractFromFile/actions/spreadsheet.operation.js');

const customers = [
	{ card: 4012345678901, sameAsText: '4012345678901', paid: 12345678.125, short: 12345678901 },
	{ card: 4012345678902, sameAsText: '4012345678902', paid: 0.1, short: 12345678902 },
];

async function there(operation) {
	let file;
	const stored = { id: 'stored', mimeType: 'none' };
	const context = {
		getNode: () => ({ name: 'File', typeVersion: 1.1 }),
		getNodeParameter: (name) => ({ operation, binaryPropertyName: 'data', options: { enableBOM: true } })[name],
		continueOnFail: () => false,
		helpers: {
			prepareBinaryData: async (buffer) => ((file = buffer), stored),
			assertBinaryData: () => stored,
			getBinaryStream: async () => Readable.from([file]),
			binaryToBuffer: async () => file,
		},
	};
	await write.call(context, customers.map((json) => ({ json })), operation);
	const items = await read.call(context, [{ json: {} }], 'operation', { failOnCsvBufferError: true });
	for (const { json } of items) console.log(`${operation}: ${JSON.stringify(json)}`);
}

there('xlsx').then(() => there('csv'));
JS

expected='xlsx: {"card":4012345678901,"sameAsText":"4012345678901","paid":12345678.125,"short":12345678901}
xlsx: {"card":4012345678902,"sameAsText":"4012345678902","paid":0.1,"short":12345678902}
csv: {"card":"4.01235E+12","sameAsText":"4012345678901","paid":"12345678.13","short":"12345678901"}
csv: {"card":"4.01235E+12","sameAsText":"4012345678902","paid":"0.1","short":"12345678902"}'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
