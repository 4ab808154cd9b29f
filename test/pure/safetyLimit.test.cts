import fc from 'fast-check';
import type { IContextObject, IExecuteFunctions } from 'n8n-workflow';

import { InvalidInput } from '../../nodes/Trackfinity/parameters/invalidInput';
import type { CustomerQueue } from '../../nodes/Trackfinity/plan/customerQueue';
import type { Reservation } from '../../nodes/Trackfinity/plan/safetyLimit';
import { customerOf, SafetyLimit } from '../../nodes/Trackfinity/plan/safetyLimit';
import { accountOf, jobOf } from '../support/jobs.cts';

/** A run under the limit: its places, or why it gets none. */
interface Run {
	queues: CustomerQueue[];
	limit: SafetyLimit;
	reservation?: Reservation;
	blocked?: InvalidInput;
}

function start(
	memory: IContextObject | undefined,
	customers: readonly string[],
	most: number,
	{ isDryRun = false, account = accountOf('shop') } = {},
): Run {
	const getContext = () => {
		if (memory === undefined) throw new Error('There is no execution');
		return memory;
	};
	const context = { getContext } as unknown as IExecuteFunctions;
	const queues = customers.map((customer): CustomerQueue => [jobOf(customer, 0, account)]);
	const limit = new SafetyLimit(context, most);
	try {
		return { queues, limit, reservation: limit.reserve(queues, isDryRun) };
	} catch (reason) {
		if (reason instanceof InvalidInput) return { queues, limit, blocked: reason };
		throw reason;
	}
}

/** Ends a run that has sent to these customers. */
function end({ reservation }: Run, sent: readonly string[], mayBeApplied = true): void {
	reservation?.release(([{ request }]) => ({
		wasSent: sent.includes(request.value),
		mayBeApplied: sent.includes(request.value) && mayBeApplied,
	}));
}

/** A run that sends to all of its customers. */
function carryOut(memory: IContextObject, customers: readonly string[], limit: number): Run {
	const run = start(memory, customers, limit);
	end(run, customers);
	return run;
}

const isBlocked = ({ blocked }: Run) => blocked !== undefined;

/** The context as n8n stores it and reads it back. */
const stored = (memory: IContextObject) => JSON.parse(JSON.stringify(memory)) as IContextObject;

const customerNames = ['1', '01', '2', '__proto__', '4', '5'];

describe('all runs of one execution', () => {
	test('together reach as many different customers as allowed, however they are divided', () => {
		const few = fc.uniqueArray(fc.constantFrom(...customerNames), { maxLength: 6 });
		const runs = fc.array(
			fc.record({ customers: few, isSent: fc.boolean(), isDryRun: fc.nat(5).map((n) => n === 0) }),
			{ minLength: 1, maxLength: 12 },
		);
		fc.assert(
			fc.property(runs, fc.integer({ min: 1, max: 5 }), (all, limit) => {
				const sent = new Set<string>();
				let memory: IContextObject = {};
				let isExceeded = false;
				for (const { customers, isSent, isDryRun } of all) {
					const run = start(memory, customers, limit, { isDryRun });
					const union = new Set([...sent, ...customers]);
					expect(isBlocked(run)).toBe(isExceeded || union.size > limit);
					if (isBlocked(run)) {
						isExceeded ||= !isDryRun;
					} else {
						const reached = isSent && !isDryRun ? customers : [];
						for (const customer of reached) sent.add(customer);
						end(run, reached);
					}
					memory = stored(memory);
				}
			}),
			{ numRuns: 200 },
		);
	});

	test('are told how many there are, how many may be, and how many were sent before', () => {
		const memory = {};
		expect(start(memory, ['1', '2', '3', '4'], 3).blocked?.message).toMatch(
			/^(?!.*before).*\b4 customers\b.*'Safety Limit' is 3/,
		);
		const next = {};
		carryOut(next, ['1', '2'], 3);
		const { message, description } = start(next, ['3', '4'], 3).blocked ?? {};
		expect(message).toMatch(/2 customers and 2 customers were sent before.*'Safety Limit' is 3/);
		expect(description).toMatch(/Nothing was sent.*'Safety Limit'/);
		expect(start(next, ['1'], 3).blocked?.message).toMatch(
			/'Safety Limit' is 3.*2 customers were sent before/,
		);
	});

	test('send nothing more once one was blocked, until the limit is raised or lifted', () => {
		const memory = {};
		carryOut(memory, ['1'], 2);
		expect(isBlocked(start(memory, ['2', '3'], 2))).toBe(true);
		expect(isBlocked(start(memory, ['1'], 2))).toBe(true);
		expect(isBlocked(start(memory, ['2'], 1))).toBe(true);
		expect(isBlocked(start(memory, ['2', '3', '4'], Infinity))).toBe(false);
		expect(isBlocked(carryOut(memory, ['2', '3'], 3))).toBe(false);
		expect(isBlocked(start(memory, ['1'], 3))).toBe(false);
	});

	test('that have no limit remember nothing', () => {
		const memory = {};
		const customers = Array.from({ length: 100 }, (_, index) => String(index));
		expect(isBlocked(carryOut(memory, customers, Infinity))).toBe(false);
		expect(memory).toEqual({});
	});

	test('know who may be gone by an earlier one, and who was only rejected', () => {
		const memory = {};
		end(start(memory, ['1', '2', '3'], 5), ['1', '2']);
		end(start(memory, ['2', '3'], 5), ['2', '3'], false);
		const { queues, limit } = start(stored(memory), ['1', '2', '3', '4'], 5);
		expect(queues.map((queue) => limit.mayBeApplied(customerOf(queue)))).toEqual([
			true,
			true,
			false,
			false,
		]);
	});
});

describe('two runs side by side', () => {
	test('cannot both pass where only one may', () => {
		const memory = {};
		const runs = [start(memory, ['1', '2'], 3), start(memory, ['3', '4'], 3)];
		expect(runs.map(isBlocked)).toEqual([false, true]);
	});

	test('hold a place each for the same customer, and give back only their own', () => {
		const memory = {};
		const [first, second] = [start(memory, ['1'], 1), start(memory, ['1'], 1)];
		end(first, []);
		expect(isBlocked(start(stored(memory), ['2'], 1))).toBe(true);
		end(second, []);
		expect(isBlocked(start(memory, ['2'], 1))).toBe(false);
	});

	test('keep what the other has sent, whichever ends first', () => {
		const memory = {};
		const [first, second] = [start(memory, ['1'], 2), start(memory, ['2'], 2)];
		end(second, ['2']);
		end(first, ['1']);
		expect(isBlocked(start(stored(memory), ['1', '2'], 2))).toBe(false);
		expect(isBlocked(start(stored(memory), ['3'], 2))).toBe(true);
	});
});

describe('what n8n stores', () => {
	test('is plain, and holds no customer, no account and no key in the clear', () => {
		const memory = {};
		const account = accountOf('https://shop.example', 'geheim-7');
		start(memory, ['customer-1'], 3, { account });
		end(start(memory, ['customer-2'], 3, { account }), ['customer-2']);
		expect(stored(memory)).toEqual(memory);
		expect(JSON.stringify(memory)).not.toMatch(/customer-|shop|geheim/);
		expect(isBlocked(start(stored(memory), ['customer-3', 'customer-4'], 3, { account }))).toBe(
			true,
		);
	});

	test.each([
		['the same customer', accountOf('shop', 'key'), ['1'], false],
		['another account', accountOf('other', 'key'), ['1'], true],
		['another key, by which nobody can tell', accountOf('shop', 'new key'), ['1'], true],
		['another customer', accountOf('shop', 'key'), ['2'], true],
	])('tells customers apart: %s', (_, account, customers, blocked) => {
		const memory = {};
		carryOut(memory, ['1'], 1);
		expect(isBlocked(start(memory, customers, 1, { account }))).toBe(blocked);
	});

	test('grows in place, by what is new alone', () => {
		const memory: IContextObject = {};
		carryOut(memory, ['1'], 10);
		const { safetyLimit } = memory;
		carryOut(memory, ['1', '2'], 10);
		expect(memory.safetyLimit).toBe(safetyLimit);
	});

	test.each([null, 'text', 5, [], { sent: 'x', reserved: null, exceeded: 'y' }])(
		'is nothing to stumble over, should it be something else: %j',
		(other) => {
			const memory = () => ({ safetyLimit: other as never });
			expect(isBlocked(start(memory(), ['1'], 1))).toBe(false);
			expect(isBlocked(start(memory(), ['1', '2'], 1))).toBe(true);
		},
	);

	test('is nothing where there is no execution, and each call counts for itself', () => {
		expect(isBlocked(start(undefined, ['1'], 1))).toBe(false);
		expect(isBlocked(start(undefined, ['2'], 1))).toBe(false);
		expect(isBlocked(start(undefined, ['1', '2'], 1))).toBe(true);
	});
});
