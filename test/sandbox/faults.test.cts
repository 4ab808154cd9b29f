import type { Fault } from '../../sandbox/index.cts';
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

describe('faults', () => {
	it('can be aimed at deletions or at questions, and make a sequence for each', async () => {
		const { sandbox } = client;
		const deletions = { form: { type: 'customer_delete' }, times: 1 };
		const questions = { form: { type: 'customer_exists' }, times: 1 };
		sandbox.fault({ kind: 'drop', when: 'before', ...deletions });
		sandbox.fault({ kind: 'drop', when: 'after', ...deletions });
		sandbox.fault({ kind: 'status', status: 503, ...questions });
		expect(await outcomeOf(deletion)).toBe('cut');
		expect(await outcomeOf(question)).toBe('503');
		expect(await outcomeOf(question)).toBe('200 success');
		expect(await outcomeOf(deletion)).toBe('cut');
		expect(await outcomeOf(question)).toBe('200 no_match');
		expect(await outcomeOf(deletion)).toBe('200 error');
	});

	it.each([
		['before', true],
		['after', false],
		['midAnswer', false],
	] as const)('cut a connection: %s', async (when, isThere) => {
		client.sandbox.fault({ kind: 'drop', when });
		expect(await outcomeOf(deletion)).toBe('cut');
		expect(client.has(code)).toBe(isThere);
	});

	it('cut a connection after all that matters, so that only the cut tells that more was to come', async () => {
		client.sandbox.fault({ kind: 'drop', when: 'midAnswer' });
		const response = await client.post(deletion);
		const reader = response.body?.getReader();
		const chunk = Buffer.from((await reader?.read())?.value ?? '').toString();
		expect(chunk).toMatch(/^<response status="success">.*<\/response>$/s);
		expect(Number(response.headers.get('content-length'))).toBeGreaterThan(chunk.length);
		await expect(reader?.read()).rejects.toThrow();
	});

	it.each<Exclude<Fault, { kind: 'slow' | 'drop' }>>([
		{ kind: 'busy' },
		{ kind: 'status', status: 502 },
		{ kind: 'answer', body: '<respon' },
		{ kind: 'hang' },
		{ kind: 'drip', bytes: '<', everyMs: 1 },
		{ kind: 'redirect', location: '/' },
		{ kind: 'html', status: 502 },
		{ kind: 'echoSecrets', status: 500 },
	])('leave it undone, or are carried out all the same: %j', async (fault) => {
		for (const carryOut of [false, true]) {
			const remove = client.sandbox.fault({ ...fault, carryOut });
			await client.postAndLeave(deletion);
			expect(client.has(code)).toBe(!carryOut);
			remove();
		}
		expect(await outcomeOf(question)).toBe('200 no_match');
	});

	it('send any bytes under any Content-Type', async () => {
		const body = Buffer.from([0x00, 0xff, 0xfe, 0xe9, 0x0d, 0x0a]);
		const headers = { 'Content-Type': 'text/xml; charset=ISO-8859-1' };
		client.sandbox.fault({ kind: 'answer', body, headers, times: 1 });
		client.sandbox.fault({ kind: 'status', status: 500, body, headers, times: 1 });
		for (const status of [200, 500]) {
			const response = await client.post(question);
			expect(response.status).toBe(status);
			expect(response.headers.get('content-type')).toBe(headers['Content-Type']);
			expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
		}
	});

	it('add up to one wait when they are slow', async () => {
		client.sandbox.fault({ kind: 'slow', ms: 40 });
		client.sandbox.fault({ kind: 'slow', ms: 60 });
		client.sandbox.fault({ kind: 'status', status: 500 });
		expect(await outcomeOf(deletion)).toBe('500');
		const [request] = client.sandbox.requests;
		expect((request?.endedAt ?? NaN) - (request?.at ?? NaN)).toBeGreaterThan(98);
	});
});

describe('what is no fault is rejected, and named', () => {
	const status = { kind: 'status', status: 500 };
	const redirect = { kind: 'redirect', location: '/' };
	const wrong: Array<[unknown, RegExp]> = [
		[null, /object/],
		[{ kind: 'toString' }, /^kind: .*'slow'.*'echoSecrets'/],
		[{ kind: 'hang', ms: 5 }, /'ms'/],
		[{ kind: 'slow' }, /^ms: Required$/],
		...[-1, 2 ** 31, 0.5, '5'].map((ms): [unknown, RegExp] => [{ kind: 'slow', ms }, /^ms: /]),
		[{ kind: 'status', status: 199 }, /^status: /],
		[{ ...status, headers: { 'no name': '' } }, /^headers: HTTP/],
		[{ ...status, headers: { name: 5 } }, /^headers: name: /],
		[{ kind: 'answer', body: {} }, /^body: /],
		[{ kind: 'answer', body: '', carryOut: 'yes' }, /^carryOut: /],
		[{ kind: 'drop', when: 'later' }, /^when: /],
		[{ kind: 'drip', bytes: '', everyMs: 1 }, /^bytes: /],
		[{ ...redirect, location: 'a\r\nb' }, /^location: HTTP/],
		[{ ...redirect, status: 200 }, /^status: /],
		[{ kind: 'busy', retryAfter: 5 }, /^retryAfter: /],
		[{ kind: 'html', service: 'other' }, /^service: /],
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

const faultsUrl = () => `${client.sandbox.trackfinityUrl}/sandbox/faults`;
const addFromElsewhere = async (body: string) => await fetch(faultsUrl(), { method: 'POST', body });
