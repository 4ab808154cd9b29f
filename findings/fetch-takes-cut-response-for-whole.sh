#!/usr/bin/env bash
# undici 6.24.1, the fetch of Node.js 20.20.2.
#
# Expected: a chunked response whose connection breaks off before the last chunk is no response. fetch says so
# ("TypeError: terminated"), as node:http does, and whether the connection was to be kept plays no part.
# What happens: with the request header `Connection: close`, fetch takes what came for the whole: status 200, no
# exception. Without that header the same response is rejected. undici 6.29.1 and 7.30.2 reject both.
# Why it matters: to ask for one request per connection is what one does to be careful with servers that drop idle
# connections. A client that then reads a text, a CSV or a list line by line processes half of it as all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund undici@6.24.1 || exit 2

cat >test.cjs <<'JS'
const { createServer } = require('node:http');
const { fetch } = require('undici');

const server = createServer((request, response) => {
	response.write('id,amount\n1,100\n');
	setTimeout(() => response.socket.destroy(), 100);
}).listen(0, '127.0.0.1', async () => {
	for (const headers of [{}, { connection: 'close' }]) {
		const said = await fetch(`http://127.0.0.1:${server.address().port}`, { headers })
			.then(async (response) => [response.status, await response.text()])
			.catch((error) => error.message);
		console.log(JSON.stringify(headers), JSON.stringify(said));
	}
	server.close();
});
JS

expected='{} "terminated"
{"connection":"close"} [200,"id,amount\n1,100\n"]'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
