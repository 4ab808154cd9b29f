#!/usr/bin/env bash
# Debian 12's xmlstarlet (1.6.1-3, with libxml2 2.9.14+dfsg-1.3~deb12u6, when this was written; the versions that ran
# are shown)
#
# Expected: `xmlstarlet pyx` prints XML as lines for grep and sed, one for each tag, attribute and text, and `xmlstarlet
# depyx` makes the same XML of them again. An ampersand is an ampersand on these lines, as "<" and quotation marks are
# themselves.
# What happens: that holds for texts. In the value of an attribute, pyx prints an ampersand as "&#38;", and depyx takes
# those five characters for the value. Each pass adds four more, and a line that is searched for "Meyer & Sons" isn't
# found.
# Why it matters: XML that was passed through to take one customer out changes others' names, addresses and links, which
# keep their customer but not their value. It stays well-formed, and without an ampersand, or with it in texts, nothing
# changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq xmlstarlet libxml2 libicu72 libxslt1.1 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
usr/bin/xmlstarlet --version | sed -n '1,2p'

cat >customers.xml <<'XML'
<customers><customer name="Meyer &amp; Sons" note="&quot;a &lt; b&quot;">Meyer &amp; Sons</customer></customers>
XML
pass() { usr/bin/xmlstarlet pyx "$1" | usr/bin/xmlstarlet depyx >"$2"; }
show() { usr/bin/xmlstarlet sel -T -t -m '//customer' -v @name -o ', ' -v @note -o ', ' -v . -n "$1"; }
seen=$(
	usr/bin/xmlstarlet pyx customers.xml | grep '^A'
	pass customers.xml once.xml
	pass once.xml twice.xml
	for file in customers once twice; do echo "$file: $(show "$file.xml")"; done
)

expected='Aname Meyer &#38; Sons
Anote "a < b"
customers: Meyer & Sons, "a < b", Meyer & Sons
once: Meyer &#38; Sons, "a < b", Meyer & Sons
twice: Meyer &#38;#38; Sons, "a < b", Meyer & Sons'
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
