#!/usr/bin/env bash
# xmlbuilder2 4.0.3, next to saxes 6.0.0
#
# Expected: a text is the same text in an object and in XML, whichever is made of the other: "&" in the one is "&amp;" in the
# other. The option `noDoubleEncoding`, off by default, is for texts that are escaped already.
# What happens: an object made of XML has "&amp;" and "&lt;" in its texts. XML made of an object isn't escaped where the text
# from "&" to a semicolon looks like an entity: "R&D; sales" becomes XML that can't be read, and "&lt;" is "<" for whoever
# reads it. Both together hide it, as long as the library reads what it wrote.
# Why it matters: the customer "Meyer & Sons" is "Meyer &amp; Sons" in the database, isn't found by name, and gets letters
# like that. One note with such a semicolon makes a whole file unreadable. Without an ampersand all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts xmlbuilder2@4.0.3 saxes@6.0.0 || exit 2

cat >test.cjs <<'JS'
const { SaxesParser } = require('saxes');
const { create } = require('xmlbuilder2');

function read(xml) {
	let texts = '';
	const parser = new SaxesParser();
	parser.on('text', (text) => (texts += text));
	parser.on('error', (error) => {
		throw error;
	});
	try {
		parser.write(xml).close();
		return JSON.stringify(texts);
	} catch ({ message }) {
		return `not at all (${message})`;
	}
}

for (const xml of ['<name>Meyer &amp; Sons</name>', '<name>1 &lt; 2</name>', '<name>Meyer &amp;amp; Sons</name>']) {
	console.log(`of ${xml}: ${JSON.stringify(create(xml).toObject().name)}, by saxes ${read(xml)}`);
}
for (const name of ['Meyer & Sons', 'R&D; sales', 'write &lt; for it']) {
	const xml = create({ name }).end({ headless: true });
	console.log(`of "${name}": ${xml}, read by saxes ${read(xml)}`);
}
JS

expected='of <name>Meyer &amp; Sons</name>: "Meyer &amp; Sons", by saxes "Meyer & Sons"
of <name>1 &lt; 2</name>: "1 &lt; 2", by saxes "1 < 2"
of <name>Meyer &amp;amp; Sons</name>: "Meyer &amp; Sons", by saxes "Meyer &amp; Sons"
of "Meyer & Sons": <name>Meyer &amp; Sons</name>, read by saxes "Meyer & Sons"
of "R&D; sales": <name>R&D; sales</name>, read by saxes not at all (1:10: undefined entity.)
of "write &lt; for it": <name>write &lt; for it</name>, read by saxes "write < for it"'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
