#!/usr/bin/env bash
# cron 4.4.0, which n8n-core 2.41.1 uses for its Schedule Trigger, next to croner 11.0.0, node-cron 4.6.0 and
# node-schedule 2.1.1
#
# Expected: a job for three o'clock every night runs once a night. When the clocks go back from three to two, two o'clock
# comes twice, but three o'clock once, since what would have been the first is two already.
# What happens: cron runs the job an hour early, at the two o'clock that comes second, and again at three. In the same way
# a job for two o'clock in New York runs at one, and one for midnight in Cairo at eleven in the evening of the day before.
# So does a job for any minute of that hour. The other three libraries run it once.
# Why it matters: nightly jobs that delete, bill or write to customers run at full hours, and this one runs twice on one
# night of the year. Both runs are successes, an hour apart. Tests of the hour that comes twice find nothing: a job for
# two o'clock in Berlin runs once.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts cron@4.4.0 luxon@3.7.2 croner@11.0.0 node-cron@4.6.0 \
	node-schedule@2.1.1 @sinonjs/fake-timers@15.4.0 || exit 2
echo "Node.js $(node -p 'process.version'), time zones $(node -p 'process.versions.tz')"

cat >test.cjs <<'JS'
const timers = require('@sinonjs/fake-timers');

// Lets a day pass without waiting for it.
async function runs(expression, timeZone, start) {
	const clock = timers.install({ now: new Date(start), toFake: ['Date', 'setTimeout', 'clearTimeout'] });
	const { CronJob } = require('cron');
	const { Cron } = require('croner');
	const nodeCron = require('node-cron');
	const nodeSchedule = require('node-schedule');

	const seen = { cron: [], croner: [], 'node-cron': [], 'node-schedule': [] };
	const format = new Intl.DateTimeFormat('en-GB', {
		timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', timeZoneName: 'longOffset',
	});
	const note = (library) => () => seen[library].push(format.format(clock.Date.now()).replace(',', ''));
	const job = new CronJob(expression, note('cron'), null, true, timeZone);
	const other = new Cron(expression, { timezone: timeZone }, note('croner'));
	const task = nodeCron.schedule(expression, note('node-cron'), { timezone: timeZone });
	const scheduled = nodeSchedule.scheduleJob({ rule: expression, tz: timeZone }, note('node-schedule'));
	await clock.tickAsync(24 * 60 * 60 * 1000);
	job.stop();
	other.stop();
	task.stop();
	scheduled.cancel();
	clock.uninstall();

	console.log(`${expression} ${timeZone}`);
	for (const [library, times] of Object.entries(seen)) console.log(`  ${library}: ${times.join(', ')}`);
}

(async () => {
	await runs('0 3 * * *', 'Europe/Berlin', '2026-10-24T22:10:00Z');
	await runs('15 3 * * *', 'Europe/Berlin', '2026-10-24T22:10:00Z');
	await runs('0 2 * * *', 'America/New_York', '2026-11-01T04:10:00Z');
	await runs('0 0 * * *', 'Africa/Cairo', '2026-10-28T22:10:00Z');
	await runs('0 4 * * *', 'Europe/Berlin', '2026-10-24T22:10:00Z');
	process.exit(0);
})();
JS

expected='0 3 * * * Europe/Berlin
  cron: Sun 02:00 GMT+01:00, Sun 03:00 GMT+01:00
  croner: Sun 03:00 GMT+01:00
  node-cron: Sun 03:00 GMT+01:00
  node-schedule: Sun 03:00 GMT+01:00
15 3 * * * Europe/Berlin
  cron: Sun 02:15 GMT+01:00, Sun 03:15 GMT+01:00
  croner: Sun 03:15 GMT+01:00
  node-cron: Sun 03:15 GMT+01:00
  node-schedule: Sun 03:15 GMT+01:00
0 2 * * * America/New_York
  cron: Sun 01:00 GMT-05:00, Sun 02:00 GMT-05:00
  croner: Sun 02:00 GMT-05:00
  node-cron: Sun 02:00 GMT-05:00
  node-schedule: Sun 02:00 GMT-05:00
0 0 * * * Africa/Cairo
  cron: Thu 23:00 GMT+02:00, Fri 00:00 GMT+02:00
  croner: Fri 00:00 GMT+02:00
  node-cron: Fri 00:00 GMT+02:00
  node-schedule: Fri 00:00 GMT+02:00
0 4 * * * Europe/Berlin
  cron: Sun 04:00 GMT+01:00
  croner: Sun 04:00 GMT+01:00
  node-cron: Sun 04:00 GMT+01:00
  node-schedule: Sun 04:00 GMT+01:00'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
