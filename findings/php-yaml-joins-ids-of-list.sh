#!/usr/bin/env bash
# js-yaml 4.1.0, and Debian 12's php8.2-yaml (2.2.2+2.1.0+2.0.4+1.3.2-6 when this was written; the version that ran is
# shown)
#
# Expected: a text that js-yaml writes is the same text for PHP's yaml_parse. What could be taken for something else is
# written in quotes, such as '42' and '0042'.
# What happens: 4,2 is written without quotes, since numbers have had no commas from YAML 1.1 on. PHP leaves the comma out
# and reads the number 42, and 1250 for 12,50. yaml_emit writes such a text in quotes, so PHP gets back what it wrote.
# Why it matters: the IDs of two customers become that of a third, which looks right, and an amount becomes a hundredfold.
# With spaces after the commas, or with a letter in the IDs, as tests may have them, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts js-yaml@4.1.0 || exit 2
apt-get download -qq php8.2-cli php8.2-yaml libyaml-0-2 libargon2-1 libedit2 libicu72 libpcre2-8-0 libsodium23 libxml2 \
	2>/dev/null || { echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
php=(usr/bin/php8.2 -n -d "extension=$(echo "$folder"/usr/lib/php/*/yaml.so)")
"${php[@]}" -r 'echo "PHP ", PHP_VERSION, ", yaml ", phpversion("yaml"), "\n";'


cat >write.cjs <<'JS'
const values = ['42', '0042', '4,2', '4,2,1', '12,50', '4, 2', 'A4,A2'];
console.log(require('js-yaml').dump(Object.fromEntries(values.map((value) => [`of ${value}`, value]))));
JS
cat >read.php <<'PHP'
<?php
foreach (yaml_parse(stream_get_contents(STDIN)) as $name => $value) {
	echo $name, ': ', json_encode($value), ', from PHP itself ', json_encode(yaml_parse(yaml_emit(substr($name, 3)))), "\n";
}
PHP

expected='of 42: "42", from PHP itself "42"
of 0042: "0042", from PHP itself "0042"
of 4,2: 42, from PHP itself "4,2"
of 4,2,1: 421, from PHP itself "4,2,1"
of 12,50: 1250, from PHP itself "12,50"
of 4, 2: "4, 2", from PHP itself "4, 2"
of A4,A2: "A4,A2", from PHP itself "A4,A2"'
seen=$(node write.cjs | "${php[@]}" read.php)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
