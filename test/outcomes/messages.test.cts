import { refusedXml, says } from '../support/responses.cts';
import { failureOf, itemsFor, parametersFor, runOne, stopOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

// What is said of a last attempt: test/pure/toOutcome.
test.each([
	['forget', true],
	['setDetails', true],
	['lock', false],
	['unlock', false],
] as const)(
	"Trackfinity's no to %s may be about a locked customer, who is to be unlocked first: %j",
	async (operation, isSaid) => {
		workbench.sandbox.fault(says('false'));
		const { outcome, description } = failureOf(await runOne(workbench, operation));
		expect(outcome).toBe('rejected');
		expect(/\bunlock/i.test(description)).toBe(isSaid);
	},
);

// How long they are: test/secrets/redact.
test.each(['Repermitted, denied', 'ENOENT: ECONNREFUSED'])(
	"the service's words stay as they are where they hold the name of a system error: %s",
	async (error) => {
		workbench.sandbox.fault(says(JSON.stringify({ error })));
		const parameters = parametersFor.lock();
		const result = await workbench.run({ parameters, items: itemsFor(['1']) });
		expect(stopOf(result).message).toContain(error);
	},
);

test('a long ID is told by its beginning', async () => {
	workbench.sandbox.fault(says(refusedXml('No')));
	const items = itemsFor(['x'.repeat(400)]);
	const item = await runOne(workbench, 'delete', {}, { items });
	expect(failureOf(item).description).toMatch(/'Customer Code' x{100}… /);
});
