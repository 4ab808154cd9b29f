import fc from 'fast-check';

import { InvalidInput } from '../../nodes/Trackfinity/parameters/invalidInput';
import type { RunSettings } from '../../nodes/Trackfinity/run/settings';
import { readSettings } from '../../nodes/Trackfinity/run/settings';

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
	test('have the defaults of the contract', () => {
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
		'refuse options that are no set of options: %p',
		(options) => {
			expect(() => settingsFrom({ options })).toThrow(InvalidInput);
		},
	);

	test.each([
		['operation', 'vanish'],
		['operation', undefined],
		['resource', 'order'],
		['resource', null],
	])('refuse %s %p', (name, value) => {
		expect(() => settingsFrom({ [name]: value })).toThrow(InvalidInput);
	});
});
