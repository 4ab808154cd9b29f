#!/usr/bin/env bash
# ical.js 2.2.1, next to rrule 2.8.1
#
# Expected: `FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1` is the last day of each quarter, every year, as it is written
# with `FREQ=MONTHLY;INTERVAL=3` as well.
# What happens: for the first year it is. From the second year on, ical.js counts the days of the last of these months
# for each of them, so that the 30th of June becomes the 1st of July, and the end of February the 2nd or 3rd of March.
# With a single month, or written as MONTHLY, all is well.
# Why it matters: deadlines for deletion, invoices and the expiry of points fall on the last day of a quarter or half-year.
# A day later is the next one, and a calendar that shows the year to come shows nothing wrong.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts ical.js@2.2.1 rrule@2.8.1 || exit 2

cat >test.mjs <<'JS'
import ICAL from 'ical.js';
import rrule from 'rrule';

function event(start, rule) {
	const calendar = ICAL.parse(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:${start}
SUMMARY:Points expire
RRULE:${rule}
END:VEVENT
END:VCALENDAR`.replaceAll('\n', '\r\n'));
	return new ICAL.Event(new ICAL.Component(calendar).getFirstSubcomponent('vevent'));
}

function show(start, rule, count) {
	const iterator = event(start, rule).iterator();
	const days = Array.from({ length: count }, () => iterator.next().toString());
	const others = rrule.rrulestr(`DTSTART:${start}T000000Z\nRRULE:${rule};COUNT=${count}`).all()
		.map((date) => date.toISOString().slice(0, 10));
	console.log(`${rule}\n  ical.js ${days.join(' ')}\n  rrule   ${others.join(' ')}`);
}

show('20260331', 'FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1', 8);
show('20260331', 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1', 8);
show('20260228', 'FREQ=YEARLY;BYMONTH=2,8;BYMONTHDAY=-1', 6);
show('20260228', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1', 3);
JS

expected='FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1
  ical.js 2026-03-31 2026-06-30 2026-09-30 2026-12-31 2027-03-31 2027-07-01 2027-10-01 2027-12-31
  rrule   2026-03-31 2026-06-30 2026-09-30 2026-12-31 2027-03-31 2027-06-30 2027-09-30 2027-12-31
FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1
  ical.js 2026-03-31 2026-06-30 2026-09-30 2026-12-31 2027-03-31 2027-06-30 2027-09-30 2027-12-31
  rrule   2026-03-31 2026-06-30 2026-09-30 2026-12-31 2027-03-31 2027-06-30 2027-09-30 2027-12-31
FREQ=YEARLY;BYMONTH=2,8;BYMONTHDAY=-1
  ical.js 2026-02-28 2026-08-31 2027-03-03 2027-08-31 2028-03-02 2028-08-31
  rrule   2026-02-28 2026-08-31 2027-02-28 2027-08-31 2028-02-29 2028-08-31
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1
  ical.js 2026-02-28 2027-02-28 2028-02-29
  rrule   2026-02-28 2027-02-28 2028-02-29'
seen=$(node test.mjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
