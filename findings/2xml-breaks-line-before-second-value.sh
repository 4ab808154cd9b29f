#!/usr/bin/env bash
# Debian 12's xml2 and 2xml (xml2 0.5-4 when this was written; the version that ran is shown)
#
# Expected: `xml2` prints XML as lines for grep and sed, with a path and a value each, and `2xml` makes the same XML of them
# again.
# What happens: where an element follows one of the same name, xml2 prints an extra line for it, which 2xml takes for a first,
# empty line of its text. From the second on, each such text begins with a line break. Each pass adds one.
# Why it matters: XML was passed through to take one customer or one value out. Of customers with two e-mails or codes, the
# second is another text afterwards, which no comparison finds, and which an API refuses or stores as it is. With one of each,
# as in tests, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq xml2 libxml2 libicu72 2>/dev/null || { echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
echo "xml2 $(dpkg-deb --field xml2_*.deb Version)"
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH

cat >customers.xml <<'XML'
<customers><customer><code>0041</code><code>0042</code><name>Ann</name></customer><customer><code>0043</code></customer></customers>
XML
pass() { usr/bin/xml2 | usr/bin/2xml; }
seen=$(
	usr/bin/xml2 <customers.xml
	echo 'once:'
	pass <customers.xml
	echo 'twice:'
	pass <customers.xml | pass
)

expected='/customers/customer/code=0041
/customers/customer/code
/customers/customer/code=0042
/customers/customer/name=Ann
/customers/customer
/customers/customer/code=0043
once:
<customers><customer><code>0041</code><code>
0042</code><name>Ann</name></customer><customer><code>0043</code></customer></customers>
twice:
<customers><customer><code>0041</code><code>

0042</code><name>Ann</name></customer><customer><code>0043</code></customer></customers>'
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
