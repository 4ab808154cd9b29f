import fc from 'fast-check';
import type { IContextObject } from 'n8n-workflow';

import { InvalidInput } from '../../nodes/Trackfinity/parameters/invalidInput';
import type { Places } from '../../nodes/Trackfinity/run/safetyLimit';
import { takePlaces } from '../../nodes/Trackfinity/run/safetyLimit';

/** A run under the limit: its places, or why it gets none. */
interface Run {
	places?: Places;
	blocked?: InvalidInput;
}

function start(
	context: IContextObject,
	customers: readonly string[],
	limit: number,
	isDryRun = false,
): Run {
	try {
		return { places: takePlaces(context, new Set(customers), limit, isDryRun) };
	} catch (reason) {
		if (reason instanceof InvalidInput) return { blocked: reason };
		throw reason;
	}
}

/** A run that sends to all of its customers, or to those given. */
function carryOut(
	context: IContextObject,
	customers: readonly string[],
	limit: number,
	sent: readonly string[] = customers,
): Run {
	const run = start(context, customers, limit);
	run.places?.settle(new Set(sent));
	return run;
}

const isBlocked = ({ blocked }: Run) => blocked !== undefined;

/** The context as n8n stores it and reads it back. */
const stored = (context: IContextObject) => JSON.parse(JSON.stringify(context)) as IContextObject;

const someCustomers = fc.uniqueArray(fc.constantFrom('1', '01', '2', '__proto__', '4', '5'));

test('what a run is told after one that would have exceeded the limit', () => {
	const context: IContextObject = {};
	carryOut(context, ['1'], 2);
	start(context, ['2', '3'], 2);

	expect(start(context, ['2'], 2).blocked).toMatchObject({
		message:
			"'Safety Limit' is 2, and an earlier run in this execution would have exceeded it (1 customer was sent before)",
		description:
			"After that, nothing more is sent in this execution. Check that only the customers you mean reach this node. If they do, raise 'Safety Limit' (0 means no limit).",
	});
});

describe('one run', () => {
	test('is blocked exactly when it has more different customers than allowed', () => {
		fc.assert(
			fc.property(someCustomers, fc.integer({ min: 1, max: 8 }), (customers, limit) => {
				expect(isBlocked(start({}, customers, limit))).toBe(customers.length > limit);
			}),
		);
	});

	test('is told how many customers there are, and how many may be', () => {
		const { blocked } = start({}, ['1', '2', '3'], 2);

		expect(blocked?.message).toMatch(/\b3 customers\b.*\b2\b/);
		expect(blocked?.description).toContain('Nothing was sent');
	});

	test('is never blocked without a limit, and then nothing is remembered', () => {
		const context = {};
		const customers = Array.from({ length: 1000 }, (_, index) => String(index));

		expect(isBlocked(carryOut(context, customers, Infinity))).toBe(false);
		expect(context).toEqual({});
	});
});

describe('all runs of one execution', () => {
	test('together reach as many different customers as allowed, however they are divided', () => {
		const few = fc.uniqueArray(fc.constantFrom('1', '01', '2', '__proto__', '4', '5'), {
			maxLength: 2,
		});
		const runs = fc.array(
			fc.record({ customers: few, isSent: fc.boolean(), isDryRun: fc.nat(5).map((n) => n === 0) }),
			{ minLength: 2, maxLength: 12 },
		);
		fc.assert(
			fc.property(runs, fc.integer({ min: 1, max: 4 }), (all, limit) => {
				const sent = new Set<string>();
				let context: IContextObject = {};
				let isExceeded = false;
				for (const { customers, isSent, isDryRun } of all) {
					const union = new Set([...sent, ...customers]);
					const run = start(context, customers, limit, isDryRun);

					expect(isBlocked(run)).toBe(isExceeded || union.size > limit);
					if (isBlocked(run) && !isDryRun) isExceeded = true;
					if (run.places !== undefined && !isDryRun) {
						const reached = isSent ? customers : [];
						for (const customer of reached) sent.add(customer);
						run.places.settle(new Set(reached));
					}
					context = stored(context);
				}
			}),
			{ numRuns: 300 },
		);
	});

	test('do not count a customer twice', () => {
		const context = {};
		carryOut(context, ['1', '2'], 2);

		expect(isBlocked(carryOut(context, ['2', '1'], 2))).toBe(false);
	});

	test('are told how many customers were sent before', () => {
		const context = {};
		carryOut(context, ['1', '2'], 3);

		expect(start(context, ['3', '4'], 3).blocked?.message).toMatch(
			/2 customers and 2 customers were sent before.*'Safety Limit' is 3/,
		);
		expect(start(context, ['1'], 3).blocked?.message).toContain('2 customers were sent before');
		expect(start({}, ['1', '2', '3', '4'], 3).blocked?.message).not.toContain('before');
	});

	test('send nothing more once one was blocked, until the limit is raised', () => {
		const context = {};
		carryOut(context, ['1'], 2);
		expect(isBlocked(start(context, ['2', '3'], 2))).toBe(true);

		expect(isBlocked(start(context, ['1'], 2))).toBe(true);
		expect(isBlocked(start(context, ['2'], 1))).toBe(true);
		expect(isBlocked(carryOut(context, ['2', '3'], 3))).toBe(false);
		expect(isBlocked(start(context, ['1'], 3))).toBe(false);
	});

	test('are let through once there is no limit any more', () => {
		const context = {};
		expect(isBlocked(start(context, ['1', '2'], 1))).toBe(true);

		expect(isBlocked(start(context, ['1', '2'], Infinity))).toBe(false);
	});

	test('get back the places of customers to whom nothing was sent', () => {
		const context = {};
		carryOut(context, ['1', '2', '3'], 3, ['2']);

		expect(isBlocked(start(stored(context), ['4', '5', '6'], 3))).toBe(true);
		expect(isBlocked(start(stored(context), ['4', '5'], 3))).toBe(false);
	});
});

describe('two runs side by side', () => {
	test('cannot both pass where only one may', () => {
		const context = {};
		const first = start(context, ['1', '2'], 3);
		const second = start(context, ['3', '4'], 3);

		expect([isBlocked(first), isBlocked(second)]).toEqual([false, true]);
	});

	test('hold a place each for the same customer, and give back only their own', () => {
		const context = {};
		const first = start(context, ['1'], 1);
		const second = start(context, ['1'], 1);
		first.places?.settle(new Set());

		expect(isBlocked(start(stored(context), ['2'], 1))).toBe(true);
		second.places?.settle(new Set());
		expect(isBlocked(start(context, ['2'], 1))).toBe(false);
	});

	test('keep what the other has sent, whichever ends first', () => {
		const context = {};
		const first = start(context, ['1'], 2);
		const second = start(context, ['2'], 2);
		second.places?.settle(new Set(['2']));
		first.places?.settle(new Set(['1']));

		expect(isBlocked(start(stored(context), ['1', '2'], 2))).toBe(false);
		expect(isBlocked(start(stored(context), ['3'], 2))).toBe(true);
	});
});

describe('what n8n stores', () => {
	test('are plain lists, which survive its database', () => {
		const context = {};
		start(context, ['1'], 3);
		carryOut(context, ['2'], 3);

		expect(stored(context)).toEqual(context);
		expect(isBlocked(start(stored(context), ['3', '4'], 3))).toBe(true);
	});

	test.each([null, 'text', 5, [], { sent: 'x', reserved: null, exceeded: 'y' }])(
		'is nothing to stumble over, should it be something else: %j',
		(other) => {
			expect(isBlocked(start({ safetyLimit: other as never }, ['1'], 1))).toBe(false);
			expect(isBlocked(start({ safetyLimit: other as never }, ['1', '2'], 1))).toBe(true);
		},
	);
});
