#!/usr/bin/env bash
# Debian 12's PHP and its SoapClient (8.2.36-1~deb12u1 when this was written; the version that ran is shown)
#
# Expected: xsd:integer has no largest number, and xsd:unsignedLong goes up to 18446744073709551615. What is within is sent
# and read as it stands, as a text if need be, as xsd:decimal is. What PHP can't send raises a SoapFault.
# What happens: from 9223372036854775807 on, each number is sent as 9223372036854775807, also where it was passed as a text.
# One that is read becomes a float, whose last digits are others, and passed back it is sent with these.
# Why it matters: the number of a SIM card has up to 20 digits, and so have codes that put shop and customer together. All
# customers are the same one to the service, and whom it finds is somebody else after the next call. With up to 18 digits,
# as in tests, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq php8.2-cli php8.2-soap libargon2-1 libedit2 libicu72 libpcre2-8-0 libsodium23 libxml2 2>/dev/null ||
	{ echo 'This needs Debian 12, and apt-get update first.' >&2; exit 2; }
for package in *.deb; do dpkg-deb --extract "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
php=(usr/bin/php8.2 -n -d soap.wsdl_cache_enabled=0 -d "extension=$(echo "$folder"/usr/lib/php/*/soap.so)")
"${php[@]}" --version | sed -n 1p

cat >customers.wsdl <<'XML'
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
	xmlns:c="urn:customers" xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:customers">
	<types>
		<xsd:schema targetNamespace="urn:customers">
			<xsd:element name="customer">
				<xsd:complexType>
					<xsd:sequence>
						<xsd:element name="integer" type="xsd:integer" />
						<xsd:element name="unsignedLong" type="xsd:unsignedLong" />
						<xsd:element name="decimal" type="xsd:decimal" />
					</xsd:sequence>
				</xsd:complexType>
			</xsd:element>
		</xsd:schema>
	</types>
	<message name="customer"><part name="customer" element="c:customer" /></message>
	<portType name="customers">
		<operation name="find"><input message="c:customer" /><output message="c:customer" /></operation>
	</portType>
	<binding name="customers" type="c:customers">
		<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http" />
		<operation name="find">
			<soap:operation soapAction="find" />
			<input><soap:body use="literal" /></input>
			<output><soap:body use="literal" /></output>
		</operation>
	</binding>
	<service name="customers">
		<port name="customers" binding="c:customers"><soap:address location="http://127.0.0.1/" /></port>
	</service>
</definitions>
XML

cat >test.php <<'PHP'
<?php
class Client extends SoapClient {
	public string $sent = '';
	public string $code = '';

	// Instead of a server: what it would get, and what it would respond.
	function __doRequest($request, $location, $action, $version, $oneWay = false): string {
		$this->sent = implode(', ', array_filter(explode("\n", strip_tags(str_replace('</', "\n</", $request)))));
		return preg_replace('/>\d+</', ">$this->code<", $request);
	}
}

$client = new Client('customers.wsdl');
foreach (['603555000001004242', '12345678901234567890', '12345678901234567891'] as $code) {
	$client->code = $code;
	$found = $client->find(['integer' => $code, 'unsignedLong' => $code, 'decimal' => $code]);
	echo "$code\n  is sent as $client->sent\n";
	$client->find($found);
	echo '  is read as ', implode(', ', array_map('json_encode', (array) $found)), "\n";
	echo "  and sent back as $client->sent\n";
}
PHP

# As xsd:integer, as xsd:unsignedLong and as xsd:decimal.
expected='603555000001004242
  is sent as 603555000001004242, 603555000001004242, 603555000001004242
  is read as 603555000001004242, 603555000001004242, "603555000001004242"
  and sent back as 603555000001004242, 603555000001004242, 603555000001004242
12345678901234567890
  is sent as 9223372036854775807, 9223372036854775807, 12345678901234567890
  is read as 1.2345678901234567e+19, 1.2345678901234567e+19, "12345678901234567890"
  and sent back as 12345678901234567168, 12345678901234567168, 12345678901234567890
12345678901234567891
  is sent as 9223372036854775807, 9223372036854775807, 12345678901234567891
  is read as 1.2345678901234567e+19, 1.2345678901234567e+19, "12345678901234567891"
  and sent back as 12345678901234567168, 12345678901234567168, 12345678901234567891'
seen=$("${php[@]}" test.php)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
