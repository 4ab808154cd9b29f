import fc from 'fast-check';

import { forget } from '../../nodes/Trackfinity/operations/forget';
import { lock } from '../../nodes/Trackfinity/operations/lock';
import { InvalidInput } from '../../nodes/Trackfinity/parameters/invalidInput';
import { planEntries, withoutConflicts, type Entry } from '../../nodes/Trackfinity/run/entries';
import { blockOnInvalidItems } from '../../nodes/Trackfinity/run/invalidItems';
import { entriesFrom, invalid, planned } from '../support/planned.cts';

describe('planning entries', () => {
	test('gives one per item, in input order, and reads on after an invalid one', async () => {
		const entries = await planEntries(
			(item) => {
				if (item('id') === 'invalid') throw new InvalidInput('It is blank', 'Fill it in.');
				return planned(String(item('id')));
			},
			(index) => () => ['191', 'invalid', '204'][index],
			3,
		);

		expect(entries.map(({ request }) => request?.identifier.value)).toEqual([
			'191',
			undefined,
			'204',
		]);
		expect(entries[1]?.failure).toEqual(invalid('It is blank', 'Fill it in.'));
	});

	test.each([new TypeError('secret-123'), 'secret-123', { message: 'secret-123' }])(
		'makes a failure that can be read of whatever is thrown, and repeats nothing of it: %p',
		async (thrown) => {
			const [entry] = await planEntries(
				() => {
					throw thrown;
				},
				() => () => undefined,
				1,
			);

			expect(entry?.failure).toEqual(
				invalid(
					"The item couldn't be read",
					"Check the node's parameters and its input. Nothing was sent for this item.",
				),
			);
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

/** What blocks a run over these entries; undefined where nothing does. */
function blockOf(entries: readonly Entry[]): InvalidInput | undefined {
	try {
		blockOnInvalidItems(entries);
		return undefined;
	} catch (reason) {
		if (reason instanceof InvalidInput) return reason;
		throw reason;
	}
}

describe('blocking a run because of invalid items', () => {
	test('lets valid items pass', () => {
		expect(blockOf(entriesFrom(['1 A', '2 A']))).toBeUndefined();
		expect(blockOf([])).toBeUndefined();
	});

	const goOn =
		"To go on with the valid items, set 'On Error' in the node's settings to one of the two options that continue.";
	const blank: Entry = { failure: invalid('It is blank', 'Fill it in.') };
	const valid: Entry = { request: planned('1') };

	test('says what to do about the only item', () => {
		expect(blockOf([blank])).toMatchObject({
			message: 'Nothing was sent because of item 0: It is blank [Item 0]',
			description: 'Fill it in. Nothing was sent.',
		});
	});

	test('says what to do about one of several', () => {
		expect(blockOf([valid, blank, valid])).toMatchObject({
			message: 'Nothing was sent because of item 1: It is blank [Item 1]',
			description: `Fill it in. Nothing was sent for any of the 3 items. ${goOn}`,
		});
	});

	test('says what to do about several', () => {
		expect(blockOf([blank, valid, blank])).toMatchObject({
			message: '2 of 3 items are invalid, item 0 first: It is blank [Item 0]',
			description: [
				'Nothing was sent for any of the 3 items.',
				'[Item 0] It is blank.',
				'[Item 2] It is blank.',
				`Fix these items or filter them out before this node. ${goOn}`,
			].join('\n'),
		});
	});

	test('names the first twenty with their reasons and counts the others, whichever they are', () => {
		fc.assert(
			fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (areValid) => {
				const entries: Entry[] = areValid.map((isValid, index) =>
					isValid ? { request: planned('1') } : { failure: invalid(`Reason ${index} here`) },
				);
				const block = blockOf(entries);
				const text = `${block?.message}\n${block?.description}`;
				const listed = areValid.flatMap((isValid, index) => (isValid ? [] : index)).slice(0, 20);
				const unlisted = areValid.filter((isValid) => !isValid).length - listed.length;

				expect(block === undefined).toBe(areValid.every(Boolean));
				expect(block?.itemIndex).toBe(block && areValid.indexOf(false));
				for (const index of areValid.keys()) {
					expect(text.includes(`Reason ${index} here`)).toBe(listed.includes(index));
					expect(text.includes(`[Item ${index}]`)).toBe(listed.includes(index));
				}
				expect(text.includes(`${unlisted} more item`)).toBe(unlisted > 0);
			}),
		);
	});

	test.each([
		[20, undefined],
		[21, '1 more item is invalid'],
		[22, '2 more items are invalid'],
	])('says of %d invalid items: %p', (count, rest) => {
		const { description = '' } = blockOf(entriesFrom(Array(count).fill('invalid'))) ?? {};

		expect(/\d+ more items? (is|are) invalid/.exec(description)?.[0]).toBe(rest);
	});

	test('keeps the text short, whatever the number of items', () => {
		const entries = Array.from({ length: 30_000 }, (): Entry => ({
			failure: invalid("'Customer ID' must be text or a number, but is empty"),
		}));
		const block = blockOf(entries);

		expect(block?.message).toContain('30000 of 30000 items are invalid');
		expect(block?.description).toContain('29980 more items');
		expect(block?.description.length).toBeLessThan(3000);
	});
});

describe('requests that contradict each other', () => {
	/** Which entries are still to be sent. */
	const left = (entries: readonly Entry[]) =>
		entries.flatMap(({ request }, index) => (request ? [index] : []));

	test('are all invalid where there is no undo, however many there are and wherever they stand', () => {
		const entries = entriesFrom(['1 A', '2 A', '1 A', 'invalid', '1 B', '3 A', '3 A']);
		const checked = withoutConflicts(entries, forget);

		expect(left(checked)).toEqual([1, 5, 6]);
		for (const index of [0, 2, 4]) {
			expect(checked[index]?.failure).toMatchObject({ outcome: 'notSent', attempts: 0 });
			expect(checked[index]?.failure?.message).toContain('Items 0, 2 and 4');
			expect(checked[index]?.failure?.description).toContain("'Fields to Keep'");
		}
		expect(checked[3]).toEqual(entries[3]);
	});

	test('are named in a few words, however many there are', () => {
		const texts = Array.from({ length: 30_000 }, (_, index) => `1 City${index}`);
		const checked = withoutConflicts(entriesFrom(texts), forget);

		expect(left(checked)).toEqual([]);
		expect(checked[29_999]?.failure?.message).toContain('Items 0, 1, 2, 3, 4 and 29995 more');
	});

	test('are sent one after the other by the operations that set a state', () => {
		expect(left(withoutConflicts(entriesFrom(['1 A', '1 B', '1 A']), lock))).toEqual([0, 1, 2]);
	});
});
