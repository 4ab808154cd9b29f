#!/usr/bin/env bash
# Debian 12's csv2 (xml2 0.5-4 when this was written; the version that ran is shown) and miller (6.6.0-2+b3)
#
# Expected: the last field of a line that ends with a comma is empty. Miller writes an empty field so, as most programs
# do, and csv2 reads an empty field anywhere else, one in quotes, and one before a carriage return as empty.
# What happens: csv2 fills an empty last field with the text of the next line, commas and all, and reads that line as a
# record of its own besides. If that one ends with an empty field too, its whole text and the line after it come along.
# Why it matters: where a customer has no e-mail, phone or note, the next customer's number and data stand there, in a
# record that is passed on or given out on request. The number of records is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq miller xml2 2>/dev/null || { echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
echo "xml2 $(dpkg-deb --field xml2_*.deb Version), $(usr/bin/mlr --version)"

read_as_written() {
	echo "$1"
	usr/bin/mlr --ijson --ocsv cat <<<"$1" | usr/bin/csv2 -f | sed -n 's|^/file/record/\([a-z]\)|  \1|p'
}
seen=$(
	read_as_written '[{ "code": 1, "email": "a@x.example" }, { "code": 2, "email": "b@x.example" }]'
	read_as_written '[{ "code": 1, "email": "" }, { "code": 2, "email": "b@x.example" }]'
	read_as_written '[{ "email": "", "code": 1 }, { "email": "b@x.example", "code": 2 }]'
)

expected='[{ "code": 1, "email": "a@x.example" }, { "code": 2, "email": "b@x.example" }]
  code=1
  email=a@x.example
  code=2
  email=b@x.example
[{ "code": 1, "email": "" }, { "code": 2, "email": "b@x.example" }]
  code=1
  email=2,b@x.example
  code=2
  email=b@x.example
[{ "email": "", "code": 1 }, { "email": "b@x.example", "code": 2 }]
  email=
  code=1
  email=b@x.example
  code=2'
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
