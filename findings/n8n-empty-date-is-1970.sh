#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Date & Time (version 2), Format a Date with no option set
#
# Expected: an empty date stays empty, as null does, or the node says 'Invalid date format', as for other texts that are no
# date. 20240115 is the 15th of January 2024, as ISO 8601 writes it without hyphens.
# What happens: the node takes whatever JavaScript can make a number of for seconds since 1970. An empty text and a space
# are 1970-01-01, and so is the year 1984. 20240115 is in August 1970, as is each such date from 1900 to 2099.
# Why it matters: spreadsheets and CSV give an empty text where there is no date, and vCards and iCalendar write dates
# without hyphens. Who never consented then did in 1970, and by a rule on old records is due for deletion; nothing fails.
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
	for (const date of ['2024-01-15', '2024-01', 'none', null, '', ' ', '20240115', '19840302', '1984']) {
		const parameters = { operation: 'formatDate', date, format: 'yyyy-MM-dd', outputFieldName: 'day', options: {} };
		const seen = await type.execute
			.call({
				getInputData: () => [{ json: {}, pairedItem: { item: 0 } }],
				getNode: () => ({ name: 'Date & Time', typeVersion: 2 }),
				getNodeParameter: (name, item, otherwise) => (name in parameters ? parameters[name] : otherwise),
				getTimezone: () => 'Europe/Berlin',
				continueOnFail: () => false,
			})
			.then(([[{ json }]]) => json.day)
			.catch(({ message }) => message);
		console.log(`${JSON.stringify(date)}: ${seen}`);
	}
}

void main();
JS

expected='"2024-01-15": 2024-01-15
"2024-01": 2024-01-01
"none": Invalid date format
null: null
"": 1970-01-01
" ": 1970-01-01
"20240115": 1970-08-23
"19840302": 1970-08-18
"1984": 1970-01-01'
# moment warns of the text that is no date.
seen=$(TZ=UTC node test.cjs 2>/dev/null)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
