#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the nodes Customer.io (version 1), Customer, Create or Update, and Keap (version 1), Contact, Get Many
#
# Expected: what is sent for an item comes from this item. Where its e-mail is empty, none is sent for it.
# What happens: one object is filled for all items. A field that is empty is left as the item before it filled it, so a
# customer without an e-mail gets that of the one before, in Customer.io, and Keap is asked for that one's contacts. The
# properties of Customer.io go on in the same way.
# Why it matters: two customers have one address from then on, and mails for the second go to the first. Behind Keap, what
# is done with the contacts found is done to somebody else. It depends on the order of the items; one at a time, as in
# tests, or if all have an e-mail, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts \
	n8n-workflow@2.41.0 change-case@5.4.4 moment-timezone@0.5.48 || exit 2
# Without its dependencies, which are those of all of n8n's nodes.
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null || exit 2
tar -xzf n8n-nodes-base-2.41.2.tgz

cat >test.cjs <<'JS'
const { CustomerIo } = require('./package/dist/nodes/CustomerIo/CustomerIo.node.js');
const { Keap } = require('./package/dist/nodes/Keap/Keap.node.js');

const customers = [
	{ id: '41', email: 'ann@example.org', plan: 'gold' },
	{ id: '42', email: '', plan: '' },
	{ id: '43', email: 'cleo@example.org', plan: '' },
];

async function run(type, toParameters) {
	const request = async (credential, { method, uri, url, body, qs }) => {
		console.log(`  ${method} ${new URL(uri ?? url).pathname} ${JSON.stringify(body ?? qs)}`);
		return { contacts: [] };
	};
	await type.execute.call({
		getInputData: () => customers.map((json) => ({ json })),
		getNodeParameter: (name, item) => toParameters(customers[item])[name],
		getCredentials: async () => ({ region: 'track.customer.io' }),
		continueOnFail: () => false,
		helpers: {
			requestWithAuthentication: request,
			requestOAuth2: request,
			returnJsonArray: (data) => [data].flat().map((json) => ({ json })),
			constructExecutionMetaData: (data) => data,
		},
	});
}

async function main() {
	console.log('Customer.io');
	await run(new CustomerIo(), ({ id, email, plan }) => {
		const customProperties = plan && { customProperty: [{ key: 'plan', value: plan }] };
		const additionalFields = { email, customProperties };
		return { resource: 'customer', operation: 'upsert', id, jsonParameters: false, additionalFields };
	});
	console.log('Keap');
	await run(new Keap(), ({ email }) => {
		return { resource: 'contact', operation: 'getAll', returnAll: false, limit: 1, options: { email } };
	});
}

void main();
JS

expected='Customer.io
  PUT /api/v1/customers/41 {"data":{"plan":"gold"},"email":"ann@example.org"}
  PUT /api/v1/customers/42 {"data":{"plan":"gold"},"email":"ann@example.org"}
  PUT /api/v1/customers/43 {"data":{"plan":"gold"},"email":"cleo@example.org"}
Keap
  GET /crm/rest/v1/contacts {"email":"ann@example.org","limit":1}
  GET /crm/rest/v1/contacts {"email":"ann@example.org","limit":1}
  GET /crm/rest/v1/contacts {"email":"cleo@example.org","limit":1}'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
