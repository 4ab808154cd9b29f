import * as deletions from '../../nodes/Trackfinity/services/deleteService';
import type { Existence, Reading } from '../../nodes/Trackfinity/responses/reading';
import { decodeBody } from '../../nodes/Trackfinity/transport/charset';
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

const { deleteService, readDeletion, readExistence } = deletions;

const CODE = '0123456789012345678';
const OTHER = '123456789012345678';

const unconfirmed = (message?: string) => nothing("didn't confirm the deletion", message);
const bothWays = (message?: string) => nothing('the response contradicts itself', message);
const fieldTwice = nothing('the response contains a duplicate field');
const notComplete = "the response isn't complete XML or JSON";
const printed = "PHP printed a message into the service's response";
const webPage = nothing('the response is a web page');
const noCustomer = (words?: string) => nothing('the response names no customer', words);
const twoCustomers = nothing('the response names 2 customers');
const noCode = nothing('the response names no customer code');
const otherCode = nothing('the response names a different customer code');
const notDeleted = nothing("didn't say that the customer was deleted");

const gone = (code: string, message?: string): Reading => ({
	kind: 'wrongCustomer',
	code,
	isGuess: false,
	...(message !== undefined && { message }),
});
const missing = (message: string): Reading => ({ kind: 'rejected', isMissing: true, message });

/** All bodies that say the same. */
const each = (says: Reading, ...bodies: string[]) =>
	bodies.map((body): [body: string, says: Reading] => [body, says]);

/** Bodies that are no document, and are quoted as they are. */
const quoted = (...bodies: string[]) =>
	bodies.flatMap((body) => each(nothing(notComplete, body), body));

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

test.each([
	// Yes.
	...each(
		yes(),
		...[xml, `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`, xml.replaceAll('"', "'")],
		...[`<?xml version="1.0"?>${xml}`, `\uFEFF\r\n${xml}`],
		...[success(`<shop>This & That</shop>${customer}`), `<!-- fine -->\n${xml}\n<!-- fine -->`],
		deletedXml(CODE, `\n\t<![CDATA[${CODE}]]>\r\n`),
		success(`${customer}<error/><errors>\n</errors>`),
	),
	...each(yes('A & B'), success(`${customer}<message>A &amp; B</message>`)),
	// No, in its own words.
	...each(no('No <such> customer'), refusedXml('No <such> customer')),
	...each(no('a; b'), rejection('<errors><error>a</error><error>b</error></errors>')),
	...each(
		no('Gone'),
		...[rejection('<message>Gone</message>'), rejection('<error code="12" lang="en">Gone</error>')],
		...['<response status="error" error="Gone"/>', '<response error="Gone"/>', rejection('Gone')],
		rejection('<error><text><b>Gone</b></text></error>'),
	),
	...each(no('A & B'), rejection('<error code="1" message="A &amp; B"/>')),
	...each(no('E12'), rejection('<error code="E12"/>')),
	...each(no('A < B &lt; C & D'), rejection('<error>A &lt; <![CDATA[B &lt; C]]> & D</error>')),
	...each(no('\u{10ffff}\ufffd\ufffd'), rejection('<error>&#1114111;&#1114112;&#x0;</error>')),
	...each(no(), rejection(''), rejection('<error><![CDATA[<html>Gone</html>]]></error>')),
	...each(no('1'), responseXml('', '<error>1</error>')),
	...each(no('x'), responseXml('failed', '<errors>x</errors>')),
	...each(
		missing('x'),
		...['', '<customers/>'].map((list) => responseXml('no_match', `${list}<message>x</message>`)),
	),
	// That another customer is gone.
	...each(
		gone('120'),
		...[deletedXml('120'), success(customer + customerXml(' 120 '))],
		'<a><b status="Deleted"><code>120</code></b></a>',
		'<a status="deleted" code="120"/>',
		'<a><deleted>120</deleted></a>',
		'<a status="deleted"><code lang="en">120</code></a>',
		success(`${customer}<deleted><code lang="en">120</code></deleted>`),
		success('<customer status="deleted"><code/></customer><deleted>120</deleted>'),
	),
	...each(gone('120', 'No'), rejection(`${customerXml('120')}No`)),
	// A yes and a no.
	...each(
		bothWays(),
		...[rejection(customer), rejection(customerXml(OTHER))],
		success(`${customer}<a><b status=" Error "/></a>`),
		success(`${customer}<errors><error/></errors>`),
		xml.replace('<response', '<response error=" "'),
		success(`${customer}<status>no_match</status>`),
		...[success(`${customer}<deleted>0</deleted>`), success(`${customer}<a status="Failed"/>`)],
		`<response status="success" success="false">${customer}</response>`,
		responseXml('no_match', '<a status="Success"/>'),
	),
	...each(
		bothWays('x'),
		...[success(`${customer}<error>x</error>`), success('<error>x</error>')],
		...[success(`${customer}<error code="x"/>`), responseXml('', `<error>x</error>${customer}`)],
		`<response status="success" errors="x">${customer}</response>`,
		success(`${customer}<a><b><error>x</error></b></a>`),
	),
	// Nothing.
	...each(noCustomer('Queued'), success('<message>Queued</message>')),
	...each(noCustomer(customer), success(`<![CDATA[${customer}]]>`)),
	...each(
		twoCustomers,
		...[success(customer + customer), success(`${customer}<customer/>`)],
		success(`${customer}<customers>${customerXml('120', 'active')}</customers>`),
	),
	...each(
		nothing('the response names 2 deleted customers'),
		success(customer.replace('<code>', `<of>${customer}</of><code>`)),
	),
	...each(otherCode, deletedXml(OTHER), deletedXml(' ')),
	...each(
		noCode,
		success(customer.replace('</code>', `</code><code>${CODE}</code>`)),
		success(`<customer status="deleted" code="${CODE}"/>`),
		...[deletedXml(CODE, `<b>${CODE}</b>`), success(`<customer>${CODE}</customer>`)],
	),
	...each(
		notDeleted,
		...[success(customerXml(CODE, 'active')), success(customerXml(CODE, 'DELETED'))],
		xml.replace(' status="deleted"', ''),
	),
	...each(
		unconfirmed(),
		...['', 'pending', 'Success', 'success '].map((status) => responseXml(status, customer)),
		...[xml.replace(' status="success"', ''), responseXml('No_Match', '')],
		responseXml('no_match', '<a><error/><error/></a>'),
		...[responseXml('no_match', customer), responseXml('no_match', customerXml(CODE, 'active'))],
		responseXml('no_match', `<customers>${customerXml(CODE, 'active')}</customers>`),
		...[xml.replaceAll('response', 'result'), `<log>${xml}</log>`],
	),
	...each(unconfirmed('x'), responseXml('ok', '<a><error>x</error></a>'), '<error>x</error>'),
	...each(unconfirmed('x'), '<response>x</response>'),
	...each(
		nothing(notComplete),
		...[`${success('')}${customer}`, xml + xml, `<response/>${xml}`, `<br/>${xml}`, `${xml}<br/>`],
		...[`<!DOCTYPE response>${xml}`, `${xml}\nWarning: x`, `<br />\n${xml}`, xml.slice(0, -1)],
		...[xml.replace('</code>', '</code/>'), `${xml}</response/>`, `${xml}<!-- >`],
		...[`<!-- ${xml} -->`, '<response status="success"/', success(`<!ELEMENT x>${customer}`)],
		xml.replace('status=', 'status="error" status='),
		xml.replace('</code>\n</customer>', '</customer>\n</code>'),
		success(`<?x " ?><error>x</error><?y " ?>${customer}`),
		success(`<?xml version="1.0"?>${customer}`),
		xml.replace('<code>', '<code & a="b">'),
	),
	...quoted(`Warning: x\n${xml}`),
	...each(
		nothing(printed, `Warning : x \n${success('')}`),
		`<br />\n<b>Warning</b>: x<br />\n${success('')}`,
	),
	...quoted(`Warning: x\n${success(customer + customerXml('120', 'active'))}\nNotice: y`),
	...each(webPage, ...[`<html><body>${xml}</body></html>`, '<!DOCTYPE\n\thtml><h1>Deleted</h1>']),
	...each(webPage, '<!DOCTYPE html><p>Status: deleted</p><code>120</code>'),
	...each(nothing('the response is empty'), ' \n'),
])('what XML says about a deletion: %j', (body, says) => {
	expect(read(body)).toEqual(says);
});

const json = deletedJson(CODE);
const inside = (fields: string) => `{"status":"success",${fields}}`;
const failed = (fields: string) => `{"status":"error",${fields}}`;
const deleted = `"customer":{"status":"deleted","code":"${CODE}"}`;
const ofPhp = (status: string, fields: string) =>
	`{"@attributes":{"status":"${status}"}${fields && `,${fields}`}}`;

test.each([
	// Yes.
	...each(
		yes(),
		...[json, deletedJson(CODE, true), `\uFEFF\n ${json} \n`, `done(${json});`],
		...[`/**/done(${json});`, `done (${json})\n;`, inside(`"error":null,"errors":[],${deleted}`)],
		...[inside(`"error":false,"errors":{},${deleted}`), inside(`"error":0,"errors":"",${deleted}`)],
		inside(`"customer":[{"status":"deleted","code":"${CODE}"}]`),
		inside(`"customer":{"status":"deleted","code":" ${CODE}\\n"}`),
		inside(`${deleted},"log":{"deleted":1}`),
		...[
			ofPhp('success', `"customer":${ofPhp('deleted', `"code":"${CODE}"`)}`),
			ofPhp('success', deleted),
		],
	),
	// No, in its own words.
	...each(
		no('Gone'),
		...[failed('"error":"Gone"'), ofPhp('error', '"error":"Gone"'), '{"error":"Gone"}'],
		...[failed('"error":true,"message":"Gone"'), failed('"error":{"code":7,"message":"Gone"}')],
	),
	...each(no('a; b; c'), failed('"errors":["a",{"message":"b"},{"error":{"text":"c"}}]')),
	...each(no(), failed('"customer":{"status":"active"}'), failed('"error":null')),
	...each(no(), failed('"deleted":{}'), failed('"deleted":" No "')),
	// That another customer is gone.
	...each(
		gone('120'),
		'{"list":[{"@attributes":{"status":"deleted","code":"120"}}]}',
		`{"status":"success","status":"error",${deletedJson('120').slice(20)}`,
		'{"deleted":["120"]}',
		inside(`${deleted},"deleted":[{"code":"120"}]`),
		inside('"customer":{"status":"deleted"},"deleted":"120"'),
		`${'{"a":'.repeat(7)}{"status":"deleted","code":"120"}${'}'.repeat(7)}`,
		`{"@code":"120","@attributes":{"status":"deleted","code":"${CODE}"}}`,
	),
	...each(gone('1.20e2'), inside('"customer":{"status":"deleted","code":1.20e2}')),
	// A yes and a no.
	...each(
		bothWays(),
		...[inside(`"error":true,${deleted}`), inside(`"errors":[null],${deleted}`)],
		inside(`${deleted},"log":[[{"errors":{"a":1}}]]`),
		failed('"customer":[{"status":"active"},{"status":"deleted"}]'),
		failed('"deleted":" Yes "'),
		`{"@attributes":{"status":"success"},"status":"error",${deleted}}`,
		`{"@attributes":{"status":"error"},"status":"success",${deleted}}`,
		...[`{"STATUS":"no_match",${json.slice(1)}`, ofPhp('no_match', '"status":"success"')],
	),
	...each(bothWays('Gone'), `{"error":"Gone",${deleted}}`),
	...each(
		fieldTwice,
		...[`{"status":"error",${json.slice(1)}`, `{${json.slice(1, -1)},"status":"success"}`],
		inside(`"customer":{},${deleted}`),
		inside(`"customer":{"status":"deleted","code":"1","\\u0063ode":"${CODE}"}`),
		`{"error":"",${json.slice(1, -1)},"error":null}`,
	),
	// Nothing.
	...each(noCustomer(), '{"status":"success"}', inside('"customer":[]')),
	...each(
		nothing('the response names 2 deleted customers'),
		...[
			inside(`${deleted},"log":{"status":"deleted"}`),
			inside(`${deleted},"log":{"deleted":"Jo"}`),
		],
	),
	...each(noCustomer(), inside(`"customers":[{"status":"deleted","code":"${CODE}"}]`)),
	...each(
		twoCustomers,
		...[inside('"customer":[null,null]'), inside(`${deleted},"customers":[{"code":"120"}]`)],
	),
	...each(
		noCode,
		...[inside('"customer":null'), inside(`"customer":"${CODE}"`)],
		...['', ',"code":true', `,"code":["${CODE}"]`, `,"code":{"value":"${CODE}"}`, ',"code":{}'].map(
			(written) => inside(`"customer":{"status":"deleted"${written}}`),
		),
	),
	...each(notDeleted, json.replace('"deleted"', 'true'), json.replace('"deleted"', '"Deleted"')),
	...each(
		unconfirmed(),
		...['true', 'null', '{}', `[${json}]`, `{"__proto__":${json}}`, `{${deleted}}`],
		`{"status":"no_match","customers":[{"code":"${CODE}"}]}`,
		...[json.replace('"success"', 'true'), json.replace('"success"', '["success"]')],
		...[json.replace('"status"', '"@status"'), '{"result":true,"success":true}'],
	),
	...each(unconfirmed('success'), '"success"'),
	...each(unconfirmed('No'), `{"response":{"status":"error","error":"No"},${json.slice(1)}`),
	...quoted(
		...[json + json, json.slice(0, -1), `ab${json.slice(0, -1)},"c":"d("})`, `done(${json}`],
		...[`done(${json}x`, `(${json})`, `done(done(${json}));`, `done(${json},1);`],
		...[`alert(1);done(${json});`, 'Warning: x in a.php', 'Not found (404)'],
		`Warning: x\n{\n"customers":[{"code":"120"}],${deleted}}\nNotice: y`,
		'{"status":"deleted","code":"\\q"',
	),
	...each(webPage, `Moved: <html>${json}</html>`),
])('what JSON or JSONP says about a deletion: %j', (body, says) => {
	expect(read(body)).toEqual(says);
});

const noMatch = responseXml('no_match', '');

test.each<[says: Existence, bodies: string[]]>([
	[
		'exists',
		[
			...[success('<message>There is one</message>'), success(customerXml(CODE, 'active'))],
			...['{"status":"success","error":false}', '{"response":{"status":"success"}}'],
			...['done({"status":"success"});', ofPhp('success', '')],
		],
	],
	[
		'missing',
		[
			...[responseXml('no_match', '<message>None</message>'), `${noMatch}<!-- none -->`],
			...['\uFEFF{"status":"no_match"}\n', '{"response":{"status":"no_match"}}'],
			...['done({"status":"no_match","errors":[]});', ofPhp('no_match', '"message":"None"')],
			'{"status":"no_match","customers":null}',
		],
	],
	[
		'unclear',
		[
			// Errors, however deep.
			...[rejection('<error>Invalid</error>'), responseXml('no_match', '<error>Invalid</error>')],
			...[responseXml('no_match', '<a><errors code="1"/></a>'), success('<a status="error"/>')],
			...['{"status":"no_match","error":true}', '{"status":"success","log":[{"ERROR":"x"}]}'],
			// Somebody else, or somebody at all.
			...[success(customerXml(OTHER, 'active')), success(`<code>${OTHER}</code>`), xml],
			...[responseXml('no_match', customerXml(CODE, 'active'))],
			...['{"status":"no_match","customer":{}}', `{"status":"no_match","a":{"code":"${CODE}"}}`],
			'{"status":"no_match","customers":[{"email":"a@example.com"}]}',
			// Other words.
			...['No_Match', ' no_match', 'SUCCESS', 'Success '].map((said) => responseXml(said, '')),
			...['<response><status>no_match</status></response>', '{"status":["no_match"]}'],
			...['{"@status":"no_match"}', '<response/>', '{"exists":false}', '"no_match"', 'null', ''],
			// Not exactly one whole response.
			...['{"status":"success","status":"no_match"}', `<!DOCTYPE response>${noMatch}`],
			'{"response":{"status":"no_match"},"status":"success"}',
			...[ofPhp('no_match', '"status":"success"'), success('<status>no_match</status>')],
			...[`${noMatch}x`, `${noMatch}Warning: x in <main>`, `${noMatch} a > b <!-- none -->`],
		],
	],
])('what a response says to the question whether a customer exists: %s', (says, bodies) => {
	expect(bodies.filter((body) => readExistence(body, CODE) !== says)).toEqual([]);
});

test.each<[words: string | undefined, bodies: string[]]>([
	[
		'Gone',
		[
			...[refusedXml('Gone'), '{"status":"error","errors":[{"message":"Gone"}]}'],
			...['done({"error":"Gone"});', '<error>Gone</error>', '[{"message":"Gone","id":"1"}]'],
			...['<errors><error code="1">Gone</error></errors>', '{"html":1,"error":"Gone"}'],
		],
	],
	['Rejected; No', ['<response><error>No</error>Rejected</response>']],
	['Gone (1)', ['Gone (1)']],
	[
		undefined,
		[
			...['', '<response status="error"/>', '<response status="error"><error>Go', '[{"id":"1"}]'],
			...['<html><error>Gone</error></html>', '<p class="x">Gone</p>'],
			'<html><head><title>x</title></head><body><details>Gone</details></body></html>',
		],
	],
])('the words of the Delete service in a response of any status: %s', (words, bodies) => {
	expect(bodies.map((body) => deleteService.readFailure(body).message)).toEqual(
		bodies.map(() => words),
	);
});

test.each([
	['tells of the deletion', `Warning: x on line 3\n${xml}`, true],
	['is cut off', xml.slice(0, -3), true],
	['says so in a list', json.replace('"deleted"', '["deleted"]'), true],
	['says so in text', success('<status>deleted</status>'), true],
	['tells of none', success(''), false],
	['is text', 'The customer was not deleted', false],
])('whether what says nothing may be done all the same: it %s', (_, body, mayBeDone) => {
	const reading = readDeletion(body, CODE);
	expect([reading.kind, Reflect.get(reading, 'mayBeDone')]).toEqual(['unclear', mayBeDone]);
});

test.each([
	...[`\0${xml}`, `${xml}\0`, deletedXml(CODE, `${CODE}\0`), xml.replace('success', 'success\0')],
	...[`\uFEFF${xml}`, json].map((text) => Buffer.from(text, 'utf16le')),
	Buffer.from(xml.replace(CODE, `${CODE}\xff`), 'latin1'),
	...[deletedXml(CODE, `1\n2`), `${json}\0`, deletedJson(`${CODE}\0`)],
	json.replace(CODE, `${CODE}\\ud83d`),
])('strange bytes say neither yes nor no: %j', (bytes) => {
	const body = decodeBody(Buffer.from(bytes as string), undefined);
	expect(readDeletion(body, CODE).kind).toMatch(/^(?:unclear|wrongCustomer)$/);
});
