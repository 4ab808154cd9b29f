#!/usr/bin/env bash
# Debian 12's XML::Bare, for Perl (libxml-bare-perl 0.53-2+b1 when this was written; the version that ran is shown)
#
# Expected: XML that is read and written again has the same texts. Its manual says what may change: a text beside a comment or
# beside elements goes, and entities stay as they are.
# What happens: 0 goes too, and leaves an empty element. No other value does, nor does 0 in an attribute.
# Why it matters: a consent, a balance or points of 0 are no value any longer, which many readers take for "unknown" and leave
# as it was, so whoever withdrew a consent keeps it. It happens to all of them when one value of one customer is changed. With
# 1, or with "no", as in tests, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq libxml-bare-perl 2>/dev/null || { echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
PERL5LIB=$folder/usr/share/perl5:$(echo "$folder"/usr/lib/*-linux-gnu/perl5/*)
export PERL5LIB
perl -MXML::Bare -e 'print "XML::Bare $XML::Bare::VERSION\n"'

cat >test.pl <<'PERL'
use strict;
use warnings;
use XML::Bare;

for my $value ('1', '0', '00', '0.0', 'no') {
	my ($bare, $root) = XML::Bare->new(text => "<customer points=\"$value\"><consent>$value</consent></customer>");
	my $written = $bare->xml($root);
	$written =~ s/\n *//g;
	print "$root->{customer}{consent}{value}: $written\n";
}
PERL

expected='1: <customer points="1"><consent>1</consent></customer>
0: <customer points="0"><consent /></customer>
00: <customer points="00"><consent>00</consent></customer>
0.0: <customer points="0.0"><consent>0.0</consent></customer>
no: <customer points="no"><consent>no</consent></customer>'
seen=$(perl test.pl)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
