#!/usr/bin/env bash
# Debian 12's haproxy (2.6.12-1+deb12u4 when this was written; the version that ran is shown)
#
# Expected: when a server closes its connection without a response, HAProxy responds 502, to each request alike.
# What happens: 502 is for the first request of a client's connection. For any later one HAProxy closes that connection
# without a word, after a POST too, which the server may have carried out.
# Why it matters: the same failure of the same server is a 502 to one client and ECONNRESET to another, which keeps its
# connections. Who counts 502s, or tells "the server died" from "the network broke", sees half of them; and ECONNRESET
# is what HTTP clients like to send again by themselves.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Unpacked here instead of installed, so that no service starts.
apt-get download -qq haproxy liblua5.3-0 libopentracing-c-wrapper0 libopentracing1 libpcre2-8-0 libssl3 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
usr/sbin/haproxy -v | sed -n 1p

cat >test.cjs <<'JS'
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { writeFileSync } = require('node:fs');
const { Agent, createServer, request } = require('node:http');

async function listen(handle) {
	const server = createServer(handle).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return [server, server.address().port];
}

async function main() {
	const [server, serverPort] = await listen((incoming, response) => {
		if (incoming.url === '/dies') response.socket.destroy();
		else response.end();
	});
	const [placeholder, port] = await listen();
	placeholder.close();
	writeFileSync('haproxy.cfg', `defaults
	mode http
	timeout connect 5s
	timeout client 5s
	timeout server 5s
listen test
	bind 127.0.0.1:${port}
	server only 127.0.0.1:${serverPort}
`);
	const haproxy = spawn('usr/sbin/haproxy', ['-db', '-f', 'haproxy.cfg'], { stdio: 'ignore' });

	const ask = (agent, path, method = 'GET') =>
		new Promise((resolve) => {
			request({ host: '127.0.0.1', port, path, method, agent }, (response) => {
				response.resume().on('end', () => resolve(response.statusCode));
			})
				.on('error', ({ code }) => resolve(code))
				.end();
		});
	for (let tries = 0; tries < 100 && (await ask(false, '/')) !== 200; tries += 1) {
		await new Promise((resolve) => setTimeout(resolve, 50));
	}

	for (const method of ['GET', 'POST']) {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		console.log(`first request, ${method}:`, await ask(false, '/dies', method));
		await ask(agent, '/');
		console.log(`second request, ${method}:`, await ask(agent, '/dies', method));
		agent.destroy();
	}
	haproxy.kill();
	server.close();
	server.closeAllConnections();
}

void main();
JS

expected='first request, GET: 502
second request, GET: ECONNRESET
first request, POST: 502
second request, POST: ECONNRESET'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
