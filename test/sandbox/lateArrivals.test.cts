import type { Fault } from '../../sandbox/index.cts';
import { until } from '../support/runs.cts';
import { useSandbox } from './useSandbox.cts';

const client = useSandbox();
const code = '1234567890123456';
const deletion = { type: 'customer_delete', code };

describe('a deletion whose client has gone', () => {
	it('is carried out when its hold is released', async () => {
		const hold = client.sandbox.hold({ form: { type: 'customer_delete' } });
		await client.postAndLeave(deletion);
		const question = await client.post({ type: 'customer_exists', code });
		expect(await question.text()).toContain('status="success"');
		hold.release();
		await until(() => !client.has(code));
		expect(client.has(code)).toBe(false);
		expect(client.sandbox.requests.map(({ status }) => status)).toEqual([undefined, 200]);
	});

	it('is carried out late when it is slow', async () => {
		client.sandbox.fault({ kind: 'slow', ms: 300, form: { type: 'customer_delete' } });
		await client.postAndLeave(deletion);
		expect(client.has(code)).toBe(true);
		await until(() => !client.has(code));
		const [request] = client.sandbox.requests;
		expect(client.has(code)).toBe(false);
		// Node.js counts a timer's milliseconds in whole ones.
		expect(performance.now() - (request?.at ?? NaN)).toBeGreaterThan(298);
		expect(request).toHaveProperty('endedAt');
		expect(request).not.toHaveProperty('status');
	});

	it('is not carried out after the sandbox was reset', async () => {
		const hold = client.sandbox.hold();
		await client.postAndLeave(deletion);
		client.sandbox.reset();
		hold.release();
		await client.post({ type: 'account_info' });
		expect(client.has(code)).toBe(true);
	});

	it.each<Fault>([
		{ kind: 'drop', when: 'after' },
		{ kind: 'status', status: 502, carryOut: true },
		{ kind: 'hang', carryOut: true },
	])('is carried out though its response goes wrong: %j', async (fault) => {
		client.sandbox.fault({ ...fault, times: 1 });
		const hold = client.sandbox.hold();
		await client.postAndLeave(deletion);
		hold.release();
		await until(() => !client.has(code));
		expect(client.has(code)).toBe(false);
		expect((await client.post({ type: 'account_info' })).status).toBe(200);
	});
});
