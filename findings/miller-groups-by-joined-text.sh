#!/usr/bin/env bash
# Debian 12's miller (6.6.0-2+b3 when this was written; the version that ran is shown)
#
# Expected: `-g grants,objects` puts those records into one group whose values are the same in both fields, and `join`
# pairs those.
# What happens: Miller joins the values with commas and compares the whole. Who grants "news,offers" and objects to
# "calls" is then in one group with whom grants "news" and objects to "offers,calls". The group shows the values of
# whoever came first.
# Why it matters: lists within a CSV field are written with commas, and amounts in most of Europe are. Two groups of
# customers are counted, added up or joined as one, the wrong consent with them. With one field to group by, all is
# well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq miller 2>/dev/null || { echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
usr/bin/mlr --version

cat >customers.csv <<'CSV'
name,grants,objects
Ann,"news,offers",calls
Ben,news,"offers,calls"
CSV
cat >letters.csv <<'CSV'
grants,objects,letter
"news,offers",calls,offer
news,"offers,calls",no offer
CSV
run() {
	echo "$*"
	usr/bin/mlr --icsv --ocsv --headerless-csv-output --from customers.csv "$@"
}
seen=$(
	run count-distinct -f grants
	run count-distinct -f objects
	run count-distinct -f grants,objects
	run head -n 1 -g grants,objects
	run join -j grants,objects -f letters.csv then cut -f name,letter
)

expected='count-distinct -f grants
"news,offers",1
news,1
count-distinct -f objects
calls,1
"offers,calls",1
count-distinct -f grants,objects
"news,offers",calls,2
head -n 1 -g grants,objects
Ann,"news,offers",calls
join -j grants,objects -f letters.csv then cut -f name,letter
offer,Ann
no offer,Ann
offer,Ben
no offer,Ben'
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
