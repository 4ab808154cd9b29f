#!/usr/bin/env bash
# Debian 12's curl, libcurl4 and php8.2-curl (7.88.1-10+deb12u15 and 8.2.36-1~deb12u1 when this was written; the
# versions that ran are shown)
#
# Expected: without `--retry`, a POST is sent once. If the server closes the connection without a response, it may have
# done what was asked, so curl says so ("Empty reply from server") and leaves the rest to whoever knows.
# What happens: that holds for the first request of a connection. Where the connection was kept from an earlier request,
# libcurl sends the POST again over a new one and reports that response alone: exit code 0, no error. `--retry 0`
# changes nothing; only to keep no connections does.
# Why it matters: a script or a PHP service that goes through customers keeps its connection. When a worker of the
# server dies after its work, that customer is charged, written to or credited twice, and the client's log has one
# success. The same request tried alone shows the error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq curl libcurl4 libbrotli1 libgssapi-krb5-2 libk5crypto3 libkeyutils1 libkrb5-3 libkrb5support0 \
	libldap-2.5-0 libnghttp2-14 libpsl5 librtmp1 libsasl2-2 libssh2-1 libssl3 php8.2-cli php8.2-curl libargon2-1 \
	libedit2 libicu72 libpcre2-8-0 libsodium23 libxml2 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
CURL_SO=$(echo "$folder"/usr/lib/php/*/curl.so)
export CURL_SO
usr/bin/curl --version | sed -n 1p
usr/bin/php8.2 -n -d "extension=$CURL_SO" --version | sed -n 1p

cat >client.php <<'PHP'
<?php
$curl = curl_init();
curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_POSTFIELDS => 'points=100']);
foreach (array_slice($argv, 1) as $url) {
	curl_setopt($curl, CURLOPT_URL, $url);
	$said = curl_exec($curl);
}
echo $said, curl_error($curl);
PHP

cat >test.cjs <<'JS'
const { execFile } = require('node:child_process');
const { createServer } = require('node:http');

// Credits at once. For customer 42, the first response is lost.
const points = {};
const server = createServer((request, response) => {
	request.resume().on('end', () => {
		const first = points[request.url] === undefined;
		points[request.url] = (points[request.url] ?? 0) + 100;
		if (request.url === '/42' && first) response.socket.destroy();
		else response.end('credited');
	});
}).listen(0, '127.0.0.1', async () => {
	const php = ['usr/bin/php8.2', '-n', '-d', `extension=${process.env.CURL_SO}`, 'client.php'];
	for (const [command, ...args] of [['usr/bin/curl', '-sS', '--retry', '0', '-d', 'points=100'], php]) {
		for (const paths of [['/42'], ['/41', '/42']]) {
			delete points['/42'];
			const urls = paths.map((path) => `http://127.0.0.1:${server.address().port}${path}`);
			const said = await new Promise((resolve) => {
				execFile(command, [...args, ...urls], (error, stdout, stderr) => resolve(stdout + stderr));
			});
			const last = said.trim().replace(/^credited(?=credited)/, '');
			console.log(`${command.split('/').pop()} ${paths.join(' ')}: ${last}, 42 has ${points['/42']}`);
		}
	}
	server.close();
	server.closeAllConnections();
});
JS

expected='curl /42: curl: (52) Empty reply from server, 42 has 100
curl /41 /42: credited, 42 has 200
php8.2 /42: Empty reply from server, 42 has 100
php8.2 /41 /42: credited, 42 has 200'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
