#!/usr/bin/env bash
# json-2-csv 5.6.0, csv2json with no option set, on what csv-stringify 6.9.0 writes
#
# Expected: the line break that ends a CSV file belongs to no field. RFC 4180 leaves it to the writer whether the last
# line has one, and most files have it.
# What happens: the last customer's last field keeps it, where it is a text without quotes. In quotes, as a number or
# without the line break, and in all lines before, a field is as it was. What json-2-csv itself writes ends without a
# line break.
# Why it matters: of a whole list, one customer isn't found, can't be written to, or is created a second time, and it's
# another one with each new file. A text that is compared by eye, or trimmed on its way to the log, shows nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts csv-stringify@6.9.0 json-2-csv@5.6.0 || exit 2

cat >test.cjs <<'JS'
const { stringify } = require('csv-stringify/sync');
const { csv2json, json2csv } = require('json-2-csv');

function show(name, csv) {
	console.log(`${name}: ${JSON.stringify(csv2json(csv))}`);
}

const emails = [{ code: 'A1', email: 'ann@x.example' }, { code: 'B2', email: 'ben@x.example' }];
show('csv-stringify', stringify(emails, { header: true }));
show('in quotes', stringify(emails, { header: true, quoted: true }));
show('no line break at the end', stringify(emails, { header: true, eof: false }));
show('json-2-csv', json2csv(emails));
show('numbers', stringify([{ code: 'A1', points: 5 }, { code: 'B2', points: 120 }], { header: true }));
JS

expected='csv-stringify: [{"code":"A1","email":"ann@x.example"},{"code":"B2","email":"ben@x.example\n"}]
in quotes: [{"code":"A1","email":"ann@x.example"},{"code":"B2","email":"ben@x.example"}]
no line break at the end: [{"code":"A1","email":"ann@x.example"},{"code":"B2","email":"ben@x.example"}]
json-2-csv: [{"code":"A1","email":"ann@x.example"},{"code":"B2","email":"ben@x.example"}]
numbers: [{"code":"A1","points":5},{"code":"B2","points":120}]'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
