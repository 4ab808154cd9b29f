#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Date & Time (version 2), Format a Date with no option set
#
# Expected: without the option 'Use Workflow Timezone', the timezone of the input is used, as that option's description
# says: half past eleven at night on the 15th is on the 15th, wherever that was.
# What happens: that holds for offsets with a plus and whole hours only. Of +05:30 the minutes are left out, so that
# midnight is the day before. An offset with a minus is left out, so that the late evening is the day after.
# Why it matters: birthdays, consents and due dates shift by one day for customers in India or America, and for nobody in
# Europe. The node is mostly used to take the day out of a timestamp, and the day off by one looks like any other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts \
	n8n-workflow@2.41.0 luxon@3.7.2 moment-timezone@0.5.48 || exit 2
# Without its dependencies, which are those of all of n8n's nodes.
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null || exit 2
tar -xzf n8n-nodes-base-2.41.2.tgz

cat >test.cjs <<'JS'
const { DateTimeV2 } = require('./package/dist/nodes/DateTime/V2/DateTimeV2.node.js');

const type = new DateTimeV2({});

async function main() {
	for (const date of [
		'2024-01-15T00:00:00+02:00',
		'2024-01-15T23:30:00+02:00',
		'2024-01-15T00:00:00+05:30',
		'2024-01-15T23:30:00-05:00',
	]) {
		const parameters = { operation: 'formatDate', date, format: 'yyyy-MM-dd', outputFieldName: 'day', options: {} };
		const [[{ json }]] = await type.execute.call({
			getInputData: () => [{ json: {}, pairedItem: { item: 0 } }],
			getNode: () => ({ name: 'Date & Time', typeVersion: 2 }),
			getNodeParameter: (name, item, otherwise) => parameters[name] ?? otherwise,
			getTimezone: () => 'Europe/Berlin',
		});
		console.log(`${date}: ${json.day}`);
	}
}

void main();
JS

expected='2024-01-15T00:00:00+02:00: 2024-01-15
2024-01-15T23:30:00+02:00: 2024-01-15
2024-01-15T00:00:00+05:30: 2024-01-14
2024-01-15T23:30:00-05:00: 2024-01-16'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
