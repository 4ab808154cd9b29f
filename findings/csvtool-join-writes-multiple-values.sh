#!/usr/bin/env bash
# Debian 12's csvtool (2.4-1+b2 when this was written; the version that ran is shown)
#
# Expected: `csvtool join 1 2` puts together the lines that have the same first field. Where a file has this field twice, it
# gives a line for each, as join does elsewhere, the first, or an error.
# What happens: it writes the text "!MULTIPLE VALUES" as the value, also where both values are the same, and exits with 0.
# Its help, which explains the rest, says nothing of it.
# Why it matters: a customer who is in one list twice has "!MULTIPLE VALUES" for an e-mail, a code or a name, which an import
# stores, or which counts as one and the same value for all of them. With lists without duplicates, as in tests, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq csvtool 2>/dev/null || { echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
echo "csvtool $(dpkg-deb --field csvtool_*.deb Version)"
for package in *.deb; do dpkg-deb --extract "$package" .; done

cat >names.csv <<'CSV'
41,Ann
42,Ben
43,Cleo
CSV
cat >emails.csv <<'CSV'
41,ann@example.org
42,ben@example.org
42,ben@example.org
43,cleo@example.org
43,cleo@work.example
CSV

expected='41,Ann,ann@example.org
42,Ben,!MULTIPLE VALUES
43,Cleo,!MULTIPLE VALUES
exit code 0'
seen=$(usr/bin/csvtool join 1 2 names.csv emails.csv && echo "exit code $?")
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
