#!/usr/bin/env bash
# phone 3.1.72, next to awesome-phonenumber 7.8.0
#
# Expected: a phone number that is written as E.164 has it, with its country, is what `phone` gives back, or it isn't valid.
# Where a trunk code stands behind the country code, as in +44 07911 123456, that 0 is left out, as its manual says.
# What happens: where a number is one digit longer than `phone` knows of a country, the first digit behind the country code
# goes, whichever it is, and the rest is valid. So it is with all numbers of Saint Helena and Gabon, and with mobile ones
# of Liberia, which awesome-phonenumber knows. In Argentina the 9 of each mobile number goes.
# Why it matters: the library is there to make numbers comparable before they are stored. Two customers who differ in that
# digit have the same number then, one that is neither's, and `isValid` is true.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts phone@3.1.72 awesome-phonenumber@7.8.0 || exit 2

cat >test.cjs <<'JS'
const { parsePhoneNumber } = require('awesome-phonenumber');
const { phone } = require('phone');

const numbers = [
	...['+447911123456', '+4407911123456', '+29051234', '+29061234'],
	...['+24106031234', '+231770123456', '+5491123456789'],
];
for (const number of numbers) {
	const { valid } = parsePhoneNumber(number);
	const { isValid, phoneNumber } = phone(number);
	const of = phoneNumber && parsePhoneNumber(phoneNumber).valid ? 'valid' : 'not valid';
	console.log(`${number}, ${valid ? 'valid' : 'not valid'}: isValid ${isValid}, ${phoneNumber}, ${of}`);
}
JS

expected='+447911123456, valid: isValid true, +447911123456, valid
+4407911123456, valid: isValid true, +447911123456, valid
+29051234, valid: isValid true, +2901234, not valid
+29061234, valid: isValid true, +2901234, not valid
+24106031234, valid: isValid true, +2416031234, valid
+231770123456, valid: isValid true, +23170123456, not valid
+5491123456789, valid: isValid true, +541123456789, valid'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
