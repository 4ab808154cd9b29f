import { useAccounts } from '../support/accounts.cts';
import { manyIds, sleep } from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';

const { at, confirm, itemsOf, received, run, workbench } = useAccounts();

const lock = async (what: string[], more: Parameters<typeof run>[2] = {}) =>
	await run('lock', itemsOf('lock', ...what), more);

const allOf = (name: string, count: number) => manyIds(count).map((id) => `${name} ${id}`);

// One that is canceled while it waits: test/pure/rateLimiter, test/run/earlyEnd.
test.each([1, 5])('an account that hangs holds up no other (%d parallel)', async (most) => {
	workbench.sandbox.fault({ kind: 'hang', ...at('lock', 'A') });
	confirm();
	const options = { maxRequestsPerSecond: 10, retries: 0, parallelRequests: most, timeout: 10 };
	const both = manyIds(6).flatMap((id) => [`A ${id}`, `B ${id}`]);
	// It waits for its pace.
	const other = lock(both, { options, onError: 'continueRegularOutput' });
	await sleep(2000);
	const began = elapsedMs();
	await lock(allOf('B', 10), { options });
	const took = elapsedMs() - began;
	await other;

	// Ten at ten per second, and as many of the other execution between them.
	expect(took).toBeLessThan(2500);
});

test('a request that has no slot when its time comes gets the next ones, whoever else asks for its account', async () => {
	workbench.sandbox.fault({ kind: 'slow', ms: 900, ...at('lock', 'A') });
	confirm();
	const pace = { maxRequestsPerSecond: 1, parallelRequests: 2 };
	const other = lock(allOf('B', 20), { options: pace });
	await sleep(500);
	const both = [...allOf('A', 20), 'B X'];
	await Promise.all([lock(both, { options: { parallelRequests: 1 } }), other]);

	const toB = received().filter((text) => text.startsWith('B'));
	expect(toB.indexOf('B X')).toBeLessThan(10);
});
