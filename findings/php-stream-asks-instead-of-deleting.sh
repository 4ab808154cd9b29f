#!/usr/bin/env bash
# Debian 12's PHP and its http:// streams (8.2.36-1~deb12u1 when this was written; the version that ran is shown), next to
# fetch of Node.js
#
# Expected: a DELETE or a PATCH that is redirected with 301 or 302 is sent to the new address as it is. RFC 9110 lets a client
# make a GET of a POST there, for historical reasons, and of nothing else.
# What happens: file_get_contents makes a GET of it, without a body, and gives what that responds: the customer, with 200. The
# status of the redirect is in $http_response_header, ahead of that one. With 307 and 308 it stays what it is.
# Why it matters: a server that moves to https, to another host or to addresses without a slash at the end responds 301. From
# then on nobody is deleted, and each request succeeds: it gives the customer, as an API does that says what it deleted. What
# is asked for with GET, as most is, goes on as before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq php8.2-cli libargon2-1 libedit2 libicu72 libpcre2-8-0 libsodium23 libxml2 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
usr/bin/php8.2 -n --version | sed -n 1p

cat >ask.php <<'PHP'
<?php
[, $method, $url] = $argv;
$http = ['method' => $method, 'content' => 'name=Ann', 'header' => 'Content-Type: application/x-www-form-urlencoded'];
$response = file_get_contents($url, false, stream_context_create(['http' => $http]));
echo $response;
PHP
cat >test.cjs <<'JS'
const { execFile } = require('node:child_process');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { promisify } = require('node:util');

async function main() {
	const received = [];
	const server = createServer(async (incoming, response) => {
		let body = '';
		for await (const chunk of incoming) body += chunk;
		const [, status, path] = incoming.url.split('/');
		received.push(`${incoming.method}${body && ' with a body'}`);
		if (path) response.writeHead(status, { location: '/moved' }).end();
		else response.end('{"id":42}');
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');

	for (const method of ['DELETE', 'PATCH', 'POST']) {
		for (const status of [301, 302, 307, 308]) {
			const url = `http://127.0.0.1:${server.address().port}/${status}/customers`;
			const { stdout } = await promisify(execFile)('usr/bin/php8.2', ['-n', 'ask.php', method, url]);
			const php = received.splice(0)[1];
			await fetch(url, { method, body: 'name=Ann' });
			console.log(`${method}, ${status}: PHP ${php}, ${stdout}; fetch ${received.splice(0)[1]}`);
		}
	}
	server.close();
	server.closeAllConnections();
}

void main();
JS

expected='DELETE, 301: PHP GET, {"id":42}; fetch DELETE with a body
DELETE, 302: PHP GET, {"id":42}; fetch DELETE with a body
DELETE, 307: PHP DELETE with a body, {"id":42}; fetch DELETE with a body
DELETE, 308: PHP DELETE with a body, {"id":42}; fetch DELETE with a body
PATCH, 301: PHP GET, {"id":42}; fetch PATCH with a body
PATCH, 302: PHP GET, {"id":42}; fetch PATCH with a body
PATCH, 307: PHP PATCH with a body, {"id":42}; fetch PATCH with a body
PATCH, 308: PHP PATCH with a body, {"id":42}; fetch PATCH with a body
POST, 301: PHP GET, {"id":42}; fetch GET
POST, 302: PHP GET, {"id":42}; fetch GET
POST, 307: PHP POST with a body, {"id":42}; fetch POST with a body
POST, 308: PHP POST with a body, {"id":42}; fetch POST with a body'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
