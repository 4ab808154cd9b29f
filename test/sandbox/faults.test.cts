import type { Fault } from '../../sandbox/index.cts';
import { until } from '../support/runs.cts';
import { useSandbox } from './useSandbox.cts';

const client = useSandbox();
const code = '1234567890123456';
const deletion = { type: 'customer_delete', code };
const question = { type: 'customer_exists', code };

/** What a client sees of a request: status and body, or that the connection was cut. */
async function outcomeOf(form: Record<string, string>): Promise<string> {
	try {
		const response = await client.post(form);
		const [, said] = /status="(\w+)"/.exec(await response.text()) ?? [];
		return `${response.status} ${said ?? ''}`.trim();
	} catch {
		return 'cut';
	}
}

test('a connection is cut after all that matters, so that only the cut tells that more was to come', async () => {
	client.sandbox.fault({ kind: 'drop', when: 'midAnswer' });
	const response = await client.post(deletion);
	const reader = response.body?.getReader();
	const chunk = Buffer.from((await reader?.read())?.value ?? '').toString();
	expect(chunk).toMatch(/^<response status="success">.*<\/response>$/s);
	expect(Number(response.headers.get('content-length'))).toBeGreaterThan(chunk.length);
	await expect(reader?.read()).rejects.toThrow();
});

describe('what is no fault is rejected, and named', () => {
	const status = { kind: 'status', status: 500 };
	const redirect = { kind: 'redirect', location: '/' };
	const wrong: Array<[unknown, RegExp]> = [
		[null, /object/],
		[{ kind: 'toString' }, /^kind: .*'slow'.*'echoSecrets'/],
		[{ kind: 'hang', ms: 5 }, /'ms'/],
		[{ kind: 'slow' }, /^ms: Required$/],
		...[-1, 2 ** 31, '5'].map((ms): [unknown, RegExp] => [{ kind: 'slow', ms }, /^ms: /]),
		[{ ...status, headers: { 'no name': '' } }, /^headers: HTTP/],
		[{ ...status, headers: { name: 5 } }, /^headers: name: /],
		[{ ...redirect, location: 'a\r\nb' }, /^location: HTTP/],
		[{ kind: 'html', form: { code: 5 } }, /^form: code: /],
		[{ kind: 'html', status: 0, times: 0 }, /status: .*times: |times: .*status: /],
	];

	it.each(wrong)('%j', async (fault, names) => {
		expect(() => client.sandbox.fault(fault as Fault)).toThrow(TypeError);
		expect(() => client.sandbox.fault(fault as Fault)).toThrow(names);
		const response = await addFromElsewhere(JSON.stringify(fault));
		expect(response.status).toBe(400);
		expect(await response.json()).toEqual({ error: expect.stringMatching(names) });
		expect(await outcomeOf(question)).toBe('200 success');
	});

	it('while a fault from another process counts until it is removed', async () => {
		expect((await addFromElsewhere('{')).status).toBe(400);
		const added = await addFromElsewhere(JSON.stringify({ kind: 'status', status: 503 }));
		expect(await added.json()).toEqual({ faults: 1 });
		expect(await outcomeOf(question)).toBe('503');
		const cleared = await fetch(faultsUrl(), { method: 'DELETE' });
		expect(await cleared.json()).toEqual({ faults: 0 });
		expect(await outcomeOf(question)).toBe('200 success');
	});
});

test('a deletion whose client has gone is carried out when its hold is released, but not after a reset', async () => {
	const { sandbox } = client;
	const exists = () => sandbox.loyaltyCustomers().some((customer) => customer.code === code);
	const before = sandbox.hold({ form: { type: deletion.type } });
	await client.postAndLeave(deletion);
	sandbox.reset();
	before.release();
	expect(await outcomeOf(question)).toBe('200 success');

	const hold = sandbox.hold({ form: { type: deletion.type } });
	await client.postAndLeave(deletion);
	expect(await outcomeOf(question)).toBe('200 success');
	expect(exists()).toBe(true);
	hold.release();
	await until(() => !exists());
	expect(sandbox.requests.map(({ status }) => status)).toEqual([200, undefined, 200]);
});

const faultsUrl = () => `${client.sandbox.trackfinityUrl}/sandbox/faults`;
const addFromElsewhere = async (body: string) => await fetch(faultsUrl(), { method: 'POST', body });
