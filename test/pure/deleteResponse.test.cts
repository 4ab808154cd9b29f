import * as deletions from '../../nodes/Trackfinity/services/deleteService';
import type { Reading } from '../../nodes/Trackfinity/responses/reading';
import { decodeBody } from '../../nodes/Trackfinity/transport/charset';
import {
	customerXml,
	deleted,
	deletedJson,
	deletedXml,
	formsOf,
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
const twoDeleted = nothing('the response names 2 deleted customers');
const noCode = nothing('the response names no customer code');
const otherCode = nothing('the response names a different customer code');
const notDeleted = nothing("didn't say that the customer was deleted");

const gone = (code: string, message?: string, isGuess = false): Reading => ({
	...{ kind: 'wrongCustomer', code, isGuess, message },
});
const missing = (message: string): Reading => ({ kind: 'rejected', isMissing: true, message });

/** All bodies that say the same. */
const each = (says: Reading, ...bodies: string[]) =>
	bodies.map((body): [body: string, says: Reading] => [body, says]);

/** Bodies that are no document, and are quoted as they are. */
const quoted = (...bodies: string[]) =>
	bodies.flatMap((body) => each(nothing(notComplete, body), body));

/** Whether what says nothing may be done all the same: test/responses/deletedAnother. */
function read(body: string): Reading {
	const { saysDeleted, ...reading } = { saysDeleted: false, ...readDeletion(body, CODE) };
	expect(typeof saysDeleted).toBe('boolean');
	expect(Object.keys(Object.prototype)).toEqual([]);
	return reading;
}

const customer = deleted(CODE);
const [other, active] = [deleted('120'), { status: 'active', code: CODE }];

const noMatch = { status: 'no_match' };

const inEveryForm: Array<[says: Reading, ...responses: object[]]> = [
	[yes(), { customer }, { customer, error: '', errors: '', shop: 'This & That' }],
	[yes(), { customer: deleted(`\n\t${CODE}\r\n`) }],
	[yes('A & B'), { customer, message: 'A & B' }],
	[no('Gone'), { status: ' Error ', message: 'Gone' }, { status: 'failed', errors: 'Gone' }],
	[no('<a>; b'), { status: '', errors: { error: ['<a>', 'b'] } }],
	[no(), { status: 'error' }, { status: 'error', customer: { status: 'active' } }],
	[missing('x'), ...[{}, { customers: '' }].map((none) => ({ ...noMatch, message: 'x', ...none }))],
	// More of them: test/responses/deletedAnother.
	[gone('120'), { customer: [customer, other] }, { customer: deleted(''), deleted: '120' }],
	[gone('120', 'No'), { status: 'error', customer: other, error: 'No' }],
	[bothWays(), { status: 'error', customer }, { ...noMatch, a: { status: 'Success' } }],
	[bothWays(), ...[' Error ', 'Failed'].map((status) => ({ customer, a: { b: { status } } }))],
	[bothWays(), { customer, deleted: '0' }, { customer, success: 'false' }],
	[bothWays('x'), { error: 'x' }, { status: '', customer, error: 'x' }],
	[bothWays('x'), { customer, a: { b: { error: 'x' } } }],
	[noCustomer('Queued'), { message: 'Queued' }],
	[twoCustomers, { customer: [customer, customer] }, { customer, customers: { customer: active } }],
	[twoDeleted, { customer: { ...customer, of: { customer } } }],
	[otherCode, { customer: deleted(OTHER) }, { customer: deleted(' ') }],
	[noCode, { customer: { status: 'deleted' } }],
	[notDeleted, ...[{}, { status: 'DELETED' }].map((is) => ({ customer: { code: CODE, ...is } }))],
	[unconfirmed(), ...['', 'Success', 'success '].map((status) => ({ status, customer }))],
	[unconfirmed(), { ...noMatch, customer }, { ...noMatch, customers: { customer: active } }],
	[unconfirmed('x'), { status: 'ok', a: { error: 'x' } }],
];

test.each(
	inEveryForm.flatMap(([says, ...responses]) =>
		responses
			.flatMap((response) => formsOf({ status: 'success', ...response }))
			.map(([form, body]) => [form, body, says] as const),
	),
)('what a response in any form says about a deletion: %s, %j', (_, body, says) => {
	expect(read(body)).toEqual(says);
});

const xml = deletedXml(CODE);
const inXml = customerXml(CODE);
const success = (inside: string) => responseXml('success', inside);
const withEntity = (is: string) => `<!DOCTYPE r [<!ENTITY e ${is}>]>${deletedXml(CODE, '&e;')}`;
const rejection = (inside: string) => responseXml('error', inside);

test.each([
	...each(
		yes(),
		...[`\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`, xml.replaceAll('"', "'")],
		...[`<!-- fine -->\n${xml}\n<!-- fine -->`, deletedXml(CODE, `<![CDATA[${CODE}]]>`)],
		success(`<shop>This & That</shop>${inXml}`),
		success(`${inXml}<error/><errors>\n</errors>`),
	),
	...each(
		no('Gone'),
		...['<response status="error" error="Gone"/>', '<response error="Gone"/>', rejection('Gone')],
	),
	...each(no('E12'), rejection('<error code="E12"/>')),
	...each(no('A < B &lt; C & D'), rejection('<error>A &lt; <![CDATA[B &lt; C]]> & D</error>')),
	...each(no('\u{10ffff}\ufffd\ufffd'), rejection('<error>&#1114111;&#1114112;&#x0;</error>')),
	...each(no(), rejection('<error><![CDATA[<html>Gone</html>]]></error>')),
	...each(
		bothWays(),
		success(`${inXml}<errors><error/></errors>`),
		xml.replace('<response', '<response error=" "'),
		`<response status="success" success="false">${inXml}</response>`,
		success(`${inXml}<status>no_match</status>`),
	),
	...each(bothWays('x'), `<response status="success" errors="x">${inXml}</response>`),
	...each(noCustomer(inXml), success(`<![CDATA[${inXml}]]>`)),
	...[`"${CODE}"`, 'SYSTEM "file:///etc/passwd"'].flatMap((entity) =>
		each(gone('&e;', undefined, true), withEntity(entity)),
	),
	...['&__proto__;', '&constructor;'].flatMap((name) => each(gone(name), deletedXml(CODE, name))),
	...each(noCustomer(), success(`<old>${inXml}</old>`)),
	...each(twoCustomers, success(`${inXml}<customer/>`)),
	...each(
		noCode,
		success(inXml.replace('</code>', `</code><code>${CODE}</code>`)),
		success(`<customer status="deleted" code="${CODE}"/>`),
		...[deletedXml(CODE, `<b>${CODE}</b>`), success(`<customer>${CODE}</customer>`)],
	),
	...each(
		unconfirmed(),
		...[xml.replace(' status="success"', ''), responseXml('no_match', '<a><error/><error/></a>')],
		...[xml.replaceAll('response', 'result'), `<log>${xml}</log>`],
		...['__proto__', 'constructor'].map(
			(name) => `<response ${name}="success">${inXml}</response>`,
		),
	),
	...each(unconfirmed('x'), '<error>x</error>', '<response>x</response>'),
	...each(
		nothing(notComplete),
		...[`${success('')}${inXml}`, xml + xml, `<response/>${xml}`, `<br/>${xml}`, `${xml}<br/>`],
		success(`<__proto__ status="success">${inXml}</__proto__>`),
		...[`<!DOCTYPE response>${xml}`, `<!ENTITY e "${CODE}">${xml}`],
		...[`${xml}\nWarning: x`, `<br />\n${xml}`, xml.slice(0, -1)],
		...[xml.replace('</code>', '</code/>'), `${xml}</response/>`, `${xml}<!-- >`],
		...[`<!-- ${xml} -->`, '<response status="success"/', success(`<!ELEMENT x>${inXml}`)],
		xml.replace('status=', 'status="error" status='),
		xml.replace('</code>\n</customer>', '</customer>\n</code>'),
		success(`<?x " ?><error>x</error><?y " ?>${inXml}`),
		success(`<?xml version="1.0"?>${inXml}`),
		xml.replace('<code>', '<code & a="b">'),
	),
	...quoted(`Warning: x\n${xml}`),
	...each(
		nothing(printed, `Warning : x \n${success('')}`),
		`<br />\n<b>Warning</b>: x<br />\n${success('')}`,
	),
	...quoted(`Warning: x\n${success(inXml + customerXml('120', 'active'))}\nNotice: y`),
	...each(webPage, `<html><body>${xml}</body></html>`, '<!DOCTYPE\n\thtml><h1>Deleted</h1>'),
	...each(nothing('the response is empty'), ' \n'),
])('what only XML can say about a deletion: %j', (body, says) => {
	expect(read(body)).toEqual(says);
});

const json = deletedJson(CODE);
const inside = (fields: string) => `{"status":"success",${fields}}`;
const failed = (fields: string) => `{"status":"error",${fields}}`;
const inJson = `"customer":{"status":"deleted","code":"${CODE}"}`;
const ofPhp = (status: string, fields: string) =>
	`{"@attributes":{"status":"${status}"}${fields && `,${fields}`}}`;

test.each([
	...each(
		yes(),
		...[`\uFEFF\n ${json} \n`, `/**/done(${json});`, `done (${json})\n;`, ofPhp('success', inJson)],
		...[inside(`"error":null,"errors":[],${inJson}`), inside(`"error":0,"errors":{},${inJson}`)],
		inside(`"customer":[{"status":"deleted","code":"${CODE}"}]`),
		inside(`${inJson},"log":{"deleted":1}`),
	),
	...each(no('Gone'), '{"error":"Gone"}', failed('"error":true,"message":"Gone"')),
	...each(no('a; b; c'), failed('"errors":["a",{"message":"b"},{"error":{"text":"c"}}]')),
	...each(no(), ...['"error":null', '"deleted":{}', '"deleted":" No "'].map(failed)),
	...each(
		gone('120'),
		`{"status":"success","status":"error",${deletedJson('120').slice(20)}`,
		`${'{"a":'.repeat(7)}{"status":"deleted","code":"120"}${'}'.repeat(7)}`,
		`{"@code":"120","@attributes":{"status":"deleted","code":"${CODE}"}}`,
	),
	...each(gone('1.20e2'), inside('"customer":{"status":"deleted","code":1.20e2}')),
	...each(
		bothWays(),
		...[inside(`"errors":[null],${inJson}`), inside(`${inJson},"log":[[{"errors":{"a":1}}]]`)],
		failed('"customer":[{"status":"active"},{"status":"deleted"}]'),
		failed('"deleted":" Yes "'),
		`{"@attributes":{"status":"success"},"status":"error",${inJson}}`,
		`{"@attributes":{"status":"error"},"status":"success",${inJson}}`,
		...[`{"STATUS":"no_match",${json.slice(1)}`, ofPhp('no_match', '"status":"success"')],
	),
	...each(bothWays('Gone'), `{"error":"Gone",${inJson}}`),
	...each(
		fieldTwice,
		...[`{"status":"error",${json.slice(1)}`, `{${json.slice(1, -1)},"status":"success"}`],
		...[inside(`"customer":{},${inJson}`), `{"error":"",${json.slice(1, -1)},"error":null}`],
		inside(`"customer":{"status":"deleted","code":"1","\\u0063ode":"${CODE}"}`),
	),
	...each(
		noCustomer(),
		...[inside('"customer":[]'), inside(`"customers":[{"status":"deleted","code":"${CODE}"}]`)],
	),
	...each(
		twoDeleted,
		...[inside(`${inJson},"log":{"status":"deleted"}`), inside(`${inJson},"log":{"deleted":"Jo"}`)],
	),
	...each(
		twoCustomers,
		...[inside('"customer":[null,null]'), inside(`${inJson},"customers":[{"code":"120"}]`)],
	),
	...each(
		noCode,
		...[inside('"customer":null'), inside(`"customer":"${CODE}"`)],
		...['true', `["${CODE}"]`, `{"value":"${CODE}"}`, '{}'].map((code) =>
			inside(`"customer":{"status":"deleted","code":${code}}`),
		),
	),
	...each(notDeleted, json.replace('"deleted"', 'true')),
	...each(
		unconfirmed(),
		...['true', 'null', '{}', `[${json}]`, `{"__proto__":${json}}`, `{${inJson}}`],
		...[json.replace('"success"', 'true'), json.replace('"success"', '["success"]')],
		...[json.replace('"status"', '"@status"'), '{"result":true,"success":true}'],
	),
	...each(unconfirmed('No'), `{"response":{"status":"error","error":"No"},${json.slice(1)}`),
	...quoted(
		...[json + json, json.slice(0, -1), `ab${json.slice(0, -1)},"c":"d("})`, `done(${json}`],
		...[`done(${json}x`, `(${json})`, `done(done(${json}));`, `done(${json},1);`],
		...[`alert(1);done(${json});`, 'Warning: x in a.php', 'Not found (404)'],
		`Warning: x\n{\n"customers":[{"code":"120"}],${inJson}}\nNotice: y`,
		'{"status":"deleted","code":"\\q"',
	),
	...each(webPage, `Moved: <html>${json}</html>`),
])('what only JSON or JSONP can say about a deletion: %j', (body, says) => {
	expect(read(body)).toEqual(says);
});

const nobody = responseXml('no_match', '');

test.each<[says: string, reading: Reading, bodies: string[]]>([
	[
		'exists',
		{ kind: 'confirmed' },
		[
			...[success(customerXml(CODE, 'active')), '{"status":"success","error":false}'],
			...['{"response":{"status":"success"}}', ofPhp('success', '')],
			...formsOf({ status: 'success', customer: { code: CODE } }).map(([, body]) => body),
		],
	],
	[
		'missing',
		{ kind: 'rejected', isMissing: true },
		[
			...[responseXml('no_match', '<message>None</message>'), `${nobody}<!-- none -->`],
			...['done({"status":"no_match","errors":[]});', ofPhp('no_match', '"message":"None"')],
			'{"status":"no_match","customers":null}',
		],
	],
	[
		'unclear',
		nothing("didn't say whether there is such a customer"),
		[
			// Errors, however deep.
			...[responseXml('no_match', '<a><errors code="1"/></a>'), success('<a status="error"/>')],
			...['{"status":"no_match","error":true}', '{"status":"success","log":[{"ERROR":"x"}]}'],
			'{"status":"no_match","log":{"status":"error"}}',
			// A no beside success.
			...['success', 'RESULT', 'found', 'count'].map((key) => `{"status":"success","${key}":0}`),
			...[success('<exists>false</exists>'), '<response status="success" exists="no"/>'],
			// Somebody else, or somebody at all.
			...[success(customerXml(OTHER, 'active')), success(`<code>${OTHER}</code>`), xml],
			...[responseXml('no_match', customerXml(CODE, 'active')), success('<deleted>1</deleted>')],
			...['{"status":"no_match","customer":{}}', `{"status":"no_match","a":{"code":"${CODE}"}}`],
			'{"status":"no_match","customers":[{"email":"a@example.com"}]}',
			// Other words.
			...['No_Match', ' no_match', 'SUCCESS', 'Success '].map((said) => responseXml(said, '')),
			...['<response><status>no_match</status></response>', '{"status":["no_match"]}'],
			...['{"@status":"no_match"}', '<response/>', '{"exists":false}', '"no_match"', 'null', ''],
			// Not exactly one whole response.
			...['{"status":"success","status":"no_match"}', `<!DOCTYPE response>${nobody}`],
			'{"response":{"status":"no_match"},"status":"success"}',
			...[ofPhp('no_match', '"status":"success"'), success('<status>no_match</status>')],
			...[`${nobody}Warning: x in <main>`, `${nobody} a > b <!-- none -->`],
		],
	],
])('what a response says to the question whether a customer exists: %s', (_, reading, bodies) => {
	expect(bodies.map((body) => [body, readExistence(body, CODE)])).toEqual(
		bodies.map((body) => [body, reading]),
	);
});

test.each<[words: string | undefined, bodies: string[]]>([
	[
		'Wrong key',
		[
			...[refusedXml('Wrong key'), '{"status":"error","message":"Wrong key"}'],
			...['done({"errors":["Wrong key"]});', ofPhp('error', '"error":"Wrong key"')],
		],
	],
	[
		undefined,
		[
			'{"status":"error","message":"Wrong key","email":"a@example.com"}',
			`<response status="error"><error>Wrong key</error>${customerXml(CODE, 'active')}</response>`,
			'{"status":"success","message":"Wrong key","found":0}',
		],
	],
])('the words of a question that is rejected, if they are about nobody: %s', (message, bodies) => {
	const says = { ...nothing("didn't say whether there is such a customer"), message };
	for (const body of bodies) expect(readExistence(body, CODE)).toEqual(says);
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
	...[`\0${xml}`, `${xml}\0`, deletedXml(CODE, `${CODE}\0`), xml.replace('success', 'success\0')],
	...[`\uFEFF${xml}`, json].map((text) => Buffer.from(text, 'utf16le')),
	Buffer.from(xml.replace(CODE, `${CODE}\xff`), 'latin1'),
	...[deletedXml(CODE, `1\n2`), `${json}\0`, deletedJson(`${CODE}\0`)],
	json.replace(CODE, `${CODE}\\ud83d`),
])('strange bytes say neither yes nor no: %j', (bytes) => {
	const body = decodeBody(Buffer.from(bytes as string), undefined);
	expect(readDeletion(body, CODE).kind).toMatch(/^(?:unclear|wrongCustomer)$/);
});
