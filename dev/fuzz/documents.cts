import fc from 'fast-check';
import { toXml } from '../../test/support/responses.cts';

/** The code of the customer that the deletions are about: a number in some services' JSON. */
export const CODE = '4012';

const OTHER = '13';

/** What services and what stands before them send, and what only looks like it: the stock that is mutated. */
const stock = [
	'true',
	'false',
	'null',
	'{"result":true}',
	'{"result":"Success","message":"Done"}',
	'{"success":true,"errors":[]}',
	'{"success":false,"error":"Customer is locked"}',
	'{"status":"error","message":"No such customer"}',
	'{"data":{"result":true,"error":null}}',
	'<b>Warning</b>: something in line 7\ntrue',
	'<!DOCTYPE html><html><body>true</body></html>',
	`<?xml version="1.0"?>\n<response status="success">\n<customer status="deleted">\n<code>${CODE}</code>\n</customer>\n</response>`,
	`<response status="success"><customer status="deleted"><code><![CDATA[${CODE}]]></code></customer></response>`,
	`<response status="success"><customer status="active"><code>${CODE}</code></customer></response>`,
	'<response status="error"><error>Customer not found &amp; gone</error></response>',
	'<response status="error"><errors><error code="7">Locked</error></errors></response>',
	'<response status="no_match"></response>',
	'<response status="success"/>',
	'<response status="no_match"/>',
	`{"status":"success","customer":{"status":"deleted","code":"${CODE}"}}`,
	`{"response":{"status":"success","customer":[{"status":"deleted","code":"${CODE}"}]}}`,
	`done({"response":{"status":"success","customer":{"status":"deleted","code":"${CODE}"}}});`,
	'{"status":"no_match"}',
	'{"response":{"status":"error","error":{"code":"7","message":"Locked"}}}',
	'Not found (404)',
	'',
	'{"result":"success","message":"FALSE"}',
	'{"SUCCESS":"true","Error":null}',
	'{"Result":true,"ERROR":"Customer not found"}',
	'[{"result":true}]',
	'[{"result":0}]',
	'<br />\n<b>Warning</b>:  Undefined variable $x in <b>/api.php</b> on line <b>7</b><br />\n{"result":true}',
	`{"status":"success","customer":{"status":"deleted","code":${CODE}}}`,
	`{"status":"success","customer":{"status":"deleted","code":"${CODE}","order":{"status":"error"}}}`,
	`{"status":"success","customer":{"status":"deleted","code":"${OTHER}"}}`,
	`{"@attributes":{"status":"success"},"customer":{"@attributes":{"status":"deleted"},"code":"${CODE}"}}`,
	`{"@attributes":{"status":"no_match"},"message":"No such customer"}`,
	`<response status="success"><customer status="deleted"><code>${OTHER}</code></customer></response>`,
	`<response status="success"><customer status="deleted"><code>${CODE}</code><customer status="deleted"><code>${OTHER}</code></customer></customer></response>`,
	`<response status="success"><customer status="deleted"><code>${CODE}</code></customer><log><customers><customer status="deleted"/></customers></log></response>`,
	`<response status="success"><customer status="deleted"><code>${CODE}</code></customer><step status="error"/></response>`,
	`<response status="success"><customer><code>${OTHER}</code></customer></response>`,
	'<response status="no_match"><message>No such customer</message></response>',
];

/** What a mutation puts in: whatever has a meaning somewhere in these formats. */
const tokens = [
	...['true', 'false', 'null', '0', '1', '""', '{}', '[]', '{', '}', '[', ']', ',', ':', '"', '\\'],
	...['"result":', '"success":', '"status":', '"error":', '"errors":', '"message":', '"response":'],
	...['"success"', '"error"', '"deleted"', '"no_match"', '"customer":', '"code":', '"__proto__":'],
	...[
		'"RESULT":',
		'"Success":',
		'"STATUS":',
		'"ERROR":',
		'"Errors":',
		'"Message":',
		'"customers":',
	],
	...[
		'"FALSE"',
		'"No"',
		'"0"',
		'"@attributes":',
		'{"@attributes":{"status":"error"}},',
		'.0',
		'e0',
	],
	...[`"code":${CODE}`, `"code":${CODE}0`, `0${CODE}`, `${CODE}.0`, OTHER, '<b>Warning</b>: '],
	...['<', '>', '/>', '</', '<a>', '</a>', '<!--', '-->', '<![CDATA[', ']]>', '<?x ?>', '<?xml'],
	...['<error>x</error>', '<error/>', '</response>', '<response status="success">', '<!DOCTYPE a>'],
	...[' status="error"', ' status="success"', ' status="deleted"', "status='success'", ' a=b'],
	...[
		'<customer status="deleted">',
		'</customer>',
		`<code>${CODE}</code>`,
		`<code>${OTHER}</code>`,
		'<status>error</status>',
		'<customers>',
		CODE,
	],
	...['&', '&amp;', '&lt;', '&#60;', '&#x3c;', '&quot;', '&#0;', '&x;', '%3C', '\\u0022', '\\n'],
	...[
		' ',
		'\n',
		'\t',
		'\u00a0',
		'\ufeff',
		'\u200b',
		'\0',
		'\u2028',
		'\ud800',
		'é',
		'🔑',
		'(',
		');',
	],
];

/** One change to a text, at a place given as a part of its length. */
type Mutation = (text: string) => string;

const place = fc.double({ min: 0, max: 1, noNaN: true });

const mutation: fc.Arbitrary<Mutation> = fc
	.record({
		kind: fc.constantFrom('insert', 'insert', 'remove', 'repeat', 'replace', 'move', 'cut', 'case'),
		from: place,
		to: place,
		length: fc.nat(12),
		token: fc.oneof(fc.constantFrom(...tokens), fc.string({ unit: 'binary', maxLength: 3 })),
	})
	.map(({ kind, from, to, length, token }) => (text) => {
		const start = Math.floor(from * text.length);
		const [before, part, after] = [
			text.slice(0, start),
			text.slice(start, start + length),
			text.slice(start + length),
		];
		switch (kind) {
			case 'insert':
				return before + token + part + after;
			case 'remove':
				return before + after;
			case 'repeat':
				return before + part + part + after;
			case 'replace':
				return before + token + after;
			case 'move': {
				const rest = before + after;
				const target = Math.floor(to * rest.length);
				return rest.slice(0, target) + part + rest.slice(target);
			}
			case 'case':
				return before + part.toUpperCase() + after;
			default:
				return before;
		}
	});

const verdict = fc.constantFrom<unknown>(
	...[true, false, null, 0, 1, '', 'success', 'Success', 'error', 'no', 'true', 'ok', [], {}],
);
const wrong = fc.constantFrom<unknown>('', 'Locked', { message: 'Locked' }, { error: ['a', 'b'] });
const code = fc.constantFrom(CODE, CODE, OTHER, `0${CODE}`, `${CODE}0`, ` ${CODE}\n`);
const customer = fc.record(
	{
		status: fc.constantFrom('deleted', 'active'),
		code: fc.oneof(code, fc.constantFrom(Number(CODE), Number(OTHER))),
		error: wrong,
		step: fc.record({ status: fc.constantFrom('error', 'deleted', 'ok') }),
		customers: fc.array(fc.record({ status: fc.constantFrom('deleted', 'active'), code })),
	},
	{ requiredKeys: ['status', 'code'] },
);

/** The same name in a letter case that people and services write it in. */
const inAnyCase = (name: string) =>
	fc.constantFrom(name, name, name.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1));

/** What Trackfinity may say, in any combination. */
const change = fc
	.array(
		fc.tuple(
			fc.constantFrom('result', 'success', 'status', 'error', 'errors', 'message').chain(inAnyCase),
			fc.oneof(verdict, fc.constantFrom('FALSE', 'False', 'No', '0', 'Done')),
		),
		{ maxLength: 4 },
	)
	.map((entries) => Object.fromEntries(entries))
	.chain((object) => fc.constantFrom<unknown>(object, object, object, [object], [object, object]));

/** What the delete service may say, in any combination. */
const deletion = fc.record(
	{
		status: fc.constantFrom('success', 'success', 'error', 'no_match'),
		customer: fc.oneof(customer, fc.array(customer, { minLength: 2, maxLength: 2 })),
		code,
		error: wrong,
		log: fc.record({ errors: wrong }),
	},
	{ requiredKeys: ['status'] },
);

/** As PHP makes JSON of XML. */
function withAttributes(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withAttributes);
	if (typeof value !== 'object' || value === null) return value;
	const { status, ...others } = value as Record<string, unknown>;
	const inside = Object.entries(others).map(([key, inner]) => [key, withAttributes(inner)]);
	const attributes = status === undefined ? {} : { '@attributes': { status } };
	return { ...attributes, ...Object.fromEntries(inside) };
}

/** All that XML has is text. */
function withoutNumbers(value: unknown): unknown {
	const copy: unknown = JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
		typeof inner === 'number' ? String(inner) : inner,
	);
	return copy;
}

const document = fc.oneof(
	fc.constantFrom(...stock),
	change.map((value) => JSON.stringify(value)),
	deletion.map((value) => JSON.stringify(value)),
	deletion.map((value) => JSON.stringify(withAttributes(value))),
	deletion.map((value) => toXml('response', withoutNumbers(value))),
);

/** What may stand behind a document: mostly nothing, now and then another, or text that ends as XML does. */
const behind = fc.oneof(
	{ weight: 18, arbitrary: fc.constant('') },
	{ weight: 2, arbitrary: document },
	{ weight: 1, arbitrary: fc.constantFrom('true>', ' ->', `${CODE}/>`) },
);

/** Bodies of responses: documents of both services with up to eight changes. */
export const body: fc.Arbitrary<string> = fc
	.tuple(document, behind, fc.oneof(fc.constant([]), fc.array(mutation, { maxLength: 8 })))
	.map(([first, second, mutations]) =>
		mutations.reduce((text, mutate) => mutate(text), first + second),
	);

/** Bodies as bytes, in the charsets that servers use, sometimes broken; and what their header says of them. */
export const bytes: fc.Arbitrary<{ bytes: Uint8Array; contentType: string | undefined }> =
	fc.record({
		bytes: fc.oneof(
			body.map((text) => Buffer.from(text)),
			body.map((text) => Buffer.from(text, 'utf16le')),
			body.map((text) => Buffer.from(text, 'latin1')),
			body.map((text) =>
				Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${text}`, 'latin1'),
			),
			body.map((text) => Buffer.from(`<?xml version='1.0' encoding='utf-16'?>${text}`, 'utf16le')),
			fc.uint8Array({ maxLength: 60 }),
		),
		contentType: fc.oneof(
			fc.constantFrom(
				undefined,
				'text/xml',
				'application/json; charset=utf-16',
				'text/html; charset="iso-8859-1"',
				"x/y;charset='?'",
				'; charset=utf-16be; charset',
			),
			// As a header takes it.
			fc.string(),
		),
	});
