#!/usr/bin/env bash
# axios 1.21.1
#
# Expected: a header value that HTTP can't carry is refused, as node:http and fetch refuse it, so that nothing is sent.
# What happens: axios takes the characters out that don't fit and sends the rest, without a warning.
# Why it matters: an API key or a name that was pasted with one typographic character arrives as another value. The
# service says "wrong key", or takes what is left for somebody else's, and the client's code has no sign of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund axios@1.21.1 || exit 2

cat >test.cjs <<'JS'
const { createServer } = require('node:http');
const axios = require('axios');

const server = createServer((request, response) => response.end(request.headers['x-customer'])).listen(
	0,
	'127.0.0.1',
	async () => {
		const url = `http://127.0.0.1:${server.address().port}`;
		const headers = { 'x-customer': '10\u20130042' };
		const said = async (sent) => await sent.catch(() => 'refused');
		console.log('fetch:', await said(fetch(url, { headers }).then((response) => response.text())));
		console.log('axios:', await said(axios.get(url, { headers }).then(({ data }) => String(data))));
		server.close();
	},
);
JS

# Sent was 10–0042, with an en dash.
expected='fetch: refused
axios: 100042'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
