import type { INodeParameters } from 'n8n-workflow';

import { cityItems, codes, customers, itemsFor } from '../support/customers.cts';
import { deletion, useDeletions } from '../support/deletions.cts';
import { irreversible, reversible } from '../support/operations.cts';
import { modes, parametersFor } from '../support/runs.cts';

const { inTurn, workbench } = useDeletions();

async function hintsOf(
	ids: readonly unknown[],
	parameters: INodeParameters = parametersFor.lock(),
	onError: (typeof modes)[number] = 'continueRegularOutput',
): Promise<string[]> {
	const { hints } = await workbench.run({ parameters, items: itemsFor(ids), onError });
	for (const hint of hints) expect(hint).toMatchObject({ location: 'outputPane', type: 'info' });
	return hints.map(({ message }) => message);
}

const skipped = 'skipped: identical requests for the same customer are sent once';
const retried =
	/^\d requests? retried\..*'Parallel Requests'.*set or lower 'Max Requests per Second'/;

describe('the output panel says', () => {
	test('nothing about a run in which nothing is remarkable', async () => {
		expect(await hintsOf(customers)).toEqual([]);
		// A missing customer who counts as rejected is no hint either.
		expect(await hintsOf([...codes, 'nobody'], parametersFor.delete())).toEqual([]);

		const items = cityItems('191 Rome', '191 Oslo', '191 Rome');
		const { hints } = await workbench.run({ parameters: parametersFor.setDetails(), items });
		expect(hints).toEqual([]);
	});

	test('how many duplicates were not sent again', async () => {
		expect(await hintsOf(['191', '191'])).toEqual([`1 duplicate request ${skipped}`]);
		const ids = ['191', '204', '191', '191', '204'];
		expect(await hintsOf(ids)).toEqual([`3 duplicate requests ${skipped}`]);
	});

	test('that this was a dry run, and how many duplicates would not be sent again', async () => {
		expect(await hintsOf(['191', '204', '191'], parametersFor.lock({ dryRun: true }))).toEqual([
			expect.stringMatching(/dry run: nothing is changed\b.*'Dry Run'/),
			`1 duplicate request would be ${skipped}`,
		]);
	});

	test('how many requests were retried, not how often, with the one that duplicates share counted once', async () => {
		for (const id of ['191', '204', '215']) {
			const form = { customer_id: id };
			workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 2, form });
		}
		const three = await hintsOf(['204', '215', '191', '191']);
		expect(three).toEqual([`1 duplicate request ${skipped}`, expect.stringMatching(retried)]);
		expect(three[1]).toMatch(/^3 requests/);

		// Also when it came to nothing.
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0' });
		const [one] = await hintsOf(['191'], parametersFor.lock({ retries: 1 }));
		expect(one).toMatch(/^1 request retried/);
	});

	test.each([
		[1, /^1 deletion verified\b/],
		[2, /^2 deletions verified\b/],
	])('how many deletions were verified: %d', async (count, text) => {
		for (const code of codes.slice(0, count)) {
			inTurn({ form: { ...deletion.form, code } }, { kind: 'drop', when: 'after' });
		}
		expect(await hintsOf([...codes, ...codes], parametersFor.delete({ retries: 0 }))).toEqual([
			`3 duplicate requests ${skipped}`,
			expect.stringMatching(text),
		]);
	});

	test.each([
		[['nobody'], '1 customer was missing'],
		[['nobody', 'noone', 'nobody'], '2 customers were missing'],
		[[], undefined],
	])('how many customers were missing: %j', async (ids, text) => {
		const hints = await hintsOf([...codes, ...ids], parametersFor.delete({ ignoreMissing: true }));

		expect(hints.at(-1)).toBe(
			text && `${text} and counted as done, because 'Ignore Missing Customers' is on`,
		);
	});
});

/** Texts that are equal to a rounded number: what is left of a long number that became text on its way. */
const rounded = ['12345678901234568', '1234567890123456800', '12345678901234567000'];
/** Texts of as many digits that no number gives, and shorter ones. */
const exact = [
	...['12345678901234567', '1234567890123456789', '9007199254740993123', '98765432109876543210987'],
	...['1234567890123456', '9007199254740992', '00012345678901234568', 'C-12345678901234568'],
];
const numbers = expect.stringMatching(/\b2 items\b.*\bnumber.*leading zeros/i);
const digits = expect.stringMatching(/\b3 items\b.*\bdigits/i);

describe.each(irreversible)('of $value, too', ({ lookup, parameters }) => {
	const given = parameters({ ignoreMissing: true });
	/** But for what the run itself is told by. */
	const hintsOn = async (...run: Parameters<typeof hintsOf>) =>
		(await hintsOf(...run)).filter((text) => !/dry run|missing|duplicate/.test(text));

	test('how many arrived as numbers, and how many look as if they had lost digits', async () => {
		expect(await hintsOn([42, 7, '0042', '191'], given)).toEqual([numbers]);
		expect(await hintsOn([42, 7, ...rounded, ...exact], given)).toEqual([numbers, digits]);
		// Of equal requests each counts as it arrived.
		expect(await hintsOn(['42', 42, 7, '7', '42'], given)).toEqual([numbers]);
		expect(await hintsOn(rounded, given)).toEqual([digits]);
		expect(await hintsOn(exact, given)).toEqual([]);
		// Where a space slipped into the field.
		const spaced = { ...given, [lookup]: '= {{ $json.id }}' };
		expect(await hintsOn([42, 7], spaced)).toEqual([numbers]);
	});

	test.each(modes)('in dry runs, with On Error set to %s', async (onError) => {
		const dry = parameters({ dryRun: true });
		expect(await hintsOn([42, 7, ...rounded], dry, onError)).toEqual([numbers, digits]);
	});
});

test.each(reversible)(
	'nothing of either for $value, which can be undone',
	async ({ parameters }) => {
		expect(await hintsOf([42, 7, ...rounded], parameters())).toEqual([]);
	},
);
