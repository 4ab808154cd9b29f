#!/usr/bin/env bash
# xml2js 0.6.2
#
# Expected: its value processor `parseNumbers` reads a number with an exponent as that number, or leaves the text
# alone.
# What happens: where the number is a whole one, it drops the exponent and what follows the point: 1.2345678E7 becomes
# 1. Where it isn't, all is well: 1.55E1 becomes 15.5.
# Why it matters: the exponent is how Java prints any double from ten million on, and how XML Schema writes each double
# in its canonical form, 1500 as 1.5E3. Large amounts come out as single digits, and only those without cents.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund xml2js@0.6.2 || exit 2

cat >test.cjs <<'JS'
const { parseString, processors } = require('xml2js');

const options = { explicitArray: false, valueProcessors: [processors.parseNumbers] };
for (const amount of ['12345678', '12345678.5', '1.2345678E7', '1.23456785E7', '1.5E3', '1.55E1']) {
	parseString(`<amount>${amount}</amount>`, options, (error, result) => {
		console.log(`${amount}:`, error ?? result.amount);
	});
}
JS

expected='12345678: 12345678
12345678.5: 12345678.5
1.2345678E7: 1
1.23456785E7: 12345678.5
1.5E3: 1
1.55E1: 15.5'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
