#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Mailchimp (version 1), Member, Create and Update
#
# Expected: the time in 'Opt-in Timestamp' and 'Signup Timestamp' is the one that Mailchimp gets.
# What happens: the month stands where the minutes belong, and hundredths of a second stand for the seconds: 10:45:30 on
# November 30 becomes 10:11:00. It is a valid time, which Mailchimp stores.
# Why it matters: that time is the proof of when, and under which version of a text, a customer consented. It contradicts
# the log of the form by up to an hour, may lie before the sign-up, and is the same for all who opted in within an hour.
# In November at eleven minutes past, as chance may have it in a test, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts n8n-workflow@2.41.0 moment-timezone@0.5.48 || exit 2
# Without its dependencies, which are those of all of n8n's nodes.
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null || exit 2
tar -xzf n8n-nodes-base-2.41.2.tgz

cat >test.cjs <<'JS'
const { Mailchimp } = require('./package/dist/nodes/Mailchimp/Mailchimp.node.js');

async function run(operation, timestampSignup, timestampOpt) {
	const times = { timestampSignup, timestampOpt };
	const parameters = {
		...{ resource: 'member', operation, authentication: 'apiKey', list: '7', email: 'ann@example.org' },
		...{ status: 'subscribed', jsonParameters: false, options: times, updateFields: times },
		...{ locationFieldsUi: {}, mergeFieldsUi: {}, groupsUi: {} },
	};
	const request = async (credential, { method, body }) => {
		const { timestamp_signup: signup, timestamp_opt: opt } = body;
		console.log(`${method}, signup ${timestampSignup}: ${signup}, opt-in ${timestampOpt}: ${opt}`);
		return {};
	};
	await new Mailchimp().execute.call({
		getInputData: () => [{ json: {} }],
		getNodeParameter: (name) => parameters[name],
		getCredentials: async () => ({ apiKey: 'made up-us1' }),
		continueOnFail: () => false,
		helpers: {
			requestWithAuthentication: request,
			returnJsonArray: (data) => [data].flat().map((json) => ({ json })),
			constructExecutionMetaData: (data) => data,
		},
	});
}

async function main() {
	await run('create', '2026-11-30T10:45:30', '2026-11-30T10:52:07');
	await run('update', '2026-11-30T10:45:30', '2026-11-30T10:52:07');
	await run('create', '2026-01-31T23:59:59', '2026-02-01T00:03:00');
	await run('create', '2026-11-30T10:11:00', '2026-11-30T10:11:00');
}

void main();
JS

expected='POST, signup 2026-11-30T10:45:30: 2026-11-30 10:11:00, opt-in 2026-11-30T10:52:07: 2026-11-30 10:11:00
PUT, signup 2026-11-30T10:45:30: 2026-11-30 10:11:00, opt-in 2026-11-30T10:52:07: 2026-11-30 10:11:00
POST, signup 2026-01-31T23:59:59: 2026-01-31 23:01:00, opt-in 2026-02-01T00:03:00: 2026-02-01 00:02:00
POST, signup 2026-11-30T10:11:00: 2026-11-30 10:11:00, opt-in 2026-11-30T10:11:00: 2026-11-30 10:11:00'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
