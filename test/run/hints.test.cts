import type { INodeParameters } from 'n8n-workflow';

import { deletion, useDeletions } from '../support/deletions.cts';
import { irreversible, reversible } from '../support/operations.cts';
import { cityItems, codes, customers, itemsFor, modes, parametersFor } from '../support/runs.cts';

const { inTurn, workbench } = useDeletions();

async function hintsOf(
	ids: readonly unknown[],
	parameters: INodeParameters = lock,
	onError: (typeof modes)[number] = 'continueRegularOutput',
): Promise<string[]> {
	const { hints } = await workbench.run({ parameters, items: itemsFor(ids), onError });
	for (const hint of hints) expect(hint).toMatchObject({ location: 'outputPane', type: 'info' });
	return hints.map(({ message }) => message);
}

const lock = parametersFor.lock();
const ignoring = parametersFor.delete({ ignoreMissing: true });
const dryRun = expect.stringMatching(/dry run: nothing is changed\b.*'Dry Run'/);
const skipped = (what: string) =>
	`${what} skipped: identical requests for the same customer are sent once`;
const missing = (who: string) =>
	`${who} missing and counted as done, because 'Ignore Missing Customers' is on`;
const retried =
	/^3 requests retried\..*'Parallel Requests'.*set or lower 'Max Requests per Second'/;

describe('the output panel says', () => {
	const [one, three] = ['1 duplicate request', '3 duplicate requests'].map(skipped);
	const dry = parametersFor.lock({ dryRun: true });
	const twice = ['191', '204', '191'];
	const twoTwice = [...twice, '191', '204'];
	const noone = ['nobody', 'noone', 'nobody'];

	test.each<[of: string, ids: readonly string[], parameters: INodeParameters, hints: unknown[]]>([
		['nothing remarkable', customers, lock, []],
		['a missing customer who is rejected', [...codes, 'nobody'], parametersFor.delete(), []],
		['nobody missing', codes, ignoring, []],
		['one missing', [...codes, 'nobody'], ignoring, [missing('1 customer was')]],
		['two missing', [...codes, ...noone], ignoring, [one, missing('2 customers were')]],
		['a duplicate that is not sent again', twice, lock, [one]],
		['duplicates that are not sent again', twoTwice, lock, [three]],
		['what a dry run is', twice, dry, [dryRun, skipped('1 duplicate request would be')]],
	])('what there is to say of %s', async (_of, ids, parameters, hints) => {
		expect(await hintsOf(ids, parameters)).toEqual(hints);
	});

	test('nothing of equal requests with another between, which are sent', async () => {
		const items = cityItems('191 Rome', '191 Oslo', '191 Rome');
		const { hints } = await workbench.run({ parameters: parametersFor.setDetails(), items });
		expect(hints).toEqual([]);
	});

	test('how many requests were retried, not how often, with the one that duplicates share counted once', async () => {
		for (const id of ['191', '204', '215']) {
			const form = { customer_id: id };
			workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times: 2, form });
		}
		const ids = ['204', '215', '191', '191'];
		expect(await hintsOf(ids)).toEqual([one, expect.stringMatching(retried)]);

		// Also when it came to nothing.
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0' });
		const [hint] = await hintsOf(['191'], parametersFor.lock({ retries: 1 }));
		expect(hint).toMatch(/^1 request retried/);
	});

	test.each([
		[1, /^1 deletion verified\b/],
		[2, /^2 deletions verified\b/],
	])('how many deletions were verified: %d', async (count, text) => {
		for (const code of codes.slice(0, count)) {
			inTurn({ form: { ...deletion.form, code } }, { kind: 'drop', when: 'after' });
		}
		const hints = await hintsOf([...codes, ...codes], parametersFor.delete({ retries: 0 }));
		expect(hints).toEqual([three, expect.stringMatching(text)]);
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

test.each(reversible)('nothing of either for $value, with its undo', async ({ parameters }) => {
	expect(await hintsOf([42, 7, ...rounded], parameters())).toEqual([]);
});
