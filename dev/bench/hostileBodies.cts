/** The longest body that the node reads to its end. */
export const LONGEST_BODY = 64 * 1024;

/** As many of a unit as fit between a start and an end; characters beyond ASCII count with all of their bytes. */
function filled(start: string, unit: string, end: string): string {
	const room = LONGEST_BODY - Buffer.byteLength(start + end);
	return start + unit.repeat(Math.floor(room / Buffer.byteLength(unit))) + end;
}

/** The same with a number in each of them. */
function numbered(start: string, unit: (index: number) => string, end: string): string {
	const units: string[] = [];
	let room = LONGEST_BODY - start.length - end.length;
	for (let index = 0; room >= unit(index).length; index++) {
		units.push(unit(index));
		room -= unit(index).length;
	}
	return start + units.join('') + end;
}

const xmlError = ['<response status="error"><error>', '</error></response>'] as const;
const inXml = (unit: string) => filled(xmlError[0], unit, xmlError[1]);
const inJson = (unit: string) => filled('{"error":"', unit, '"}');
const asText = (unit: string) => filled('', unit, '');

const frame = (index: number) =>
	`#${index} /var/www/html/vendor/acme/src/Http/Kernel.php(${index}): Acme\\Http\\Kernel->handle('%2Fapi%2F', Array)\n`;

/**
 * Bodies of the greatest length that is read, each full of something that reading, redacting or cutting may be slow at, by name.
 * None of them says yes.
 */
export const hostileBodies: Readonly<Record<string, string>> = {
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
		'{"deleted":'.repeat(2_000) + '[',
		// A code would be that of another customer, which ends the run.
		'"",',
		`""]${'}'.repeat(2_000)}`,
	),
	'white space behind a code': filled('{"status":"deleted","code":', ' ', ''),
	'4,000 errors in XML': numbered(
		'<response status="error">',
		(index) => `<error>${index}</error>`,
		'</response>',
	),
	'errors in JSON': numbered('{"errors":["?"', (index) => `,"${index}"`, ']}'),
	'levels of XML': `${'<a>'.repeat(9_000)}${'</a>'.repeat(9_000)}`,
	'levels of JSON': `${'{"error":'.repeat(6_500)}1${'}'.repeat(6_500)}`,
	'levels of lists': `{"error":${'['.repeat(32_000)}${']'.repeat(32_000)}}`,
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
};
