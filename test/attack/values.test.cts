import { readDeletion } from '../../nodes/Trackfinity/services/deleteService';
import { readTrackfinityResponse } from '../../nodes/Trackfinity/services/trackfinity';
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

// More of them, and in whose words each is unclear: test/pure/deleteResponse.
describe('attack: forged success', () => {
	const json = deletedJson(CODE);
	test.each([
		...[`<!-- ${success} -->`, `<response status="success"><!-- ${customer} --></response>`],
		...[deletedXml(CODE, `<!-- ${CODE} -->`), deletedXml(CODE, `<?code ${CODE}?>`)],
		`<response status="success"><old>${customer}</old></response>`,
		...[
			`<response status="error"><error>No</error></response>${success}`,
			`<p>success ${CODE}</p>`,
		],
		...[deletedXml('1234567890123457'), deletedXml(`${CODE}0`), deletedXml('*'), deletedXml('')],
		...[success.replace('"success"', 'success'), success.replace('="success"', '')],
		success.replace('<customer', '<customer status="x"'),
		`<response success="status">${customer}</response>`,
		`<!doctype html><html><body><h1>Success</h1>${success}</body></html>`,
		...[
			`${success}\nPHP Warning: Undefined index`,
			`<b>Warning</b>: x in <b>x.php</b>\n${success}`,
		],
		...[JSON.stringify(json), `[${json}]`, `${json}\n${json}`, `${json}{"status":"error"}`],
		...[deletedJson('1234567890123457'), `<html>${json}</html>`, `Warning: x on line 1\n${json}`],
		...[`{"errors":["No"],${json.slice(1)}`, `{"response":{"status":"error"},${json.slice(1)}`],
		...[`x=1;done(${json});`, `/* done(${json}) */`, `done(/* ${json} */);`],
		...[`done({"status":"error"},${json});`, `done(${json});alert(1)`, `window["done"](${json});`],
	])('%j', async (body) => {
		expect((await failureAfter(body)).outcome).not.toBe('notSent');
		expect(workbench.sandbox.loyaltyCustomers().map(({ code }) => code)).toContain(CODE);
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
