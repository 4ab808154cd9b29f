#!/usr/bin/env bash
# currency.js 2.0.4 and accounting 0.4.1, on what Node.js's Intl.NumberFormat writes
#
# Expected: a negative amount in a text is read as a negative number, or not at all. Both read what Intl writes in German
# and English.
# What happens: in Swedish, Norwegian, Finnish and some other languages, Intl writes the minus sign U+2212 in place of the
# hyphen. Both libraries take it for no part of the number, leave it out and read a positive one.
# Why it matters: minus 100.50 kr becomes 100.50 kr. Refunds, chargebacks and points taken back are added to what a
# customer has paid or owns. The two signs look alike on a screen, and Number() would give NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts currency.js@2.0.4 accounting@0.4.1 || exit 2
node -p '`Node.js ${process.version}, CLDR ${process.versions.cldr}`'

cat >test.cjs <<'JS'
const currency = require('currency.js');
const accounting = require('accounting');

const languages = [['en-US', 'USD'], ['de-DE', 'EUR'], ['sv-SE', 'SEK'], ['nb-NO', 'NOK'], ['fi-FI', 'EUR'], ['lt-LT', 'EUR']];
for (const [language, code] of languages) {
	const text = new Intl.NumberFormat(language, { style: 'currency', currency: code }).format(-100.5);
	const decimal = language === 'en-US' ? '.' : ',';
	const sign = text.match(/\p{Pd}|\p{Sm}/u)[0].codePointAt(0).toString(16).padStart(4, '0');
	const { value } = currency(text, { decimal, separator: decimal === ',' ? '.' : ',' });
	console.log(`${language}, sign ${sign}: currency.js ${value}, accounting ${accounting.unformat(text, decimal)}`);
}
JS

expected='en-US, sign 002d: currency.js -100.5, accounting -100.5
de-DE, sign 002d: currency.js -100.5, accounting -100.5
sv-SE, sign 2212: currency.js 100.5, accounting 100.5
nb-NO, sign 2212: currency.js 100.5, accounting 100.5
fi-FI, sign 2212: currency.js 100.5, accounting 100.5
lt-LT, sign 2212: currency.js 100.5, accounting 100.5'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
