#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the nodes Convert to File (version 1.1, Convert to ICS) and iCalendar (version 1), with ics 2.40.0
# and moment-timezone 0.5.48
#
# Expected: an event that starts at 10:00 with the offset +02:00 starts then, wherever n8n runs, and one of all day is on
# the day that is given. The option 'Use Workflow Timezone' decides between that zone and UTC.
# What happens: the node takes the time of day in the server's timezone and writes it as UTC. With TZ=Europe/Berlin, ten
# o'clock in Berlin becomes ten o'clock UTC, which is noon there. With TZ=UTC it is right, but then an event of all day
# that starts at midnight in Berlin is on the day before. The option changes nothing.
# Why it matters: n8n's guide for Docker sets TZ beside GENERIC_TIMEZONE, so that customers are invited to calls that are
# hours off. In the workflow all times are right, and on a server that has none set, so are those in the file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts \
	n8n-workflow@2.41.0 ics@2.40.0 moment-timezone@0.5.48 lodash@4.18.1 || exit 2
# Without its dependencies, which are those of all of n8n's nodes.
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null || exit 2
tar -xzf n8n-nodes-base-2.41.2.tgz

cat >test.cjs <<'JS'
// What both nodes run; the nodes themselves load what they need for other files besides.
const { execute } = require('./package/dist/nodes/ICalendar/createEvent.operation.js');

async function show(start, allDay, useWorkflowTimezone) {
	let file;
	const context = {
		getTimezone: () => 'Europe/Berlin',
		getNode: () => ({ name: 'Invitation', typeVersion: 1.1 }),
		getNodeParameter: (name) => ({
			title: 'Call', start, end: start, allDay, binaryPropertyName: 'data', additionalFields: { useWorkflowTimezone },
		})[name],
		continueOnFail: () => false,
		helpers: { prepareBinaryData: async (buffer) => ((file = buffer.toString()), {}) },
	};
	await execute.call(context, [{ json: {} }]);
	const option = useWorkflowTimezone ? ', Use Workflow Timezone' : '';
	console.log(`TZ=${process.env.TZ}: ${start}${option}: ${/DTSTART\S+/.exec(file)[0]}`);
}

(async () => {
	for (const useWorkflowTimezone of [false, true]) {
		await show('2026-07-15T10:00:00+02:00', false, useWorkflowTimezone);
		await show('2026-07-15T00:00:00+02:00', true, useWorkflowTimezone);
	}
})();
JS

expected='TZ=UTC: 2026-07-15T10:00:00+02:00: DTSTART:20260715T080000Z
TZ=UTC: 2026-07-15T00:00:00+02:00: DTSTART;VALUE=DATE:20260714
TZ=UTC: 2026-07-15T10:00:00+02:00, Use Workflow Timezone: DTSTART:20260715T080000Z
TZ=UTC: 2026-07-15T00:00:00+02:00, Use Workflow Timezone: DTSTART;VALUE=DATE:20260714
TZ=Europe/Berlin: 2026-07-15T10:00:00+02:00: DTSTART:20260715T100000Z
TZ=Europe/Berlin: 2026-07-15T00:00:00+02:00: DTSTART;VALUE=DATE:20260715
TZ=Europe/Berlin: 2026-07-15T10:00:00+02:00, Use Workflow Timezone: DTSTART:20260715T100000Z
TZ=Europe/Berlin: 2026-07-15T00:00:00+02:00, Use Workflow Timezone: DTSTART;VALUE=DATE:20260715
TZ=America/New_York: 2026-07-15T10:00:00+02:00: DTSTART:20260715T040000Z
TZ=America/New_York: 2026-07-15T00:00:00+02:00: DTSTART;VALUE=DATE:20260714
TZ=America/New_York: 2026-07-15T10:00:00+02:00, Use Workflow Timezone: DTSTART:20260715T040000Z
TZ=America/New_York: 2026-07-15T00:00:00+02:00, Use Workflow Timezone: DTSTART;VALUE=DATE:20260714'
seen=$(for zone in UTC Europe/Berlin America/New_York; do TZ=$zone node test.cjs; done)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
