#!/usr/bin/env bash
# Debian 12's xmllint (libxml2-utils 2.9.14+dfsg-1.3~deb12u6 when this was written; the version that ran is shown)
#
# Expected: `xmllint --xpath` prints a number as XPath writes numbers: 12345678 is 12345678.
# What happens: it prints six significant digits, from a million on with an exponent: 1.23457e+07. With `string()`
# around it, XPath's own way from a number to text, all digits are there.
# Why it matters: scripts take IDs, sums and counts out of XML like this. Tests with small numbers pass; a larger sum
# is rounded without a sign of it (123456.78 comes out as 123457), and two customers' IDs become one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq libxml2-utils libxml2 libicu72 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
usr/bin/xmllint --version 2>&1 | sed -n 1p

cat >orders.xml <<'XML'
<orders>
	<order customer="12345678"><amount>123400.50</amount></order>
	<order customer="12345679"><amount>56.28</amount></order>
</orders>
XML
xpath() { echo "$1: $(usr/bin/xmllint --xpath "$1" orders.xml)"; }
seen=$(
	xpath 'sum(//amount)'
	xpath 'string(sum(//amount))'
	xpath 'number(//order[1]/@customer)'
	xpath 'number(//order[2]/@customer)'
	xpath 'string(number(//order[2]/@customer))'
)

expected='sum(//amount): 123457
string(sum(//amount)): 123456.78
number(//order[1]/@customer): 1.23457e+07
number(//order[2]/@customer): 1.23457e+07
string(number(//order[2]/@customer)): 12345679'
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
