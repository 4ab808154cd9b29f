/** The longest body that the node reads to its end. */
const LONGEST_BODY = 64 * 1024;

const frame = (index: number) =>
	`#${index} /var/www/html/vendor/acme/src/Http/Kernel.php(${index}): Acme\\Http\\Kernel->handle('%2Fapi%2F', Array)\n`;

/**
 * Bodies, each full of something that reading, redacting or cutting may be slow at, by name. None of them says yes.
 *
 * @param length in bytes
 */
export function hostileBodies(length = LONGEST_BODY): Record<string, string> {
	/** As many of a unit as fit between a start and an end; characters beyond ASCII count with all of their bytes. */
	const filled = (start: string, unit: string, end: string) => {
		const room = length - Buffer.byteLength(start + end);
		return start + unit.repeat(Math.floor(room / Buffer.byteLength(unit))) + end;
	};
	/** The same with a number in each of them. */
	const numbered = (start: string, unit: (index: number) => string, end: string) => {
		const units: string[] = [];
		let room = length - start.length - end.length;
		for (let index = 0; room >= unit(index).length; index++) {
			units.push(unit(index));
			room -= unit(index).length;
		}
		return start + units.join('') + end;
	};
	/** One in the other. */
	const nested = (start: string, inside: string, end: string) => {
		const levels = Math.floor((length - inside.length) / (start.length + end.length));
		return start.repeat(levels) + inside + end.repeat(levels);
	};
	const inXml = (unit: string) =>
		filled('<response status="error"><error>', unit, '</error></response>');
	const inJson = (unit: string) => filled('{"error":"', unit, '"}');
	const asText = (unit: string) => filled('', unit, '');
	const inResponse = (unit: string) => filled('<response>', unit, '</response>');

	return {
		backslashes: asText('\\'),
		'backslashes in JSON': inJson('\\\\'),
		'backslashes in XML': inXml('\\'),
		'&amp;': asText('&amp;'),
		'&amp; in XML': inXml('&amp;'),
		'&amp;amp; in XML': inXml('&amp;amp;'),
		'character references': inXml('&#x26;'),
		'percent signs': asText('%25'),
		'JSON escapes': inJson('\\u005c'),
		'a PHP trace': numbered(
			'PHP Fatal error:  Uncaught Exception: Out of order\nStack trace:\n',
			frame,
			'',
		),
		'a PHP trace in JSON': numbered(
			'{"error":"',
			(index) => JSON.stringify(frame(index)).slice(1, -1),
			'"}',
		),
		"PHP's warnings": asText(
			'<br />\n<b>Warning</b>:  Undefined variable in <b>api.php</b> on line <b>7</b>',
		),
		'codes deep in codes': filled('{"code":['.repeat(40), '"7",', `"7"${']}'.repeat(40)}`),
		'codes deep in marks': filled(
			'{"deleted":'.repeat(length / 32) + '[',
			// A code would be that of another customer, which ends the run.
			'"",',
			`""]${'}'.repeat(length / 32)}`,
		),
		'white space behind a code': filled('{"status":"deleted","code":', ' ', ''),
		'4,000 errors in XML': numbered(
			'<response status="error">',
			(index) => `<error>${index}</error>`,
			'</response>',
		),
		'errors in JSON': numbered('{"errors":["?"', (index) => `,"${index}"`, ']}'),
		'levels of XML': nested('<a>', '', '</a>'),
		'levels of JSON': nested('{"error":', '1', '}'),
		'levels of __proto__': nested('{"__proto__":', '1', '}'),
		'levels of lists': nested('[', '', ']'),
		'levels of codes': nested('{"code":', '"7"', '}'),
		'levels of calls': nested('a(', '', ')'),
		'opening brackets': asText('<'),
		'opening brackets in JSON': inJson('<'),
		'tags that never end in JSON': inJson('<b '),
		'an entity in an entity': filled(
			'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><response status="error"><error>',
			'&b;',
			'</error></response>',
		),
		'many keys in JSON': numbered('{"error":"No"', (index) => `,"key${index}":${index}`, '}'),
		'many error keys in JSON': numbered(
			'{"ERROR":"No"',
			(index) => `,"e${index}":{"Error":"${index}"}`,
			'}',
		),
		'codes that are numbers': numbered(
			'{"error":"No"',
			(index) => `,"c${index}":{"code":${index}}`,
			'}',
		),
		'one long number': filled('{"error":"No","code":1', '0', '}'),
		'attributes from XML in JSON': numbered(
			'{"@attributes":{"status":"error"},"error":[{}',
			(index) => `,{"@attributes":{"code":"${index}"}}`,
			']}',
		),
		'attributes in XML': numbered(
			'<response status="error"><error',
			(index) => ` a${index}="${index}"`,
			'>No</error></response>',
		),
		'marks that turn the text around': inJson('\u202e'),
		'white space in JSON': inJson(' \\n'),
		quotes: asText('"'),
		'tags that nobody closes': asText('<a>'),
		'tags that nobody opened': asText('</a>'),
		'beginnings of a DOCTYPE': filled('<', '!doctyp', '>'),
		'beginnings of comments': inResponse('<!--'),
		'beginnings of CDATA': inResponse('<![CDATA['),
		'CDATA in XML': inXml('x<![CDATA[y]]>'),
		'processing instructions': inResponse('<?p ?>'),
		'an XML declaration': filled('<?xml', ' a="1"', '?><r/>'),
		'white space in a tag': filled('<response', ' ', '>'),
		'equals signs in a tag': filled('<response', ' a = ', '/>'),
		'quotes in a tag': filled('<response a', '"', '= "1">'),
		'white space in a closing tag': filled('<response></', ' ', 'response>'),
		'empty elements': inResponse('<a/>'),
		'elements between text': inResponse('<b>x</b>y'),
		'customers in XML': filled('<response status="success">', '<customer/>', '</response>'),
		'references in a code': filled('<response><code>', '&#49;', 'x</code></response>'),
		'beginnings of references': inXml('&#'),
		'equal keys in JSON': filled('{"error":1', ',"error":1', '}'),
		'empty objects': filled('{"errors":[{}', ',{}', ']}'),
		'customers in JSON': filled('{"status":"success","customer":[{}', ',{"code":"1"}', ']}'),
		'digits of a code': filled('{"status":"deleted","code":', '1', ''),
		'escapes in a code': filled('{"status":"deleted","code":"', '\\"', ''),
		'beginnings of codes': filled('<a status="deleted">', '<code ', ''),
		'beginnings of objects': filled('"status":"deleted"', '{ ', '}'),
		'names of a function': filled('a', '.a', ''),
		'white space behind a function': filled('a', ' ', ''),
		'semicolons behind a call': filled('a(1)', ';', ';x'),
		'comments in front of nothing': asText('/**/'),
		'byte order marks': asText('\uFEFF'),
	};
}
