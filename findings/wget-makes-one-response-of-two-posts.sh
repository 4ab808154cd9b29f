#!/usr/bin/env bash
# Debian 12's wget (1.21.3-1+deb12u1 when this was written; the version that ran is shown)
#
# Expected: when a response breaks off, wget may ask for the rest of a file. The response to a POST has no rest to ask for:
# wget ends with an exit code other than 0, as it does with `--tries=1`.
# What happens: wget sends the whole POST again, with a Range header, up to 20 times in all. Of the new response it leaves
# out as many bytes as it has, and appends the others to those of the first. The exit code is 0.
# Why it matters: the customer is credited twice, and the script gets a response that the service never gave: here the
# first receipt's number with the second balance, in valid JSON. No server is at fault: RFC 9110 has Range ignored with any
# method but GET, so wget is given the whole.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq wget libffi8 libgmp10 libgnutls30 libhogweed6 libidn2-0 libnettle8 libp11-kit0 libpcre2-8-0 libpsl5 \
	libtasn1-6 libunistring2 libuuid1 zlib1g 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu):$(echo "$folder"/lib/*-linux-gnu)
export LD_LIBRARY_PATH
usr/bin/wget --version | sed -n 1p

cat >test.cjs <<'JS'
const { execFile } = require('node:child_process');
const { createServer } = require('node:http');

// Credits at once, and loses the connection in the middle of the first response.
let receipts;
const server = createServer((request, response) => {
	request.resume().on('end', () => {
		receipts += 1;
		const text = JSON.stringify({ receipt: `R${receipts}`, customer: 'Ann', balance: receipts * 100 });
		console.log(`  ${request.method}, Range: ${request.headers.range ?? 'none'}, response ${text}`);
		response.writeHead(200, { 'Content-Length': text.length });
		if (receipts > 1) response.end(text);
		else response.write(text.slice(0, 20), () => setTimeout(() => response.socket.destroy(), 100));
	});
}).listen(0, '127.0.0.1', async () => {
	for (const options of [[], ['--tries=1']]) {
		receipts = 0;
		const args = [...options, '--quiet', '--output-document=-', '--post-data=points=100'];
		console.log(`wget ${args.join(' ')}`);
		await new Promise((resolve) => {
			const url = `http://127.0.0.1:${server.address().port}/`;
			execFile('usr/bin/wget', ['--no-config', ...args, url], (error, stdout) => {
				console.log(`  exit code ${error?.code ?? 0}, output ${stdout}`);
				resolve();
			});
		});
	}
	server.close();
	server.closeAllConnections();
});
JS

expected='wget --quiet --output-document=- --post-data=points=100
  POST, Range: none, response {"receipt":"R1","customer":"Ann","balance":100}
  POST, Range: bytes=20-, response {"receipt":"R2","customer":"Ann","balance":200}
  exit code 0, output {"receipt":"R1","customer":"Ann","balance":200}
wget --tries=1 --quiet --output-document=- --post-data=points=100
  POST, Range: none, response {"receipt":"R1","customer":"Ann","balance":100}
  exit code 4, output {"receipt":"R1","cus'
seen=$(node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
