#!/usr/bin/env bash
# Debian 12's xls2csv (catdoc 1:0.95-6~deb12u1 when this was written; the version that ran is shown) and xlsx 0.18.5
# (SheetJS)
#
# Expected: a date of an .xls file is the day that was written, as SheetJS itself reads it.
# What happens: each is four years and a day later. A record of the file says whether days are counted from 1900 (0) or
# from 1904 (1), and SheetJS, like xlwt, writes it with 0. xls2csv doesn't look at what it says: where it is, it counts
# from 1904.
# Why it matters: birthdays, consents and dates of last orders are wrong in the whole list, but in their order and all
# of them possible. A rule such as "no order for three years" then finds nobody, and a consent of last year is in the
# future.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts xlsx@0.18.5 || exit 2
apt-get download -qq catdoc 2>/dev/null || { echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
dpkg-deb --extract catdoc_*.deb .
echo "catdoc $(dpkg-deb --field catdoc_*.deb Version)"
# Where it finds its tables of characters, as it isn't installed.
echo "map_path=$folder/usr/share/catdoc" >.catdocrc
echo "charset_path=$folder/usr/share/catdoc" >>.catdocrc

cat >write.cjs <<'JS'
const { readFile, utils, writeFile } = require('xlsx');

const dates = ['1984-03-02', '2023-12-31', '2024-01-15'];
const book = utils.book_new();
utils.book_append_sheet(book, utils.aoa_to_sheet(dates.map((date) => [new Date(`${date}T00:00:00Z`)])), 'Customers');
writeFile(book, 'customers.xls', { bookType: 'biff8' });

const { Customers } = readFile('customers.xls', { cellDates: true }).Sheets;
const read = utils.sheet_to_json(Customers, { header: 1 }).map(([date]) => date.toISOString().slice(0, 10));
console.log(`SheetJS: ${read.join(' ')}`);
JS

expected='SheetJS: 1984-03-02 2023-12-31 2024-01-15
xls2csv: 1988-03-03 2028-01-01 2028-01-16'
seen=$(
	TZ=UTC node write.cjs
	echo "xls2csv: $(TZ=UTC HOME=$folder usr/bin/xls2csv -d utf-8 -q 0 -f %Y-%m-%d customers.xls | xargs)"
)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
