import { optionLabels } from '../../nodes/Trackfinity/parameters/options';
import { runWideExpressions } from '../../nodes/Trackfinity/parameters/runWide';

const fixed = {
	resource: 'customer',
	operation: 'delete',
	code: '={{ $json.code }}',
	safetyLimit: 50,
	options: { dryRun: true, retries: 3, callback: 'a=b' },
};

test('settings that are no expressions are the same for every item', () => {
	expect(runWideExpressions(fixed)).toEqual([]);
	expect(runWideExpressions({})).toEqual([]);
	expect(runWideExpressions({ options: [] as never, safetyLimit: null as never })).toEqual([]);
});

test('what differs per item by design is not one of them', () => {
	const perItem = { lookupBy: '=a', customerId: '=b', keep: '=c', fields: { city: '=d' } };
	expect(runWideExpressions({ ...fixed, ...perItem, fieldsToRemove: '=e' })).toEqual([]);
});

test.each([
	['resource', 'Resource'],
	['operation', 'Operation'],
	['safetyLimit', 'Safety Limit'],
	['options', 'Options'],
])('%s may be one', (path, label) => {
	expect(runWideExpressions({ ...fixed, [path]: '={{ $json.x }}' })).toEqual([{ path, label }]);
});

test.each(Object.entries(optionLabels))('so may the option %s, by its label %s', (name, label) => {
	const options = { ...fixed.options, [name]: '={{ $json.x }}' };
	expect(runWideExpressions({ ...fixed, options })).toEqual([{ path: `options.${name}`, label }]);
});
