#!/usr/bin/env bash
# Debian 12's XML::LibXML (libxml-libxml-perl 2.0207+dfsg+really+2.0134-1+deb12u1 when this was written; the version
# that ran is shown)
#
# Expected: `findvalue('//id')` gives the text of an XPath expression as XPath's own string() does: where several nodes
# match, that of the first one.
# What happens: it gives the texts of all of them, one after the other with nothing between.
# Why it matters: findvalue is how Perl takes one value out of a response. As soon as a search finds a second customer,
# 4 and 2 become 42: an ID that looks right, may be a third customer's, and is in no response. With one match, as in
# tests, there is nothing to see.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq libxml-libxml-perl libxml-namespacesupport-perl libxml-sax-base-perl libxml-sax-perl libxml2 \
	libicu72 libperl5.36 perl-modules-5.36 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
PERL5LIB=$(printf '%s:' "$folder"/usr/{share,lib/*-linux-gnu}/{perl5,perl5/5.36,perl/5.36.*})
export PERL5LIB
perl -MXML::LibXML -e 'print "XML::LibXML $XML::LibXML::VERSION\n"'

cat >test.pl <<'PERL'
use strict;
use warnings;
use XML::LibXML;

for my $ids ([42], [4, 2]) {
	my $customers = join '', map { "<customer><id>$_</id></customer>" } @$ids;
	my $response = XML::LibXML->load_xml(string => "<customers>$customers</customers>");
	print "@$ids, $_: ", $response->findvalue($_), "\n" for '//id', 'string(//id)';
}
PERL

expected='42, //id: 42
42, string(//id): 42
4 2, //id: 42
4 2, string(//id): 4'
seen=$(perl test.pl)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
