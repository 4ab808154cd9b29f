import fc from 'fast-check';
import type { IContextObject, IExecuteFunctions } from 'n8n-workflow';

import type { Outcome } from '../../nodes/Trackfinity/outcomes/outcome';
import { InvalidInput } from '../../nodes/Trackfinity/parameters/invalidInput';
import { SafetyLimit } from '../../nodes/Trackfinity/plan/safetyLimit';
import { forget } from '../../nodes/Trackfinity/operations/forget';
import { accountOf, jobOf } from '../support/jobs.cts';

const outcome = { kind: 'done', proof: 'confirmed' } as Outcome;

function contextOf(memory: IContextObject, instance = 'n8n'): IExecuteFunctions {
	const stub = { getContext: () => memory, getInstanceId: () => instance };
	return stub as unknown as IExecuteFunctions;
}

/** Begins a run under the limit. Gives undefined when it is blocked, else what ends it. */
function start(
	memory: IContextObject,
	customers: readonly string[],
	most: number,
	{ isDryRun = false, account = accountOf('shop'), instance = 'n8n' } = {},
): ((sent: readonly string[]) => void) | undefined {
	const jobs = customers.map((customer) => jobOf(customer, 0, account));
	try {
		const queues = jobs.map((job) => [job] as const);
		const limit = new SafetyLimit(contextOf(memory, instance), most);
		const release = limit.reserve(queues, { dryRun: isDryRun, operation: forget });
		return (sent) => {
			for (const job of jobs) if (sent.includes(job.request.value)) job.outcome = outcome;
			release();
		};
	} catch (reason) {
		if (reason instanceof InvalidInput) return undefined;
		throw reason;
	}
}

const isBlocked = (...run: Parameters<typeof start>) => start(...run) === undefined;

/** The context as n8n stores it and reads it back. */
const stored = (memory: IContextObject) => JSON.parse(JSON.stringify(memory)) as IContextObject;

test('the runs of an execution reach together as many different customers as allowed, however they are divided', () => {
	const customer = fc.constantFrom('1', '01', '2', '__proto__', '4', '5');
	const customers = fc.uniqueArray(customer, { maxLength: 6 });
	const isDryRun = fc.nat(5).map((n) => n === 0);
	const run = fc.record({ customers, isSent: fc.boolean(), isDryRun });
	const runs = fc.array(run, { minLength: 1, maxLength: 12 });
	fc.assert(
		fc.property(runs, fc.integer({ min: 1, max: 5 }), (all, limit) => {
			const reached = new Set<string>();
			let memory: IContextObject = {};
			let isExceeded = false;
			for (const run of all) {
				const end = start(memory, run.customers, limit, run);
				const isOver = new Set([...reached, ...run.customers]).size > limit;
				expect(end === undefined).toBe(isExceeded || isOver);
				if (end === undefined) isExceeded ||= !run.isDryRun;
				const sent = end !== undefined && run.isSent && !run.isDryRun ? run.customers : [];
				for (const one of sent) reached.add(one);
				end?.(sent);
				memory = stored(memory);
			}
		}),
		{ numRuns: 50 },
	);
});

test('a request counts as sent while one of several equal ones is under way, or was applied', () => {
	const memory = {};
	const isRefused = (text: string) => {
		const limit = new SafetyLimit(contextOf(stored(memory)), 5);
		return limit.contradictsEarlier(jobOf(text));
	};
	const all = ['a Rome', 'A Rome', 'a Rome'].map((text) => start(memory, [text], 5));
	const refused = ['a', '', 'A'].map((sent, index) => {
		all[index]?.([sent]);
		return ['a Oslo', 'A Rome', 'b Oslo'].map(isRefused);
	});
	expect(refused).toEqual(Array(3).fill([true, false, false]));

	const rejected = {};
	start(rejected, ['a Rome'], 5)?.([]);
	const limit = new SafetyLimit(contextOf(rejected), 5);
	expect(limit.contradictsEarlier(jobOf('a Oslo'))).toBe(false);
});

test('a customer has one place, which it keeps while one of two runs for it is under way', () => {
	const memory = {};
	const blocked = [start(memory, ['1'], 1), start(memory, ['1'], 1)].map((end) => {
		end?.([]);
		return isBlocked(stored(memory), ['2'], 1);
	});
	expect(blocked).toEqual([true, false]);

	start(memory, ['1'], 2)?.(['1']);
	start(memory, ['1'], 2);
	expect(isBlocked(stored(memory), ['2'], 2)).toBe(false);
});

test('a customer counts as changed if one of its requests was applied', () => {
	const limit = new SafetyLimit(contextOf({}), 1);
	const [applied, unsent] = [jobOf('1 Rome'), jobOf('1 Oslo')];
	const release = limit.reserve([[applied, unsent]], { dryRun: false, operation: forget });
	applied.outcome = outcome;
	release();
	expect(limit.mayBeChanged(applied.account, applied.request)).toBe(true);
	expect(limit.contradictsEarlier(unsent)).toBe(true);
});

test('what n8n stores tells a customer under any key of the account, but only in the same n8n', () => {
	const memory = {};
	start(memory, ['1'], 1)?.(['1']);
	const account = accountOf('shop', 'new key');
	expect(isBlocked(memory, ['1'], 1, { account })).toBe(false);
	expect(isBlocked(memory, ['1'], 1, { account: accountOf('another shop') })).toBe(true);
	expect(isBlocked(memory, ['1'], 1, { instance: 'another n8n' })).toBe(true);
});

test.each([null, 'text', 5, [], { sent: 'x', reserved: null, exceeded: 'y' }])(
	'what n8n stores is nothing to stumble over, should it be something else: %j',
	(other) => {
		const memory = () => ({ safetyLimit: other as never });
		expect(isBlocked(memory(), ['1'], 1)).toBe(false);
		expect(isBlocked(memory(), ['1', '2'], 1)).toBe(true);
	},
);
