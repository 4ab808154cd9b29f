#!/usr/bin/env bash
# Debian 12's lighttpd (1.4.69-1 when this was written; the version that ran is shown)
#
# Expected: when a FastCGI program dies in the middle of its response, the client can tell: the connection is cut before
# the message ends, as nginx, Apache and HAProxy do it.
# What happens: lighttpd sends what came as a whole response, status 200, with a Content-Length that fits the half. It
# knows ("unexpected end-of-file (perhaps the fastcgi process died)", says its log), but not even the connection's end
# shows it.
# Why it matters: a worker of PHP that is killed for its memory delivers half a list or half an amount, and no client,
# cache or checksum of the transfer can notice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Unpacked here instead of installed, so that no service starts.
apt-get download -qq lighttpd libnettle8 libpcre2-8-0 libxxhash0 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
usr/sbin/lighttpd -v

cat >test.cjs <<'JS'
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { writeFileSync } = require('node:fs');
const { get } = require('node:http');
const { createServer } = require('node:net');

/** A record of FastCGI for the first request. */
function record(type, content) {
	const header = Buffer.from([1, type, 0, 1, 0, content.length, 0, 0]);
	return Buffer.concat([header, Buffer.from(content)]);
}
const STDOUT = 6;

async function listen(handle) {
	const server = createServer(handle).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return [server, server.address().port];
}

async function main() {
	// Sends some output, and is gone before the record that ends a request.
	const [program, programPort] = await listen((socket) => {
		socket.once('data', () => {
			socket.write(record(STDOUT, 'Content-Type: application/json\r\n\r\n{"paid": 12'));
			setTimeout(() => socket.destroy(), 200);
		});
	});
	const [placeholder, port] = await listen();
	placeholder.close();
	writeFileSync('lighttpd.conf', `
server.modules = ("mod_fastcgi")
server.bind = "127.0.0.1"
server.port = ${port}
server.document-root = "${process.cwd()}"
server.upload-dirs = ("${process.cwd()}")
server.errorlog = "${process.cwd()}/error.log"
fastcgi.server = ("/" => (("host" => "127.0.0.1", "port" => ${programPort}, "check-local" => "disable")))
`);
	const args = ['-D', '-m', 'usr/lib/lighttpd', '-f', 'lighttpd.conf'];
	const lighttpd = spawn('usr/sbin/lighttpd', args, { stdio: 'ignore' });

	const ask = () =>
		new Promise((resolve, reject) => {
			get({ host: '127.0.0.1', port, path: '/', agent: false }, (response) => {
				let body = '';
				response.on('data', (chunk) => (body += chunk)).on('error', reject);
				response.on('end', () => resolve([response.statusCode, response.headers['content-length'], body]));
			}).on('error', reject);
		});
	for (let tries = 0; ; tries += 1) {
		try {
			console.log(JSON.stringify(await ask()));
			break;
		} catch (error) {
			if (error.code !== 'ECONNREFUSED' || tries === 100) {
				console.log(error.code);
				break;
			}
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}
	lighttpd.kill();
	program.close();
}

void main();
JS

expected='[200,"11","{\"paid\": 12"]'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
