#!/usr/bin/env bash
# Debian 12's php-fpm (8.2.36-1~deb12u1 when this was written; the version that ran is shown)
#
# Expected: `php-fpm --nodaemonize`, which "forces to stay in foreground", stays in the process group of whoever starts
# it, as nginx, Apache, lighttpd and HAProxy do in theirs.
# What happens: it leaves for a session and a group of its own.
# Why it matters: test runners, CI, `timeout` and Ctrl+C end what they started by its process group. They end every
# server of a set but this one, which lives on with its port, and the next run meets it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Unpacked here instead of installed, so that no service starts.
apt-get download -qq php8.2-fpm libapparmor1 libargon2-1 libicu72 libpcre2-8-0 libsodium23 libxml2 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
usr/sbin/php-fpm8.2 -n --version | sed -n 1p

cat >fpm.conf <<CONF
[global]
error_log = $folder/fpm.log
[www]
user = nobody
group = nogroup
listen = $folder/fpm.sock
pm = static
pm.max_children = 1
CONF
usr/sbin/php-fpm8.2 -n --nodaemonize --fpm-config fpm.conf &
fpm=$!
sleep 60 &
other=$!
until grep -q 'ready to handle' fpm.log 2>/dev/null; do kill -0 "$fpm"; sleep 0.1; done

group() { ps -o pgid= -p "$1" | tr -d ' '; }
ours=$(group $$)
seen="another program: $([[ $(group "$other") == "$ours" ]] && echo our group || echo its own group)
php-fpm: $([[ $(group "$fpm") == "$ours" ]] && echo our group || echo its own group)"
kill "$fpm" "$other"
wait "$fpm" "$other" || true

expected='another program: our group
php-fpm: its own group'
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
