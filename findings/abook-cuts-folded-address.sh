#!/usr/bin/env bash
# Debian 12's abook (0.6.1-2+b1 when this was written; the version that ran is shown), on what vcf 2.1.2 writes
#
# Expected: a line of a vCard that begins with a space goes on with the line before. Lines of more than 75 characters are
# folded so by all who write vCards, wherever the 75th is.
# What happens: abook drops what goes on. The rest is taken for the whole, an e-mail address too, and nothing is said.
# Why it matters: an e-mail address is cut where the line ends, which may well be behind a domain that exists: of
# "...@books.example.org.example" stays "...@books.example.org". In a list that was converted, customers with a long address
# have that of somebody else, and notes end in the middle of a sentence. With short lines, as in tests, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts vcf@2.1.2 || exit 2
apt-get download -qq abook libreadline8 libtinfo6 libncursesw6 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
echo "abook $(dpkg-deb --field abook_*.deb Version)"
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu):$(echo "$folder"/lib/*-linux-gnu)
export LD_LIBRARY_PATH HOME=$folder

cat >write.cjs <<'JS'
const vCard = require('vcf');

const customers = {
	Ann: 'ann@books.example.org.example',
	Ben: 'benjamin.d.fitzwilliam@customers.books.example.org.example',
};
for (const [name, email] of Object.entries(customers)) {
	const card = new vCard();
	card.version = '3.0';
	card.set('n', `Lee;${name};;;`);
	card.set('fn', `${name} Lee`);
	card.set('email', email, { type: ['internet', 'work'] });
	card.set('tel', '1');
	console.log(`${card}\r`);
}
JS

node write.cjs >customers.vcf

expected='EMAIL;TYPE=INTERNET,WORK:ann@books.example.org.example
TEL:1
EMAIL;TYPE=INTERNET,WORK:benjamin.d.fitzwilliam@customers.books.example.org
 .example
"Ann Lee","ann@books.example.org.example","1","",""
"Ben Lee","benjamin.d.fitzwilliam@customers.books.example.org","1","",""'
convert=(usr/bin/abook --convert --informat vcard --infile customers.vcf --outformat csv --outfile -)
seen=$(tr -d '\r' <customers.vcf | grep --no-group-separator -A 1 EMAIL; "${convert[@]}")
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
