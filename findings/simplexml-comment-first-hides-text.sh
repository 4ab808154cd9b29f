#!/usr/bin/env bash
# Debian 12's PHP and SimpleXML (8.2.36-1~deb12u1 when this was written; the version that ran is shown)
#
# Expected: a comment changes nothing about an element's text, so `json_encode` of a SimpleXMLElement gives the text
# with or without one.
# What happens: where the comment comes after the text, it does. Where it comes first, {"comment":{}} takes the place
# of the text, which only a cast to string still gives.
# Why it matters: json_encode is how XML is commonly made JSON or an array in PHP. One comment, left by whoever changed
# a value by hand, turns that value from a string into an object without it, and nothing is raised.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq php8.2-cli php8.2-xml libargon2-1 libedit2 libicu72 libpcre2-8-0 libsodium23 libxml2 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
php=(usr/bin/php8.2 -n -d "extension=$(echo "$folder"/usr/lib/php/*/simplexml.so)")
"${php[@]}" --version | sed -n 1p

cat >test.php <<'PHP'
<?php
foreach (['0042', '0042<!-- was 0041 -->', '<!-- was 0041 -->0042'] as $content) {
	$customer = simplexml_load_string("<customer><code>$content</code></customer>");
	echo $content, ': ', json_encode($customer), ' ', (string) $customer->code, "\n";
}
PHP

expected='0042: {"code":"0042"} 0042
0042<!-- was 0041 -->: {"code":"0042"} 0042
<!-- was 0041 -->0042: {"code":{"comment":{}}} 0042'
seen=$("${php[@]}" test.php)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
