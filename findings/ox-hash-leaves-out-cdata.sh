#!/usr/bin/env bash
# Debian 12's Ox, for Ruby (ruby-ox 2.14.9-1+b2, with ruby3.1, when this was written; the version that ran is shown)
#
# Expected: a CDATA section is text, only that "<" and "&" needn't be escaped in it, so a hash of the XML has that text.
# What happens: Ox.load with mode: :hash, or :hash_no_attrs, leaves it out. A value that is all CDATA becomes nil, and one
# that is partly CDATA the rest. The option with_cdata, off by default, keeps it, in a list beside the rest.
# Why it matters: where CDATA stands only around the values that need it, it's the customers with an ampersand in their name who
# have none, and a code of 00<![CDATA[42]]> is 00, somebody else's. Nothing is raised. With values that need no CDATA, as in
# tests, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq ruby3.1 libruby3.1 ruby-ox libcrypt1 libgmp10 libyaml-0-2 zlib1g 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu):$(echo "$folder"/lib/*-linux-gnu)
RUBYLIB=$(printf '%s:' usr/lib/ruby/{vendor_ruby,3.1.0} usr/lib/*-linux-gnu/ruby/{vendor_ruby/,}3.1.0)
export LD_LIBRARY_PATH RUBYLIB

cat >test.rb <<'RUBY'
require 'ox'

['Meyer &amp; Sons', '<![CDATA[Meyer & Sons]]>', '00<![CDATA[42]]>', '<![CDATA[0042]]>'].each do |name|
  xml = "<customer><name>#{name}</name></customer>"
  plain = Ox.load(xml, mode: :hash)
  without = Ox.load(xml, mode: :hash_no_attrs)
  option = Ox.load(xml, mode: :hash, with_cdata: true)
  puts "#{name}: #{[plain, without, option].map { |hash| hash[:customer][:name].inspect }.join(', ')}"
end
RUBY
usr/bin/ruby3.1 --disable-gems -rox -e 'puts "Ox #{Ox::VERSION}"'

expected='Meyer &amp; Sons: "Meyer & Sons", "Meyer & Sons", "Meyer & Sons"
<![CDATA[Meyer & Sons]]>: nil, nil, "Meyer & Sons"
00<![CDATA[42]]>: "00", "00", ["00", "42"]
<![CDATA[0042]]>: nil, nil, "0042"'
seen=$(usr/bin/ruby3.1 --disable-gems test.rb)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
