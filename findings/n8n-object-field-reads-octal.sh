#!/usr/bin/env bash
# n8n-workflow 2.41.0
#
# Expected: a field of the type Object, as in the node Edit Fields, takes JSON, and objects as JavaScript writes them.
# A number with a leading zero is in neither JSON nor strict JavaScript, so it is refused, or at worst is that number
# without its zeros.
# What happens: it is read in base 8, as JavaScript's sloppy mode does: 0042 becomes 34. A number with an 8 or a 9 in
# it is read in base 10.
# Why it matters: customer and article numbers begin with zeros. An expression that puts one into an object without
# quotes isn't refused, but gives another customer's number, and only for some, so that a test may well pass.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 || exit 2

cat >test.cjs <<'JS'
const { validateFieldType } = require('n8n-workflow');

for (const text of ['{ customer: 42 }', '{ customer: 0042 }', '{ customer: 0049 }', '{ customer: "0042" }']) {
	const { valid, newValue } = validateFieldType('order', text, 'object');
	console.log(`${text}:`, valid, JSON.stringify(newValue));
}
JS

expected='{ customer: 42 }: true {"customer":42}
{ customer: 0042 }: true {"customer":34}
{ customer: 0049 }: true {"customer":49}
{ customer: "0042" }: true {"customer":"0042"}'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
