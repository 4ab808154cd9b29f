import { operations } from '../../nodes/Trackfinity/operations';
import type { Operation, PlannedRequest } from '../../nodes/Trackfinity/operations/operation';
import { invalidInputOf } from '../support/invalidInput.cts';

function operation(value: string): Operation {
	const found = operations.find((candidate) => candidate.value === value);
	if (found === undefined) throw new Error(`There is no operation ${value}`);
	return found;
}

/** The request that an operation makes of an item with these parameters. */
function plan(value: string, parameters: Record<string, unknown>): PlannedRequest {
	const read = (name: string) =>
		({
			options: {},
			lookupBy: 'customerId',
			customerId: '191',
			code: '0042',
			keep: [],
			fields: {},
			fieldsToRemove: [],
			...parameters,
		})[name];
	return operation(value).planner(read)(read);
}

describe('what the operations say of themselves', () => {
	test('the texts that AI models see name what cannot be undone', () => {
		expect(
			operations.map(({ value, action, irreversible }) => [value, action, irreversible]),
		).toEqual([
			['delete', 'Delete a customer permanently', true],
			['forget', 'Forget a customer permanently', true],
			['lock', 'Lock a customer', false],
			['setDetails', 'Set details of a customer', false],
			['unlock', 'Unlock a customer', false],
		]);
	});

	test('lock and unlock differ in their own name only', () => {
		const [lock, unlock] = [plan('lock', {}), plan('unlock', {})];
		expect(lock.path).toBe('/api/customer/lock');
		expect(unlock).toEqual({ ...lock, path: '/api/customer/unlock' });
	});
});

describe('secret fields', () => {
	test('are named, not quoted: only a new password is one', () => {
		const fields = { email: 'ann@example.com', password: '1234' };
		expect(plan('setDetails', { fields }).secretFields).toEqual(['password']);
		expect(plan('setDetails', { fields: { ...fields, password: '' } }).secretFields).toEqual([]);
		for (const value of ['delete', 'forget', 'lock', 'unlock']) {
			expect(plan(value, { fields }).secretFields).toEqual([]);
		}
	});
});

describe('details to set and to remove', () => {
	const invalid = (parameters: Record<string, unknown>, label: string) =>
		invalidInputOf(() => plan('setDetails', parameters), label);

	test('are sent by name, and named in the result; a value to remove is the word that the service takes', () => {
		const { path, form, done } = plan('setDetails', {
			fields: { city: 'Rome', zip: '' },
			fieldsToRemove: ['State', 'country'],
		});
		expect(path).toBe('/api/customer/set_customer_details');
		expect(form).toEqual([
			['customer_id', '191'],
			['city', 'Rome'],
			['country', 'REMOVE'],
			['state', 'REMOVE'],
		]);
		expect(done).toEqual({ updatedFields: ['city'], removedFields: ['country', 'state'] });
	});

	test.each([
		['city', "is the text 'city'"],
		[null, 'is empty'],
		[undefined, 'is missing'],
		[[{ city: 'Rome' }], 'is a list'],
		[7, 'is 7'],
	])('as a whole cannot be %j', (fields, words) => {
		const { message, description } = invalid({ fields }, 'Fields to Set');
		expect(message).toBe(`'Fields to Set' must be a collection of fields, but ${words}`);
		expect(description).toMatch(/^Add the fields one by one, .* such as firstname\.$/);
	});

	test.each(['shoe_size', 'phone', 'constructor', '__proto__', 'City', ''])(
		'cannot be named %j',
		(name) => {
			const fields = Object.fromEntries([[name, 'x']]);
			const { message, description } = invalid({ fields }, 'Fields to Set');
			expect(message).toBe(`'${name}' isn't one of the fields in 'Fields to Set'`);
			expect(description).toMatch(/^Use only these names: (?:\w+, )+\w+\.$/);
		},
	);

	test.each([
		['city', / choose 'City' in 'Fields to Remove'; otherwise, /],
		['password', /^Enter another value in 'Password'; a password can't be removed\.$/],
	])('are not removed by what they are set to: %s', (name, advice) => {
		const { description } = invalid({ fields: { [name]: ' REMOVE\n' } }, 'Fields to Set');
		expect(description).toMatch(advice);
	});

	test('are not set and removed at once', () => {
		const both = { fields: { city: 'Rome' }, fieldsToRemove: ['city'] };
		expect(invalid(both, 'City').description).toBe("Remove 'City' from one of the two.");
	});

	test('are one at least', () => {
		const { message, description } = invalid({ fields: { city: ' ' } }, 'Fields to Set');
		expect(message).toMatch(/^There is nothing to set or remove/);
		expect(description).toMatch(/'Fields to Set' or .* 'Fields to Remove', or filter out/);
	});
});

describe('the question whether a customer exists', () => {
	test('is asked of the Delete service only', () => {
		for (const value of ['forget', 'lock', 'unlock']) {
			expect(plan(value, {}).question).toBeUndefined();
			expect(plan(value, {}).ignoreMissing).toBeUndefined();
		}
	});

	test.each([
		[{}, [['output', 'XML']]],
		[{ responseFormat: 'json' }, [['output', 'JSON']]],
		[
			{ responseFormat: 'json', condensed: true, callback: 'app.done' },
			[
				['output', 'JSON'],
				['condensed', 'yes'],
				['callback', 'app.done'],
			],
		],
	])('has the code and the format of the deletion: %j', (options, format) => {
		const { form, question } = plan('delete', { options });
		expect(form).toEqual([['type', 'customer_delete'], ['code', '0042'], ...format]);
		expect(question?.form).toEqual([['type', 'customer_exists'], ['code', '0042'], ...format]);
	});

	test('is read as the Delete service words it', () => {
		const { question } = plan('delete', {});
		const response = (status: string) =>
			`<response status="${status}"><message>Done</message></response>`;
		expect(question?.readResponse(response('success'))).toBe('exists');
		expect(question?.readResponse(response('no_match'))).toBe('missing');
	});
});

describe('Ignore Missing Customers', () => {
	test('is off unless it is turned on', () => {
		expect(plan('delete', {}).ignoreMissing).toBe(false);
		for (const ignoreMissing of [true, 'true']) {
			expect(plan('delete', { options: { ignoreMissing } }).ignoreMissing).toBe(true);
		}
	});

	test.each([null, undefined, '', 'yes', 1])('is never guessed from %j', (ignoreMissing) => {
		invalidInputOf(
			() => plan('delete', { options: { ignoreMissing } }),
			'Ignore Missing Customers',
		);
	});
});

describe('items that forget one customer but keep different fields', () => {
	const { conflict } = operation('forget');

	test.each([
		[[0, 3], 'Items 0 and 3 forget the same customer but keep different fields'],
		[[0, 3, 5], 'Items 0, 3 and 5 forget the same customer but keep different fields'],
		[
			[1, 2, 3, 4, 5, 6],
			'Items 1, 2, 3, 4, 5 and 6 forget the same customer but keep different fields',
		],
		[
			Array.from({ length: 10_000 }, (_, index) => index),
			'Items 0, 1, 2, 3, 4 and 9995 more forget the same customer but keep different fields',
		],
	])('are named: %j', (items, message) => {
		expect(conflict?.message(items)).toBe(message);
		expect(conflict?.description).toContain("'Fields to Keep'");
	});

	test('make different requests, and those that keep the same make the same', () => {
		const keeping = (keep: unknown) => plan('forget', { keep }).form;
		expect(keeping('Email, phone')).toEqual(keeping(['phone', 'email', 'EMAIL']));
		expect(keeping('email')).not.toEqual(keeping([]));
	});

	test('no other operation has such a conflict', () => {
		for (const value of ['delete', 'lock', 'setDetails', 'unlock']) {
			expect(operation(value).conflict).toBeUndefined();
		}
	});
});
