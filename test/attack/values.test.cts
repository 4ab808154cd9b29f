import { readDeletion } from '../../nodes/Trackfinity/services/deleteService';
import { readTrackfinityResponse } from '../../nodes/Trackfinity/services/trackfinity';
import { failureOf } from '../support/outcomes.cts';
import { customerXml, deletedXml, says } from '../support/responses.cts';
import { runOne } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const CODE = '1234567890123456';
const customer = customerXml(CODE);

/** What becomes of one item whose request gets this response, as does a question about it, at once. */
async function failureAfter(body: string) {
	const remove = workbench.sandbox.fault(says(body));
	const responseFormat = body.startsWith('<') ? 'xml' : 'json';
	const item = await runOne(workbench, 'delete', { retries: 0, responseFormat });
	remove();
	return failureOf(item);
}

/** An entity for each level, which is ten times the one below. */
const entities = Array.from({ length: 12 }, (_, level) => {
	const value = level === 0 ? CODE : `&e${level - 1};`.repeat(10);
	return `<!ENTITY e${level} "${value}">`;
}).join('\n');

// More bodies, and in whose words each is unclear: test/pure/deleteResponse.
test.each([
	`<!DOCTYPE r [${entities}]>${deletedXml(CODE, '&e11;')}`,
	`<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>${deletedXml(CODE, '&e;')}`,
	`<!ENTITY e "${CODE}">${deletedXml(CODE, '&e;')}`,
	...[deletedXml(CODE, '&__proto__;'), deletedXml(CODE, '&constructor;')],
	`<response status="success"><old>${customer}</old></response>`,
	// Names of what every object has.
	`<response><__proto__ status="success">${customer}</__proto__></response>`,
	...['__proto__', 'constructor'].map(
		(name) => `<response ${name}="success">${customer}</response>`,
	),
])('attack: forged success of a deletion: %.100s', async (body) => {
	const { outcome, message, description } = await failureAfter(body);
	expect(outcome).not.toBe('notSent');
	expect(message + description).not.toMatch(/root:|a{100}/);
	expect(workbench.sandbox.loyaltyCustomers().map(({ code }) => code)).toContain(CODE);
	expect(Reflect.get({}, 'status')).toBeUndefined();
});

test.each(['{}', '{"status":"success"}'])('a foreign prototype confirms nothing: %s', (body) => {
	const customer = { status: 'deleted', code: CODE };
	const inherited = { result: true, success: true, customer };
	for (const [key, value] of Object.entries(inherited)) {
		Object.defineProperty(Object.prototype, key, { value, configurable: true });
	}
	try {
		expect(readTrackfinityResponse(body).kind).toBe('unclear');
		expect(readDeletion(body, CODE).kind).toBe('unclear');
	} finally {
		for (const key of Object.keys(inherited)) Reflect.deleteProperty(Object.prototype, key);
	}
});
