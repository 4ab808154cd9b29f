import {
	deleteService,
	readDeletion,
	readExistence,
} from '../../nodes/Trackfinity/services/deleteService';
import type { Existence, Reading } from '../../nodes/Trackfinity/responses/reading';
import { trackfinity } from '../../nodes/Trackfinity/services/trackfinity';
import {
	customerXml,
	deletedJson,
	deletedXml,
	no,
	nothing,
	refusedXml,
	responseXml,
	yes,
} from '../support/responses.cts';

const CODE = '0123456789012345678';
const OTHER = '123456789012345678';

const unconfirmed = nothing("didn't confirm the deletion");
const bothWays = nothing('the response contradicts itself');
const fieldTwice = nothing('the response contains a duplicate field');
const unreadable = nothing("the response isn't complete XML or JSON");
const byPhp = nothing("PHP printed a message into the service's response");
const webPage = nothing('the response is a web page');
const noCustomer = nothing('the response names no customer');
const twoCustomers = nothing('the response names 2 customers');
const noCode = nothing('the response names no customer code');
const otherCode = nothing('the response names a different customer code');
const notDeleted = nothing("didn't say that the customer was deleted");

const gone = (code: string): Reading => ({ kind: 'wrongCustomer', code });
const missing = (message: string): Reading => ({ kind: 'rejected', isMissing: true, message });
const saying = (reading: Reading, message: string): Reading => ({ ...reading, message });

/** Whether what says nothing may be done all the same is a test of its own. */
function read(body: string): Reading {
	const { mayBeDone, ...reading } = { mayBeDone: false, ...readDeletion(body, CODE) };
	expect(typeof mayBeDone).toBe('boolean');
	return reading;
}

const xml = deletedXml(CODE);
const customer = customerXml(CODE);
const success = (inside: string) => responseXml('success', inside);
const rejection = (inside: string) => responseXml('error', inside);

describe('what a response in XML says about a deletion', () => {
	test.each<[title: string, body: string, says: Reading]>([
		// Yes.
		['as on the API page', xml, yes()],
		['on one line', success(customer), yes()],
		['with a declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`, yes()],
		['with a declaration right before it', `<?xml version="1.0"?>${xml}`, yes()],
		['after a byte order mark', `\uFEFF\r\n${xml}`, yes()],
		['with single quotes', xml.replaceAll('"', "'"), yes()],
		['with a raw & beside it', success(`<shop>This & That</shop>${customer}`), yes()],
		['with a comment', `<!-- fine -->${xml}`, yes()],
		['with other elements and attributes', success(`<a b="c">1</a>${customer}`), yes()],
		['with white space around the code', deletedXml(CODE, `\n\t ${CODE}\r\n`), yes()],
		['with the code in CDATA', deletedXml(CODE, `\n<![CDATA[${CODE}]]>\n`), yes()],
		['with a message', success(`${customer}<message>A &amp; B</message>`), yes('A & B')],
		['with an empty error', success(`${customer}<error/><errors>\n</errors>`), yes()],
		// No, in its own words.
		['as on the API page', refusedXml('No <such> customer'), no('No <such> customer')],
		['a message', rejection('<message>No such customer</message>'), no('No such customer')],
		['a list', rejection('<errors><error>a</error><error>b</error></errors>'), no('a; b')],
		['two errors', rejection('<error>a</error><error>b</error>'), no('a; b')],
		['attributes', rejection('<error code="12" lang="en">Gone</error>'), no('Gone')],
		['words in an attribute', rejection('<error code="1" message="A &amp; B"/>'), no('A & B')],
		['words only in an attribute', rejection('<error code="E12"/>'), no('E12')],
		['an attribute of the response', '<response status="error" error="Gone"/>', no('Gone')],
		['only such an attribute', '<response error="Gone"/>', no('Gone')],
		['nested', rejection('<error><text><b>Gone</b></text></error>'), no('Gone')],
		['nested in other words', rejection('<result><message>Gone</message></result>'), no('Gone')],
		['CDATA', rejection('<error>A &lt; <![CDATA[B &lt; C]]> & D</error>'), no('A < B &lt; C & D')],
		[
			'an error and a message',
			rejection('<error>12</error><message>Gone</message>'),
			no('12; Gone'),
		],
		['bare text', rejection('No such customer'), no('No such customer')],
		['without words', rejection(''), no()],
		['without words, closed at once', '<response status="error"/>', no()],
		['an error without a status', '<response><error>Gone</error></response>', no('Gone')],
		['an error of 1', responseXml('', '<error>1</error>'), no('1')],
		['another status beside an error', responseXml('failed', '<errors>x</errors>'), no('x')],
		['a customer that is still there', rejection(customerXml(CODE, 'active')), no()],
		['HTML in an error', rejection('<error><![CDATA[<html>Gone</html>]]></error>'), no()],
		['no such customer', responseXml('no_match', '<message>x</message>'), missing('x')],
		// That another customer is gone.
		['another customer', deletedXml('120'), gone('120')],
		['another customer, too', success(customer + customerXml(' 120 ')), gone('120')],
		['another one anywhere', `<a><b status="Deleted"><code>120</code></b></a>`, gone('120')],
		['another one by an attribute', '<a status="deleted" code="120"/>', gone('120')],
		[
			'another one beside an error',
			rejection(`${customerXml('120')}No`),
			saying(gone('120'), 'No'),
		],
		// A yes and a no.
		['a status of error deep inside', success(`${customer}<a><b status=" Error "/></a>`), bothWays],
		[
			'success beside an error',
			success(`${customer}<error>Gone</error>`),
			saying(bothWays, 'Gone'),
		],
		['success and nothing but an error', success('<error>Gone</error>'), saying(bothWays, 'Gone')],
		[
			'success beside an error of true',
			success(`${customer}<error>true</error>`),
			saying(bothWays, 'true'),
		],
		['success beside errors', success(`${customer}<errors><error/></errors>`), bothWays],
		['an error in an attribute', success(`${customer}<error code="7"/>`), saying(bothWays, '7')],
		[
			'an attribute of the response beside success',
			`<response status="success" errors="x">${customer}</response>`,
			saying(bothWays, 'x'),
		],
		[
			'an error in the customer',
			success(customer.replace('<code>', '<error>x</error><code>')),
			saying(bothWays, 'x'),
		],
		[
			'an error deep inside',
			success(`${customer}<a><b><error>x</error></b></a>`),
			saying(bothWays, 'x'),
		],
		['an error status beside a deleted customer', rejection(customer), bothWays],
		[
			'an error beside a deleted customer',
			responseXml('', `<error>x</error>${customer}`),
			saying(bothWays, 'x'),
		],
		['an error status beside another deleted customer', rejection(customerXml(OTHER)), bothWays],
		[
			'references to the last character and to none',
			rejection('<error>&#1114111;&#1114112;&#0;&#x0;</error>'),
			no('\u{10ffff}&#1114112;&#0;&#x0;'),
		],
		// Nothing.
		['no customer', success(''), noCustomer],
		['no customer, and words', success('<message>Queued</message>'), saying(noCustomer, 'Queued')],
		['two customers', success(customer + customer), twoCustomers],
		['another customer beside it', success(`${customer}<customer/>`), twoCustomers],
		['a code without its zero', deletedXml(OTHER), otherCode],
		['an empty code', deletedXml(' '), otherCode],
		['no code', success('<customer status="deleted"/>'), noCode],
		['two codes', success(customer.replace('</code>', `</code><code>${CODE}</code>`)), noCode],
		['the code in another element', success(customer.replaceAll('code>', 'id>')), noCode],
		[
			'the code as an attribute only',
			success(`<customer status="deleted" code="${CODE}"/>`),
			noCode,
		],
		['elements inside the code', deletedXml(CODE, `<b>${CODE}</b>`), noCode],
		['a customer of text', success(`<customer>${CODE}</customer>`), noCode],
		['another status of the customer', success(customerXml(CODE, 'active')), notDeleted],
		['DELETED in capitals', success(customerXml(CODE, 'DELETED')), notDeleted],
		['no status of the customer', xml.replace(' status="deleted"', ''), notDeleted],
		['no status', xml.replace(' status="success"', ''), unconfirmed],
		['an empty status', responseXml('', customer), unconfirmed],
		['another status', responseXml('pending', customer), unconfirmed],
		['Success with a capital', responseXml('Success', customer), unconfirmed],
		['a status of white space more', responseXml('success ', customer), unconfirmed],
		[
			'the status as an element',
			`<response><status>success</status>${customer}</response>`,
			unconfirmed,
		],
		['No_Match with capitals', responseXml('No_Match', ''), unconfirmed],
		['no_match beside an error', responseXml('no_match', '<a><error/><error/></a>'), unconfirmed],
		[
			'no_match beside a customer',
			responseXml('no_match', customerXml(CODE, 'active')),
			unconfirmed,
		],
		['no_match beside one who is deleted', responseXml('no_match', customer), unconfirmed],
		[
			'a second deleted customer deeper inside',
			success(customer.replace('<code>', `<of>${customer}</of><code>`)),
			nothing('the response names 2 deleted customers'),
		],
		[
			'an error only deep inside',
			responseXml('ok', '<a><error>x</error></a>'),
			saying(unconfirmed, 'x'),
		],
		['another root', xml.replaceAll('response', 'result'), unconfirmed],
		['another root with words', '<error>Down</error>', saying(unconfirmed, 'Down')],
		['in another element', `<log>${xml}</log>`, unconfirmed],
		['a namespace', xml.replaceAll('response', 'x:response'), unconfirmed],
		['a customer outside', `${success('')}${customer}`, unreadable],
		['two responses', xml + xml, unreadable],
		['an empty response before it', `<response/>${xml}`, unreadable],
		['an empty element before it', `<br/>${xml}`, unreadable],
		['an empty element after it', `${xml}<br/>`, unreadable],
		['a DOCTYPE', `<!DOCTYPE response>${xml}`, unreadable],
		['nothing but text', '<response>Not now</response>', saying(unconfirmed, 'Not now')],
		['text before it', `Warning: x\n${xml}`, saying(unreadable, `Warning: x\n${xml}`)],
		['text after it', `${xml}\nWarning: x`, unreadable],
		['a tag before it', `<br />\n${xml}`, unreadable],
		[
			'a PHP warning before it',
			`<br />\n<b>Warning</b>: x<br />\n${success('')}`,
			saying(byPhp, `Warning : x \n${success('')}`),
		],
		['a status twice', xml.replace('status=', 'status="error" status='), unreadable],
		['tags that cross', xml.replace('</code>\n</customer>', '</customer>\n</code>'), unreadable],
		['a closing tag that closes itself', xml.replace('</code>', '</code/>'), unreadable],
		['a closing tag too many', `${xml}</response/>`, unreadable],
		[
			'an error in a hidden corner',
			success(`<?x " ?><error>x</error><?y " ?>${customer}`),
			unreadable,
		],
		['an XML declaration in it', success(`<?xml version="1.0"?>${customer}`), unreadable],
		['a raw & in a tag', xml.replace('<code>', '<code & a="b">'), unreadable],
		['a declaration in it', success(`<!ELEMENT x>${customer}`), unreadable],
		['a comment that does not end', `${xml}<!-- >`, unreadable],
		['a comment of it all', `<!-- ${xml} -->`, unreadable],
		['CDATA of it all', success(`<![CDATA[${customer}]]>`), saying(noCustomer, customer)],
		['cut off', xml.slice(0, -1), unreadable],
		['cut off in a tag that closes itself', '<response status="success"/', unreadable],
		['XHTML with it in it', `<html><body>${xml}</body></html>`, webPage],
		['a page with a line break in its first tag', '<!DOCTYPE\n\thtml><h1>Deleted</h1>', webPage],
		['a page', '<!doctype html><html><h1>Deleted</h1></html>', webPage],
		['nothing', ' \n', nothing('the response is empty')],
	])('%s', (_, body, says) => {
		expect(read(body)).toEqual(says);
	});
});

describe('what a response in JSON or JSONP says about a deletion', () => {
	const json = deletedJson(CODE);
	const inside = (fields: string) => `{"status":"success",${fields}}`;
	const failed = (fields: string) => `{"status":"error",${fields}}`;
	const deleted = `"customer":{"status":"deleted","code":"${CODE}"}`;

	test.each<[body: string, says: Reading]>([
		// Yes.
		[json, yes()],
		[deletedJson(CODE, true), yes()],
		[`\uFEFF\n ${json} \n`, yes()],
		[`done(${json});`, yes()],
		[`app.handlers.$done( ${deletedJson(CODE, true)} )\n`, yes()],
		[`/**/done(${json});`, yes()],
		[`done (${json})\n;`, yes()],
		[inside(`"message":"Gone",${deleted}`), yes('Gone')],
		[inside(`"error":null,"errors":[],${deleted}`), yes()],
		[inside(`"error":false,"errors":{},${deleted}`), yes()],
		[inside(`"error":0,"errors":"",${deleted}`), yes()],
		[inside(`"customer":[{"status":"deleted","code":"${CODE}"}]`), yes()],
		[inside(`"customer":{"status":"deleted","code":" ${CODE}\\n"}`), yes()],
		[
			`{"@attributes":{"status":"success"},"customer":{"@attributes":{"status":"deleted"},"code":"${CODE}"}}`,
			yes(),
		],
		// No, in its own words.
		[failed('"error":"Gone"'), no('Gone')],
		['{"@attributes":{"status":"error"},"error":"Gone"}', no('Gone')],
		['done({"status":"no_match","message":"Gone"});', missing('Gone')],
		// That another customer is gone.
		[deletedJson('120'), gone('120')],
		[inside('"customer":{"status":"deleted","code":1.20e2}'), gone('1.20e2')],
		[`{"list":[{"status":"deleted","code":"120"}],${json.slice(1)}`, gone('120')],
		[`{"list":[{"@attributes":{"status":"deleted","code":"120"}}]}`, gone('120')],
		[`{"status":"success","status":"error",${deletedJson('120').slice(20)}`, gone('120')],
		[failed('"errors":["Gone"]'), no('Gone')],
		[failed('"errors":["a",{"message":"b"},{"error":{"text":"c"}}]'), no('a; b; c')],
		[failed('"message":"Gone"'), no('Gone')],
		[failed('"error":true,"message":"Gone"'), no('Gone')],
		[failed('"error":{"code":7,"message":"Gone"}'), no('Gone')],
		[failed('"customer":{"status":"active"}'), no()],
		[failed('"error":null'), no()],
		['{"status":"error"}', no()],
		['{"error":"Gone"}', no('Gone')],
		['{"status":"failed","errors":{"code":"is unknown"}}', no('is unknown')],
		['{"response":{"status":"error","errors":[{"message":"Gone"}]}}', no('Gone')],
		['done({"status":"error","error":"Gone"});', no('Gone')],
		// A yes and a no.
		[inside(`"error":true,${deleted}`), bothWays],
		[inside(`"error":"Gone",${deleted}`), saying(bothWays, 'Gone')],
		[inside(`"errors":["Gone"],${deleted}`), saying(bothWays, 'Gone')],
		[inside(`"errors":[null],${deleted}`), bothWays],
		[inside('"error":"Gone"'), saying(bothWays, 'Gone')],
		[inside(`"customer":{"status":"deleted","code":"${CODE}","error":1}`), bothWays],
		[inside(`${deleted},"log":[[{"errors":{"a":1}}]]`), bothWays],
		[failed(deleted), bothWays],
		[failed('"customer":[{"status":"active"},{"status":"deleted"}]'), bothWays],
		[`{"error":"Gone",${deleted}}`, saying(bothWays, 'Gone')],
		[`{"status":"error",${json.slice(1)}`, fieldTwice],
		[`{${json.slice(1, -1)},"status":"success"}`, fieldTwice],
		[inside(`"customer":{},${deleted}`), fieldTwice],
		[inside(`"customer":{"status":"deleted","code":"1","\\u0063ode":"${CODE}"}`), fieldTwice],
		[`{"error":"Gone",${json.slice(1, -1)},"error":null}`, fieldTwice],
		// Nothing.
		['{"status":"success"}', noCustomer],
		[inside('"customer":[]'), noCustomer],
		[inside(`"customer":[${json},${json}]`), twoCustomers],
		[inside('"customer":[null,null]'), twoCustomers],
		[inside('"customer":null'), noCode],
		[inside(`"customer":"${CODE}"`), noCode],
		[inside('"customer":{"status":"deleted"}'), noCode],
		[inside('"customer":{"status":"deleted","code":true}'), noCode],
		[inside(`"customer":{"status":"deleted","code":["${CODE}"]}`), noCode],
		[inside(`"customer":{"status":"deleted","code":{"value":"${CODE}"}}`), noCode],
		[deletedJson(OTHER), otherCode],
		[json.replace('"deleted"', 'true'), notDeleted],
		[json.replace('"deleted"', '"Deleted"'), notDeleted],
		[inside(`"customers":[{"status":"deleted","code":"${CODE}"}]`), noCustomer],
		[json.replace('"success"', 'true'), unconfirmed],
		[json.replace('"success"', '["success"]'), unconfirmed],
		[json.replace('"status"', '"@status"'), unconfirmed],
		[`{${deleted}}`, unconfirmed],
		['{"status":"ok","meta":{"error":"x"}}', saying(unconfirmed, 'x')],
		['{"result":true,"success":true}', unconfirmed],
		['true', unconfirmed],
		['null', unconfirmed],
		['{}', unconfirmed],
		['"success"', saying(unconfirmed, 'success')],
		[`[${json}]`, unconfirmed],
		[`{"__proto__":${json}}`, unconfirmed],
		[`{"status":"error","error":"No","response":${json}}`, saying(unconfirmed, 'No')],
		[`{"response":{"status":"error","error":"No"},${json.slice(1)}`, saying(unconfirmed, 'No')],
		[`{"response":${json},"response":{"status":"error","error":"No"}}`, saying(fieldTwice, 'No')],
		[json + json, saying(unreadable, json + json)],
		[json.slice(0, -1), saying(unreadable, json.slice(0, -1))],
		[`ab${json.slice(0, -1)},"c":"d("})`, saying(unreadable, `ab${json.slice(0, -1)},"c":"d("})`)],
		[`done(${json}`, saying(unreadable, `done(${json}`)],
		[`done(${json}x`, saying(unreadable, `done(${json}x`)],
		[`(${json})`, saying(unreadable, `(${json})`)],
		[`done(done(${json}));`, saying(unreadable, `done(done(${json}));`)],
		[`done(${json},1);`, saying(unreadable, `done(${json},1);`)],
		[`alert(1);done(${json});`, saying(unreadable, `alert(1);done(${json});`)],
		['Warning: x in a.php', saying(unreadable, 'Warning: x in a.php')],
		[`Moved: <html>${json}</html>`, webPage],
	])('%s', (body, says) => {
		expect(read(body)).toEqual(says);
	});
});

describe('what a response says to the question whether a customer exists', () => {
	const noMatch = responseXml('no_match', '');

	test.each<[says: Existence, bodies: string[]]>([
		[
			'exists',
			[
				responseXml('success', '<message>There is one</message>'),
				responseXml('success', customerXml(CODE, 'active')),
				'{"status":"success","message":"There is one","error":false}',
				'{"response":{"status":"success"}}',
				'done({"status":"success"});',
				'{"@attributes":{"status":"success"}}',
			],
		],
		[
			'missing',
			[
				responseXml('no_match', '<message>There is none</message>'),
				'<response status="no_match"/><!-- none -->',
				'\uFEFF{"status":"no_match","message":"There is none"}\n',
				'{"response":{"status":"no_match"}}',
				'done({"status":"no_match","errors":[]});',
				'{"@attributes":{"status":"no_match"},"message":"There is none"}',
			],
		],
		[
			'unclear',
			[
				// Errors, however deep.
				responseXml('error', '<error>Invalid account ID</error>'),
				responseXml('no_match', '<error>Invalid account ID</error>'),
				responseXml('no_match', '<a><errors code="1"/></a>'),
				responseXml('success', '<a status="error"/>'),
				'{"status":"no_match","error":true}',
				'{"status":"success","log":[{"ERROR":"x"}]}',
				// Somebody else, or somebody at all.
				responseXml('success', customerXml(OTHER, 'active')),
				responseXml('success', `<code>${OTHER}</code>`),
				responseXml('no_match', customerXml(CODE, 'active')),
				'{"status":"no_match","customer":{}}',
				`{"status":"no_match","a":{"code":"${CODE}"}}`,
				deletedXml(CODE),
				// Other words.
				...['No_Match', 'no match', ' no_match', 'SUCCESS', 'Success '].map((status) =>
					responseXml(status, ''),
				),
				'<response><status>no_match</status></response>',
				'{"status":["no_match"]}',
				'{"@status":"no_match"}',
				...['<response/>', '{"exists":false}', 'no_match', '"no_match"', 'false', 'null', '[]', ''],
				// Not exactly one whole response.
				'{"status":"success","status":"no_match"}',
				'{"response":{"status":"no_match"},"status":"success"}',
				...[`${noMatch}x`, `${noMatch}Warning: x in <main>`, `${noMatch} a > b <!-- none -->`],
				...['<response status="no_match">', '<response status="success"/', '{"status":"no_match"'],
				`<!DOCTYPE response>${noMatch}`,
				'<!doctype html><html>no_match</html>',
			],
		],
	])('%s', (says, bodies) => {
		expect(bodies.filter((body) => readExistence(body, CODE) !== says)).toEqual([]);
	});
});

describe('the words of the Delete service in a response of any status', () => {
	test.each<[body: string, words: string | undefined]>([
		[refusedXml('Gone & done'), 'Gone & done'],
		['{"status":"error","errors":[{"message":"Gone"}]}', 'Gone'],
		['done({"error":"Gone"});', 'Gone'],
		['<error>Gone</error>', 'Gone'],
		['<errors><error code="1">Gone</error></errors>', 'Gone'],
		['<response><error>No customer</error>Rejected</response>', 'Rejected; No customer'],
		['Gone (1)', 'Gone (1)'],
		['[{"message":"Gone","id":"1"}]', 'Gone'],
		['[{"id":"1"}]', undefined],
		['{"html":1,"error":"Gone"}', 'Gone'],
		['', undefined],
		['<response status="error"/>', undefined],
		['<response status="error"><error>Go', undefined],
		['<html><error>Gone</error></html>', undefined],
		['<html><head><title>x</title></head><body><details>Gone</details></body></html>', undefined],
		['<!doctype html><p>Gone</p>', undefined],
		['<p class="x">Gone</p>', undefined],
	])('%s', (body, words) => {
		expect(deleteService.extractMessage(body)).toBe(words);
	});
});

test('the credential is rejected where the test call is', () => {
	expect(deleteService.rejectsAccess(refusedXml('Invalid key'))).toBe(true);
	expect(deleteService.rejectsAccess(responseXml('success', '<account/>'))).toBe(false);
	expect(trackfinity.rejectsAccess('{"error":"Invalid key"}')).toBe(true);
	for (const body of ['1', '"pong"', 'true']) expect(trackfinity.rejectsAccess(body)).toBe(false);
});

test.each([
	['tells of the deletion', `Warning: x on line 3\n${xml}`, true],
	['is cut off', xml.slice(0, -3), true],
	['tells of none', success(''), undefined],
	['is text', 'The customer was not deleted', undefined],
])('whether what says nothing may be done all the same: it %s', (_, body, mayBeDone) => {
	const reading = readDeletion(body, CODE);
	expect([reading.kind, Reflect.get(reading, 'mayBeDone')]).toEqual(['unclear', mayBeDone]);
});
