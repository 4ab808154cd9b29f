import { readDeletion } from '../../nodes/Trackfinity/services/deleteResponse';
import { readTrackfinityResponse } from '../../nodes/Trackfinity/services/trackfinityResponse';
import { deletedJson, deletedXml, says } from '../support/responses.cts';
import { failureOf, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const CODE = '1234567890123456';

const success = deletedXml(CODE);

const customer = `<customer status="deleted"><code>${CODE}</code></customer>`;

/** What becomes of one item whose request gets this response, as does a question about it, at once. */
async function failureAfter(body: string, operation: 'lock' | 'delete' = 'delete') {
	const remove = workbench.sandbox.fault(says(body));
	const responseFormat = body.startsWith('<') ? 'xml' : 'json';
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0, responseFormat }),
		items: [{ id: operation === 'lock' ? '191' : CODE }],
		onError: 'continueRegularOutput',
	});
	remove();
	return failureOf(output[0]);
}

describe('attack: entities and DOCTYPEs', () => {
	const bomb = (levels: number) =>
		Array.from({ length: levels }, (_, level) => {
			const value = level === 0 ? CODE : `&e${level - 1};`.repeat(10);
			return `<!ENTITY e${level} "${value}">`;
		}).join('\n');

	test.each([
		['billion laughs', `<!DOCTYPE r [${bomb(12)}]>${deletedXml(CODE, '&e11;')}`],
		['one entity', `<!DOCTYPE r [<!ENTITY e "${CODE}">]>${deletedXml(CODE, '&e;')}`],
		[
			'quadratic blow-up',
			`<!DOCTYPE r [<!ENTITY e "${'a'.repeat(50_000)}">]>${'&e;'.repeat(9_000)}`,
		],
		['a file', `<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>${deletedXml(CODE, '&e;')}`],
		['a parameter entity', `<!DOCTYPE r [<!ENTITY % e SYSTEM "http://x.invalid/">%e;]>${success}`],
		['an external DTD', `<!DOCTYPE r SYSTEM "http://x.invalid/x.dtd">${success}`],
		['an entity without a DOCTYPE', `<!ENTITY e "${CODE}">${deletedXml(CODE, '&e;')}`],
		['an entity named like a standard one', `<!DOCTYPE r [<!ENTITY lt "x">]>${success}`],
		['entities that do not exist', deletedXml(CODE, '&e;')],
	])('%s', async (_, body) => {
		const failure = await failureAfter(body);
		expect(failure.outcome).toBe('unknown');
		expect(`${failure.message}${failure.description}`).not.toMatch(/root:|a{100}/);
	});

	test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
		'an entity named %s',
		async (name) => {
			expect((await failureAfter(deletedXml(CODE, `&${name};`))).outcome).toBe('unknown');
		},
	);
});

describe('attack: forged success', () => {
	test.each([
		['in a comment', `<!-- ${success} -->`],
		[
			'in a comment of an empty response',
			`<response status="success"><!-- ${customer} --></response>`,
		],
		['in CDATA', `<response status="success"><![CDATA[${customer}]]></response>`],
		['the code in a comment', deletedXml(CODE, `<!-- ${CODE} -->`)],
		['the code in a processing instruction', deletedXml(CODE, `<?code ${CODE}?>`)],
		['in another element', `<log>${success}</log>`],
		['deeper inside', `<response status="success"><old>${customer}</old></response>`],
		['beside a rejection', `<response status="error"><error>No</error>${customer}</response>`],
		['after a rejection', `<response status="error"><error>No</error></response>${success}`],
		['before a rejection', `${success}<response status="error"><error>No</error></response>`],
		['after an empty element', `<br/>${success}`],
		['after another element', `<b>Warning</b>${success}`],
		['before an empty element', `${success}<br/>`],
		['two of them', success + success],
		['with another code', deletedXml('1234567890123457')],
		['with a longer code', deletedXml(`${CODE}0`)],
		['for all customers', deletedXml('*')],
		['for no customer', deletedXml('')],
		['with two statuses', success.replace('status=', 'status="error" status=')],
		['with two statuses of the customer', success.replace('<customer', '<customer status="x"')],
		['with a status without quotes', success.replace('"success"', 'success')],
		['with a status that has no value', success.replace('="success"', '')],
		['with a namespace', success.replaceAll('response', 'x:response')],
		['in a text beside it', `<p>${'success deleted'} ${CODE}</p>`],
		['in the name of an attribute', `<response success="status">${customer}</response>`],
		['with tags that cross', success.replace('</code>\n</customer>', '</customer>\n</code>')],
		['as a page', `<!doctype html><html><body><h1>Success</h1>${success}</body></html>`],
		['after a PHP warning', `<br />\n<b>Warning</b>: Undefined index in <b>x.php</b>\n${success}`],
		['before a PHP warning', `${success}\nPHP Warning: Undefined index`],
	])('in XML: %s', async (_, body) => {
		expect((await failureAfter(body)).outcome).not.toBe('notSent');
		expect(workbench.sandbox.loyaltyCustomers().map(({ code }) => code)).toContain(CODE);
	});

	const json = deletedJson(CODE);

	test.each([
		['a rejection around a success', `{"status":"error","error":"No","response":${json}}`],
		[
			'a rejection in the wrapper, a success around it',
			`{"response":{"status":"error"},${json.slice(1)}`,
		],
		['a rejection beside it', `{"error":"No",${json.slice(1)}`],
		['rejections beside it', `{"errors":["No"],${json.slice(1)}`],
		['in a text', JSON.stringify(json)],
		['in a list', `[${json}]`],
		['twice', `${json}\n${json}`],
		['before a rejection', `${json}{"status":"error"}`],
		['with another code', deletedJson('1234567890123457')],
		['with a callback that does more', `x=1;done(${json});`],
		['with a callback inside a comment', `/* done(${json}) */`],
		['with a comment inside', `done(/* ${json} */);`],
		['with two arguments', `done({"status":"error"},${json});`],
		['with code behind it', `done(${json});alert(1)`],
		['with an index', `window["done"](${json});`],
		['as a page', `<html>${json}</html>`],
		['after a PHP warning', `Warning: x in y on line 1\n${json}`],
	])('in JSON: %s', async (_, body) => {
		expect((await failureAfter(body)).outcome).not.toBe('notSent');
	});
});

describe('attack: prototype keys', () => {
	afterEach(() => expect(Object.keys(Object.prototype)).toEqual([]));

	test.each([
		'{"__proto__":{"result":true}}',
		'{"constructor":{"prototype":{"result":true}}}',
		'{"result":{"__proto__":true}}',
		'{"toString":true,"valueOf":true,"hasOwnProperty":true}',
		'{"hasOwnProperty":1,"error":"No","result":true}',
		'{"error":{"__proto__":{"message":"No"}}}',
	])('in JSON of Trackfinity: %s', async (body) => {
		const failure = await failureAfter(body, 'lock');
		expect(['unknown', 'rejected']).toContain(failure.outcome);
		expect(Reflect.get({}, 'result')).toBeUndefined();
	});

	test.each(['{}', '{"status":"success"}'])(
		'what another node left on the prototype confirms nothing: %s',
		(body) => {
			const inherited = {
				result: true,
				success: true,
				customer: { status: 'deleted', code: CODE },
			};
			for (const [key, value] of Object.entries(inherited)) {
				Object.defineProperty(Object.prototype, key, { value, configurable: true });
			}
			try {
				expect(readTrackfinityResponse(body).kind).toBe('unclear');
				expect(readDeletion(body, CODE).kind).toBe('unclear');
			} finally {
				for (const key of Object.keys(inherited)) Reflect.deleteProperty(Object.prototype, key);
			}
		},
	);

	test.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty'])(
		'in XML: an element and an attribute named %s',
		async (name) => {
			const body = `<response><${name} status="success">${customer}</${name}></response>`;
			expect((await failureAfter(body)).outcome).toBe('unknown');
			const attribute = `<response ${name}="success">${customer}</response>`;
			expect((await failureAfter(attribute)).outcome).toBe('unknown');
			expect(Reflect.get({}, 'status')).toBeUndefined();
		},
	);
});
