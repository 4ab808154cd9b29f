import fc from 'fast-check';

import { InvalidInput } from '../../nodes/Trackfinity/parameters/invalidInput';
import type { RunSettings } from '../../nodes/Trackfinity/run/settings';
import { checkRunWide, readSettings } from '../../nodes/Trackfinity/run/settings';

/** Reads settings of a forgetting run from these parameters. */
function settingsFrom(parameters: Record<string, unknown>): RunSettings {
	const all: Record<string, unknown> = {
		resource: 'customer',
		operation: 'forget',
		safetyLimit: 50,
		options: {},
		...parameters,
	};
	return readSettings((path) => all[path]);
}

/** 0 as a number or as a text of digits. */
function isZero(value: unknown): boolean {
	if (typeof value === 'string') return value.trim() !== '' && Number(value) === 0;
	return value === 0;
}

describe('the settings of a run', () => {
	test('have the defaults that the form shows', () => {
		const { operation, ...numbers } = settingsFrom({});

		expect(operation.value).toBe('forget');
		expect(numbers).toEqual({
			safetyLimit: 50,
			dryRun: false,
			parallelRequests: 5,
			maxRequestsPerSecond: Infinity,
			retries: 3,
			timeoutMs: 30_000,
		});
	});

	test('take 0 for no limit where that is what 0 means', () => {
		const { safetyLimit, maxRequestsPerSecond } = settingsFrom({
			safetyLimit: 0,
			options: { maxRequestsPerSecond: 0 },
		});

		expect(safetyLimit).toBe(Infinity);
		expect(maxRequestsPerSecond).toBe(Infinity);
	});

	test('never lift the safety limit for anything but 0', () => {
		fc.assert(
			fc.property(fc.anything(), (safetyLimit) => {
				fc.pre(!isZero(safetyLimit));
				let settings: RunSettings | undefined;
				try {
					settings = settingsFrom({ safetyLimit });
				} catch (reason) {
					expect(reason).toBeInstanceOf(InvalidInput);
				}
				expect(settings?.safetyLimit).not.toBe(Infinity);
			}),
		);
	});

	test('never take a dry run for the real thing unless told so clearly', () => {
		fc.assert(
			fc.property(fc.anything(), (dryRun) => {
				fc.pre(dryRun !== false && dryRun !== 'false');
				let settings: RunSettings | undefined;
				try {
					settings = settingsFrom({ options: { dryRun } });
				} catch (reason) {
					expect(reason).toBeInstanceOf(InvalidInput);
				}
				expect(settings?.dryRun).not.toBe(false);
			}),
		);
	});

	test.each([undefined, null, '', 'dryRun', 5, true, [{ dryRun: true }]])(
		'are invalid where the options are no collection: %p',
		(options) => {
			expect(() => settingsFrom({ options })).toThrow(InvalidInput);
		},
	);

	test.each([
		['operation', 'vanish'],
		['operation', undefined],
		['resource', 'order'],
		['resource', null],
	])('are invalid with %s %p', (name, value) => {
		expect(() => settingsFrom({ [name]: value })).toThrow(InvalidInput);
	});
});

describe('settings for the whole run', () => {
	const parameters = { operation: 'lock', options: { dryRun: '={{ $json.dryRun }}', retries: 3 } };

	/** Checks the items, of which each has its own value for every setting. */
	async function checked(values: unknown[]): Promise<{ blocked?: InvalidInput; read: string[] }> {
		const read = new Set<string>();
		const itemAt = (index: number) => (path: string) => {
			read.add(path);
			return values[index];
		};
		try {
			await checkRunWide(parameters, itemAt, values.length);
			return { read: [...read] };
		} catch (reason) {
			if (reason instanceof InvalidInput) return { blocked: reason, read: [...read] };
			throw reason;
		}
	}

	test('pass when they are the same for every item, and are only read where they may differ', async () => {
		expect(await checked([true, true, true])).toEqual({ read: ['options.dryRun'] });
		expect(await checked([[1], [1]])).toEqual({ read: ['options.dryRun'] });
	});

	test('block the run with the first item that has another value, whichever it is', async () => {
		const values = fc.array(fc.constantFrom(true, false, 'true', 1, 0, '', null, undefined), {
			minLength: 1,
			maxLength: 12,
		});
		await fc.assert(
			fc.asyncProperty(values, async (all) => {
				const { blocked } = await checked(all);
				const other = all.findIndex((value) => value !== all[0]);

				expect(blocked !== undefined).toBe(other !== -1);
				if (other === -1) return;
				expect(blocked?.message).toContain("'Dry Run'");
				expect(blocked?.message).toContain(`item ${other}`);
				expect(blocked?.description).toContain('Nothing was sent');
			}),
		);
	});

	test('may not be expressions where they limit what may be lost', async () => {
		const values = { safetyLimit: '={{ 50 }}' };
		await expect(checkRunWide(values, () => () => 50, 2)).rejects.toMatchObject({
			message: "'Safety Limit' must be a fixed number, but is an expression",
			description: "Enter a number in 'Safety Limit'. Nothing was sent.",
		});
	});

	test('let others take their turn while the values of many items are read', async () => {
		let turns = 0;
		let isReading = true;
		const takeTurn = () => {
			turns += 1;
			if (isReading) setImmediate(takeTurn);
		};
		setImmediate(takeTurn);
		const itemAt = () => () => {
			const end = performance.now() + 1;
			while (performance.now() < end);
			return true;
		};
		await checkRunWide(parameters, itemAt, 300);
		isReading = false;

		expect(turns).toBeGreaterThanOrEqual(3);
	});
});
