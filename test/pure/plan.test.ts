import fc from 'fast-check';

import { InvalidInput } from '../../nodes/Trackfinity/parameters/invalidInput';
import {
	checkSafetyLimit,
	planEntries,
	blockOnInvalidItems,
	type Entry,
} from '../../nodes/Trackfinity/run/plan';
import { entriesFrom, planned, invalid } from '../support/planned';

/** The refusal that something throws; undefined where it throws none. */
function refusalOf(work: () => void): InvalidInput | undefined {
	try {
		work();
		return undefined;
	} catch (reason) {
		if (reason instanceof InvalidInput) return reason;
		throw reason;
	}
}

describe('planning entries', () => {
	test('gives one per item, in input order, and reads on after a bad one', async () => {
		const entries = await planEntries(
			(item) => {
				if (item('id') === 'bad') throw new InvalidInput('It is bad', 'Mend it.');
				return planned(String(item('id')));
			},
			(index) => () => ['191', 'bad', '204'][index],
			3,
		);

		expect(entries.map(({ request }) => request?.identifier.value)).toEqual([
			'191',
			undefined,
			'204',
		]);
		expect(entries[1]?.failure).toEqual(invalid('It is bad', 'Mend it.'));
	});

	test.each([new TypeError('Broken'), 'a text', {}])(
		'makes a failure that can be read of whatever is thrown: %p',
		async (thrown) => {
			const [entry] = await planEntries(
				() => {
					throw thrown;
				},
				() => () => undefined,
				1,
			);

			expect(entry?.failure).toMatchObject({ outcome: 'notSent', attempts: 0 });
			expect(entry?.failure?.message).not.toBe('');
			expect(entry?.failure?.description).not.toBe('');
		},
	);

	test('lets others take their turn while it reads many items that each take time', async () => {
		let turns = 0;
		let isReading = true;
		const takeTurn = () => {
			turns += 1;
			if (isReading) setImmediate(takeTurn);
		};
		setImmediate(takeTurn);
		await planEntries(
			() => {
				const end = performance.now() + 1;
				while (performance.now() < end);
				return planned('191');
			},
			() => () => undefined,
			500,
		);
		isReading = false;

		// Half a second of work: never yielding gives none, yielding as it should more than ten.
		expect(turns).toBeGreaterThanOrEqual(3);
	});
});

describe('refusing bad items', () => {
	test('lets good ones pass', () => {
		expect(refusalOf(() => blockOnInvalidItems(entriesFrom(['1 A', '2 A'])))).toBeUndefined();
		expect(refusalOf(() => blockOnInvalidItems([]))).toBeUndefined();
	});

	test('names every bad item with its reason, whichever they are', () => {
		fc.assert(
			fc.property(fc.array(fc.boolean(), { maxLength: 30 }), (areGood) => {
				const entries: Entry[] = areGood.map((isGood, index) =>
					isGood ? { request: planned('1') } : { failure: invalid(`Reason ${index} here`) },
				);
				const refusal = refusalOf(() => blockOnInvalidItems(entries));
				const text = `${refusal?.message}\n${refusal?.description}`;

				expect(refusal === undefined).toBe(areGood.every(Boolean));
				expect(refusal?.itemIndex).toBe(refusal && areGood.indexOf(false));
				for (const [index, isGood] of areGood.entries()) {
					expect(text.includes(`Reason ${index} here`)).toBe(!isGood);
					expect(text.includes(`[Item ${index}]`)).toBe(!isGood);
				}
			}),
		);
	});
});

describe('the safety limit', () => {
	const customersOf = (ids: string[]) => ids.map((id): Entry => ({ request: planned(id) }));

	test('refuses exactly when there are more different customers than allowed', () => {
		const ids = fc.array(fc.constantFrom('1', '01', '2', '__proto__', '4', '5'), { maxLength: 20 });
		fc.assert(
			fc.property(ids, fc.integer({ min: 1, max: 8 }), (customers, limit) => {
				const refusal = refusalOf(() => checkSafetyLimit(customersOf(customers), limit));
				expect(refusal !== undefined).toBe(new Set(customers).size > limit);
			}),
		);
	});

	test('counts a customer once, whatever is asked for', () => {
		const entries = entriesFrom(['1 A', '1 B', '1 C', 'bad']);
		expect(refusalOf(() => checkSafetyLimit(entries, 1))).toBeUndefined();
	});

	test('is no limit at Infinity', () => {
		const entries = customersOf(Array.from({ length: 1000 }, (_, index) => String(index)));
		expect(refusalOf(() => checkSafetyLimit(entries, Infinity))).toBeUndefined();
	});

	test('says how many there are, and how many may be', () => {
		const refusal = refusalOf(() => checkSafetyLimit(customersOf(['1', '2', '3']), 2));
		expect(refusal?.message).toMatch(/\b3 customers\b.*\b2\b/);
	});
});
