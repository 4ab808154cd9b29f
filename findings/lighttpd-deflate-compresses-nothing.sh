#!/usr/bin/env bash
# Debian 12's lighttpd and lighttpd-mod-deflate (1.4.69-1 when this was written; the version that ran is shown)
#
# Expected: with the configuration that the package brings, which `lighty-enable-mod deflate` turns on and which names
# text/plain among the types to compress, a text goes out compressed to a client that accepts gzip.
# What happens: nothing is ever compressed, and lighttpd says nothing of it. It takes `deflate.allowed-encodings`
# besides, which neither that file nor a warning mentions.
# Why it matters: the module is loaded, its settings are read and all seems well, while a site sends every byte, and a
# test of compressed responses tests none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Unpacked here instead of installed, so that no service starts.
apt-get download -qq lighttpd lighttpd-mod-deflate libnettle8 libpcre2-8-0 libxxhash0 libbrotli1 libdeflate0 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
usr/sbin/lighttpd -v
seq 10000 >text.txt

# How the text arrives with one more line in the configuration: its coding, and the number of bytes.
received() {
	local port
	port=$(node -e 'require("node:net").createServer().listen(0, "127.0.0.1", function () { console.log(this.address().port); this.close(); })')
	cat >lighttpd.conf <<-CONF
		server.modules = ()
		server.bind = "127.0.0.1"
		server.port = $port
		server.document-root = "$folder"
		server.upload-dirs = ("$folder")
		server.errorlog = "$folder/error.log"
		mimetype.assign = (".txt" => "text/plain")
		include "etc/lighttpd/conf-available/20-deflate.conf"
		deflate.cache-dir := "$folder"
		$1
	CONF
	usr/sbin/lighttpd -D -m usr/lib/lighttpd -f lighttpd.conf &
	local server=$!
	curl --silent --retry 20 --retry-connrefused --retry-delay 1 --header 'Accept-Encoding: gzip' --output body \
		--write-out '%header{content-encoding} %{size_download}' "http://127.0.0.1:$port/text.txt"
	kill "$server"
	wait "$server" || true
}

as_shipped=$(received '')
with_encodings=$(received 'deflate.allowed-encodings = ("gzip")')
echo "as shipped: $as_shipped bytes"
echo "with deflate.allowed-encodings: $with_encodings bytes"
grep -i 'deflate\|encoding' error.log || true
[[ $as_shipped == ' 48894' && $with_encodings == 'gzip '* ]] || { echo 'This has changed.'; exit 1; }
