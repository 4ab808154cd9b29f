#!/usr/bin/env bash
# Debian 12's recutils (1.9-2 when this was written; the version that ran is shown)
#
# Expected: `recdel -e 'Card = 4012345678901'` deletes the customer with this card, and `-e 'Id < 100'` those whose number
# is less than a hundred. A number that is too large is refused, or compared as it stands.
# What happens: of a whole number the last 32 bits count, in the expression and in the field, without a word. 4012345678901
# and 4016640646197 are equal, as are any two that are a multiple of 4294967296 apart. 4294967338 is less than 100, and
# 3000000000 is negative. As texts, in quotes, the two cards differ.
# Why it matters: card numbers have 13 digits, and IDs of large services ten and more. Another customer is deleted along
# with the one who was named, and a range meets the newest IDs with the oldest. Up to nine digits all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq recutils librec1 2>/dev/null || { echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
usr/bin/recdel --version | sed -n 1p

cat >customers.rec <<'REC'
Name: Ann
Id: 42
Card: 4012345678901

Name: Ben
Id: 3000000000
Card: 4016640646197

Name: Cleo
Id: 4294967338
Card: 4099999999999
REC

show() {
	cp customers.rec left.rec
	usr/bin/recdel -e "$1" left.rec
	local left
	left=$(usr/bin/recsel -C -P Name left.rec | paste -sd ' ')
	echo "$1: left ${left:-nobody}"
}

expected="Card = 4012345678901: left Cleo
Card = '4012345678901': left Ben Cleo
Id = 42: left Ben
Id < 100: left nobody
Id > 2000000000: left Ann Ben Cleo"
seen=$(show 'Card = 4012345678901'; show "Card = '4012345678901'"; show 'Id = 42'; show 'Id < 100'; show 'Id > 2000000000')
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
