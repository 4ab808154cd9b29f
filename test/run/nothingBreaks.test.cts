import type { RunResult } from '../../dev/engine/index.cts';
import type { Fault } from '../../sandbox/index.cts';
import {
	failedOf,
	itemsFor,
	manyIds,
	modes,
	outcomesOf,
	parametersFor,
	stopOf,
	sleep,
} from '../support/runs.cts';
import { shownBy } from '../support/strings.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** Letters, digits and signs that each encoding writes in another way, in no order. */
function secretOf(length: number): string {
	const characters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789 %&+<>"\'/\\(.*)$é';
	let seed = 7;
	return Array.from({ length }, () => {
		seed = (seed * 16_807) % 2_147_483_647;
		return characters.charAt(seed % characters.length);
	}).join('');
}

const texts: Array<[string, Fault]> = [
	['says no in words', { kind: 'answer', body: '{"error":"Customer is locked"}' }],
	['says yes in words', { kind: 'answer', body: '{"result":true,"message":"Password changed"}' }],
	['is plain text with status 400', { kind: 'status', status: 400, body: 'No such customer' }],
	['is plain text with status 500', { kind: 'status', status: 500, body: 'Out of order' }],
	['repeats the key and the password', { kind: 'echoSecrets' }],
	['repeats them URL-encoded', { kind: 'echoSecrets', urlEncoded: true }],
];

/** Sets a password for so many customers, each by a request of its own. */
async function setPasswords(
	password: string,
	count: number,
	onError: (typeof modes)[number],
): Promise<RunResult> {
	return await workbench.run({
		parameters: {
			...parametersFor.setDetails({ retries: 0 }),
			fields: { password },
		},
		items: itemsFor(manyIds(count)),
		onError,
	});
}

/** A text in pieces that are long enough to be told. */
function partsOf(text: string): string[] {
	return text.match(/[^]{12}/g) ?? [];
}

/** What the service gets once the node has ended. */
async function requestsAfterwards(): Promise<number> {
	const { sandbox } = workbench;
	expect(sandbox.inFlight()).toBe(0);
	const before = sandbox.requestCount();
	await sleep(200);
	return sandbox.requestCount() - before;
}

describe.each(texts)('a password of 7,000 characters, and a response that %s', (_what, fault) => {
	test.each(modes)('end in an outcome for every item (%s)', async (onError) => {
		const { apiKey } = workbench.sandbox.credentials.trackfinityApi;
		const password = secretOf(7000);
		workbench.sandbox.fault(fault);
		const result = await setPasswords(password, 12, onError);

		expect(await requestsAfterwards()).toBe(0);
		const isDone = result.error === undefined && failedOf(result).length === 0;
		if (onError === 'stopWorkflow' && !isDone) {
			expect(stopOf(result).message).toContain('Trackfinity');
			expect(stopOf(result).description).toMatch(/No items were done\..* Not sent: \d+ items/);
		} else {
			expect(result.status).toBe('success');
			expect([...result.output, ...result.errorOutput]).toHaveLength(12);
			expect(outcomesOf([...result.output, ...result.errorOutput])).not.toContain(undefined);
		}
		const shown = shownBy(result);
		expect(partsOf(password).filter((part) => shown.includes(part))).toEqual([]);
		expect(shown.includes(apiKey)).toBe(false);
		expect(/regular expression|RangeError|call stack/i.test(shown)).toBe(false);
	});
});

test('the longest password that can be set, for several customers', async () => {
	workbench.sandbox.fault({ kind: 'echoSecrets' });
	const password = secretOf(10_000);
	const result = await setPasswords(password, 10, 'continueRegularOutput');

	expect(outcomesOf(result.output)).toEqual(Array(10).fill('rejected'));
	const shown = shownBy(result);
	expect(partsOf(password).filter((part) => shown.includes(part))).toEqual([]);
});
