#!/usr/bin/env bash
# Debian 12's varnish (7.1.1-2+deb12u1 when this was written; the version that ran is shown), without any VCL of one's own
#
# Expected: a POST or a PATCH goes to the server once. When the server closes the connection without a response, it may have
# done what was asked, so a proxy must not send it again by itself, as RFC 9110 says, nor ask the client to.
# What happens: where the request has no body and its connection to the server was used before, Varnish sends it a second time,
# and the client sees one response, 200. Where it has a body, Varnish responds 503 with Retry-After: 5.
# Why it matters: a lock, a credit or an invoice that is asked for by its address alone, such as POST /customers/42/credit, is
# done twice, and nobody can see that from the client. A client that honors Retry-After does the same for requests with a body.
# It takes a server that closes at that moment, so with one that responds, as in tests, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Unpacked here instead of installed, so that no service starts.
{ command -v gcc && apt-get download -qq varnish libjemalloc2 libpcre2-8-0; } >/dev/null 2>&1 ||
	{ echo 'This needs Debian 12, apt-get update first, and gcc, as Varnish itself does.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu):$(echo "$folder"/lib/*-linux-gnu):$(echo "$folder"/usr/lib/*-linux-gnu/varnish)
export LD_LIBRARY_PATH
usr/sbin/varnishd -V 2>&1 | sed -n 1p

cat >test.cjs <<'JS'
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { Agent, createServer, request } = require('node:http');

async function listen(handle) {
	const server = createServer(handle).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return [server, server.address().port];
}

async function main() {
	const received = [];
	const [server, serverPort] = await listen((incoming, response) => {
		incoming.resume().on('end', () => {
			const { socket, method, url } = incoming;
			if (url === '/ready') return response.end();
			received.push(method);
			// As a server may do that ends, or that has just let the connection go.
			if (socket.used) return socket.destroy();
			socket.used = true;
			return response.end();
		});
	});
	const [placeholder, port] = await listen();
	placeholder.close();
	const options = ['-F', '-j', 'none', '-n', `${__dirname}/work`, '-s', 'malloc,10m'];
	const addresses = ['-a', `127.0.0.1:${port}`, '-b', `127.0.0.1:${serverPort}`];
	const varnish = spawn('usr/sbin/varnishd', [...options, ...addresses], { stdio: 'ignore' });

	const ask = (method, path, body = '') =>
		new Promise((resolve) => {
			const headers = { 'content-length': body.length, 'content-type': 'application/x-www-form-urlencoded' };
			request({ host: '127.0.0.1', port, path, method, headers, agent: new Agent() }, (response) => {
				const retryAfter = response.headers['retry-after'];
				response.resume().on('end', () => resolve(`${response.statusCode}${retryAfter ? `, Retry-After: ${retryAfter}` : ''}`));
			})
				.on('error', ({ code }) => resolve(code))
				.end(body);
		});
	for (let tries = 0; tries < 200 && (await ask('PUT', '/ready')) !== '200'; tries += 1) {
		await new Promise((resolve) => setTimeout(resolve, 50));
	}

	for (const [method, body] of [['POST'], ['PATCH'], ['POST', 'code=42'], ['PATCH', 'code=42']]) {
		// The connection to the server that this leaves is used by the next request.
		for (let tries = 0; tries < 3 && (await ask('PUT', '/other', 'w')) !== '200'; tries += 1);
		received.length = 0;
		const status = await ask(method, '/customers/42/credit', body);
		console.log(`${method} ${body ? 'with' : 'without'} a body: the server got ${received.join(', ')}, the client ${status}`);
	}
	varnish.kill();
	await once(varnish, 'exit');
	server.close();
	server.closeAllConnections();
}

void main();
JS

expected='POST without a body: the server got POST, POST, the client 200
PATCH without a body: the server got PATCH, PATCH, the client 200
POST with a body: the server got POST, the client 503, Retry-After: 5
PATCH with a body: the server got PATCH, the client 503, Retry-After: 5'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
