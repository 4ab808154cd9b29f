import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { broken, deletion, question, seen, useDeletions } from '../support/deletions.cts';
import { refusedXml, says } from '../support/responses.cts';
import { failureOf, itemsFor, parametersFor, stopOf } from '../support/runs.cts';

const { deleteOne, workbench } = useDeletions();

interface How extends INodeParameters {
	/** Locked before, and done. */
	before?: string[];
}

/** How a request fails that this befalls. */
async function failureWith(
	operation: keyof typeof parametersFor,
	fault: Fault,
	{ before = [], ...options }: How = {},
) {
	workbench.sandbox.reset();
	for (const id of before) {
		workbench.sandbox.fault({ kind: 'answer', body: 'true', form: { customer_id: id } });
	}
	workbench.sandbox.fault(fault);
	const { output } = await workbench.run({
		parameters: parametersFor[operation]({ retries: 0, parallelRequests: 1, ...options }),
		items: [...before, '191'].map((id) => ({ id, city: 'Bonn' })),
		onError: 'continueRegularOutput',
	});
	return failureOf(output.at(-1));
}

const respond = (status: number, body = '{"error":"Because"}'): Fault => ({
	...{ kind: 'status', status, body },
});

// By the status of a response: test/pure/toOutcome.
describe('a message says what happened and in whose words, a description what to do', () => {
	const who = '(Trackfinity|[Tt]he Delete service)';
	test.each<[Fault, string]>([
		[{ kind: 'drop', when: 'before' }, `^The connection to ${who} was cut`],
		[{ kind: 'hang' }, `^${who} didn't respond in time`],
		[{ kind: 'html' }, `^${who} responded \\(HTTP 200\\) but .* a web page`],
	])('%j', async (fault, words) => {
		const message = new RegExp(words);
		const lock = await failureWith('lock', fault, { timeout: 1 });
		expect(lock.message).toMatch(message);
		expect(lock.description).toMatch(
			/^It's unclear whether this was applied\. Running this item again is safe/,
		);
		expect(lock.description).not.toContain('before you try again');

		const deleted = await failureWith('delete', fault, { timeout: 1 });
		expect(deleted.message).toMatch(message);
		expect(deleted.description).toMatch(/unclear.*'Customer Code' 191 .*before you try again/);
		expect(deleted.description).not.toMatch(/again is safe/);
	});

	// Of 429 and 503: test/pure/toOutcome.
	test('403 after something was done may be a rate limit', async () => {
		const { description } = await failureWith('lock', respond(403), { before: ['204'] });
		expect(description).toMatch(/set or lower 'Max Requests per Second'.*ADMIN_API_ALLOWED_IPS/);
	});

	test('304 is not called a redirect', async () => {
		const { message, description } = await failureWith('lock', respond(304));
		expect(`${message} ${description}`).not.toMatch(/redirect/i);
	});

	test.each([
		['forget', true],
		['setDetails', true],
		['lock', false],
		['unlock', false],
	] as const)(
		"Trackfinity's no to %s may be about a locked customer, who is to be unlocked first: %j",
		async (operation, isSaid) => {
			const { outcome, description } = await failureWith(operation, says('false'));
			expect(outcome).toBe('rejected');
			expect(/\bunlock/i.test(description)).toBe(isSaid);
		},
	);

	test.each([
		['still there', seen],
		['not known', broken],
	])('advice on a customer who is %s never tells to turn on what is on', async (_, answer) => {
		const IGNORE = "'Ignore Missing Customers'";
		workbench.sandbox.fault({ ...says(refusedXml('Not today')), ...deletion });
		workbench.sandbox.fault({ ...answer, ...question });

		expect(failureOf(await deleteOne()).description).toContain(IGNORE);
		const on = failureOf(await deleteOne({ ignoreMissing: true }));
		expect(on.description).not.toContain(IGNORE);
	});
});

// How long they are: test/secrets/redact.
test.each(['Repermitted, denied', 'ENOENT: ECONNREFUSED'])(
	"the service's words stay as they are where they hold the name of a system error: %s",
	async (error) => {
		workbench.sandbox.fault({ kind: 'answer', body: JSON.stringify({ error }) });
		const parameters = parametersFor.lock();
		const result = await workbench.run({ parameters, items: itemsFor(['1']) });
		expect(stopOf(result).message).toContain(error);
	},
);

test('a long ID is told by its beginning', async () => {
	workbench.sandbox.fault(says(refusedXml('No')));
	const { description } = failureOf(await deleteOne({}, 'x'.repeat(400)));
	expect(description).toMatch(/'Customer Code' x{100}… /);
});
