import type { INodeParameters } from 'n8n-workflow';

import { deletion, useDeletions } from '../support/deletions.cts';
import { irreversible, operations } from '../support/operations.cts';
import { cityItems, codes, customers, itemsFor, modes, parametersFor } from '../support/runs.cts';

const { inTurn, workbench } = useDeletions();

async function hintsOf(
	ids: unknown[],
	parameters: INodeParameters = parametersFor.lock(),
	onError: (typeof modes)[number] = 'continueRegularOutput',
): Promise<string[]> {
	const { hints } = await workbench.run({ parameters, items: itemsFor(ids), onError });
	for (const hint of hints) expect(hint).toMatchObject({ location: 'outputPane', type: 'info' });
	return hints.map(({ message }) => message);
}

const busy = (times: number, id: string) =>
	workbench.sandbox.fault({ kind: 'busy', retryAfter: '0', times, form: { customer_id: id } });

const missing = parametersFor.delete({ ignoreMissing: true });

describe('the output panel says', () => {
	test('nothing about a run in which nothing is remarkable', async () => {
		expect(await hintsOf(customers)).toEqual([]);
		// A missing customer who counts as rejected is no hint either.
		expect(await hintsOf([...codes, 'nobody'], parametersFor.delete())).toEqual([]);
	});

	test.each([
		[['191', '191'], '1 duplicate request skipped'],
		[['191', '204', '191', '191', '204'], '3 duplicate requests skipped'],
	])('how many duplicates were not sent again: %j', async (ids, count) => {
		expect(await hintsOf(ids)).toEqual([
			`${count}: identical requests for the same customer are sent once`,
		]);
	});

	test('that this was a dry run, and how many duplicates would not be sent again', async () => {
		expect(await hintsOf(['191', '204', '191'], parametersFor.lock({ dryRun: true }))).toEqual([
			expect.stringMatching(/dry run: nothing is changed\b.*'Dry Run'/),
			'1 duplicate request would be skipped: identical requests for the same customer are sent once',
		]);
	});

	test('nothing of duplicates when another request came between', async () => {
		const { hints } = await workbench.run({
			parameters: parametersFor.setDetails(),
			items: cityItems('191 Rome', '191 Oslo', '191 Rome'),
		});

		expect(hints).toEqual([]);
	});

	test.each([
		[['191'], /^1 request retried\./],
		[['191', '204', '215'], /^3 requests retried\./],
	])('how many requests were retried, not how often: %j', async (retried, count) => {
		for (const id of retried) busy(2, id);

		const hints = await hintsOf(customers);
		expect(hints).toHaveLength(1);
		expect(hints[0]).toMatch(count);
		expect(hints[0]).toMatch(/'Parallel Requests'.*set or lower 'Max Requests per Second'/);
	});

	test('both, with the request that duplicates share counted once, also when it came to nothing', async () => {
		busy(9, '191');
		const hints = await hintsOf(['191', '191', '191'], parametersFor.lock({ retries: 1 }));

		expect(hints).toHaveLength(2);
		expect(hints.join('\n')).toContain('2 duplicate requests skipped');
		expect(hints.join('\n')).toContain('1 request retried.');
	});

	test.each([
		[1, '1 deletion verified'],
		[2, '2 deletions verified'],
	])('how many deletions were verified: %d', async (count, text) => {
		for (const code of codes.slice(0, count)) {
			inTurn({ form: { ...deletion.form, code } }, { kind: 'drop', when: 'after' });
		}
		const parameters = parametersFor.delete({ retries: 0 });
		expect(await hintsOf([...codes, ...codes], parameters)).toEqual([
			'3 duplicate requests skipped: identical requests for the same customer are sent once',
			expect.stringMatching(new RegExp(`^${text}\\b`)),
		]);
	});

	test.each([
		[['nobody'], '1 customer was missing'],
		[['nobody', 'noone', 'nobody'], '2 customers were missing'],
		[[], undefined],
	])('how many customers were missing: %j', async (ids, text) => {
		const hints = await hintsOf([...codes, ...ids], missing);

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
const numbers = /\b2\b.*\bnumber.*leading zeros/i;
const digits = /\b3\b.*\bdigits/i;

describe.each(irreversible)('of IDs and codes, the output panel of $value says', (operation) => {
	const { lookup, parameters } = operation;

	/** But for that it was a dry run. */
	const hintsOn = async (...given: Parameters<typeof hintsOf>) =>
		(await hintsOf(...given)).filter((text) => !text.includes('dry run'));

	test.each([{}, { dryRun: true }])(
		'how many arrived as numbers, and how many look as if they had lost digits: %j',
		async (options) => {
			const given = parameters(options);
			const ofNumbers = await hintsOn([42, 7, '0042', '191'], given);
			expect(ofNumbers).toEqual([expect.stringMatching(numbers)]);
			const ofDigits = await hintsOn([...rounded, ...exact], given);
			expect(ofDigits).toEqual([expect.stringMatching(digits)]);
			expect(await hintsOn(exact, given)).toEqual([]);
		},
	);

	test('both, in every mode', async () => {
		for (const onError of modes) {
			const ids = [42, 7, ...rounded, ...exact];
			expect(await hintsOn(ids, parameters({ dryRun: true }), onError)).toEqual([
				expect.stringMatching(numbers),
				expect.stringMatching(digits),
			]);
		}
	});

	test('the same where a space slipped into the field', async () => {
		const padded = { ...parameters(), [lookup]: '= {{ $json.id }}' };
		expect(await hintsOn([42, 7], padded)).toEqual([expect.stringMatching(numbers)]);
	});
});

test.each(operations.filter((operation) => !irreversible.includes(operation)))(
	'nothing of either for $value, which can be undone',
	async ({ parameters }) => {
		expect(await hintsOf([42, 7, ...rounded], parameters())).toEqual([]);
	},
);
