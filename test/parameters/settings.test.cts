import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { failedOf, failureOf, modes, stopOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const deletion = { operation: 'delete', code: '={{ $json.code }}' };
const codes = ['1234567890123456', '3456789012345678'];
const itemsWith = (...values: unknown[]): IDataObject[] =>
	codes.map((code, index) => ({ code, value: values[index % values.length] as string }));

const fromItem = (option: string): INodeParameters => ({
	...{ options: { responseFormat: 'json', [option]: '={{ $json.value }}' } },
});

/** A setting by its label, parameters, and what its expression gives for one item after the other. */
type Setting = [label: string, parameters: INodeParameters, values?: unknown[], words?: RegExp];

/** Each of these is given for all items. */
const each = (label: string, parameters: INodeParameters, ...values: unknown[]) =>
	values.map((value): Setting => [label, parameters, [value]]);
/** The same for an option that is a number. */
const eachNumber = (label: string, option: string, words: RegExp, ...values: unknown[]) =>
	values.map((value): Setting => [label, fromItem(option), [value], words]);

/** What an expression gives when it looks for something that isn't there, or for the wrong thing. */
const nothing = [undefined, '', 'soon', {}];

const expressions = [
	...['={{ undefined }}', '={{ 50 }}', '={{ $json.value }}', '= {{ $json.value }}'],
].flatMap((safetyLimit) => [
	{ safetyLimit, operation: 'forget', customerId: '={{ $json.code }}' },
	{ safetyLimit, operation: 'delete' },
]);

const zeroOrMore = /0 or a number of 0\.01 or more/;
const withoutExpression = /^(?!.*an expression that returns one of)/;

test.each<Setting>([
	// The same for every item.
	['Dry Run', fromItem('dryRun'), [true, false]],
	['Dry Run', fromItem('dryRun'), [false, true]],
	['Ignore Missing Customers', fromItem('ignoreMissing'), [true, false]],
	['Parallel Requests', fromItem('parallelRequests'), [1, 50]],
	['Max Requests per Second', fromItem('maxRequestsPerSecond'), [0, 10]],
	['Retries', fromItem('retries'), [1, 0]],
	['Timeout (Seconds)', fromItem('timeout'), [30, 31]],
	['Response Format', fromItem('responseFormat'), ['json', 'xml']],
	// Never taken for off, or for another value.
	...each('Dry Run', fromItem('dryRun'), 1, ...nothing),
	...each('Ignore Missing Customers', fromItem('ignoreMissing'), 1, ...nothing),
	...eachNumber(
		...(['Parallel Requests', 'parallelRequests', /a whole number from 1 to 50/] as const),
		...[0, 51, 1.5, null, '0x10', '1e1', '5 a', ...nothing],
	),
	...eachNumber(
		...(['Max Requests per Second', 'maxRequestsPerSecond', zeroOrMore] as const),
		...[-1, 0.0099, '0,5', [0.5], true, NaN, Infinity, ...nothing],
	),
	...eachNumber('Retries', 'retries', /a whole number from 0 to 10/, -1, 11, 0.5, ...nothing),
	...eachNumber('Timeout (Seconds)', 'timeout', /from 1 to 3600/, 0, -5, ...nothing),
	...each('Response Format', fromItem('responseFormat'), 'yaml', 'JSON', true, ...nothing),
	// No limit, or one that an AI model could fill in.
	...[-1, 1.5, 0.5, 'none', null, '', ' ', true].map((safetyLimit): Setting => {
		const words = /a whole number of 0 or more/;
		return ['Safety Limit', { safetyLimit: safetyLimit as string }, [undefined], words];
	}),
	...expressions.map((given): Setting => ['Safety Limit', given, [50], /is an expression/]),
	// No choice. Current n8n takes an expression for text, older ones evaluate it.
	...['Delete', '', '__proto__', 'constructor', '={{ "erase" }}', '={{ $json.value }}'].map(
		(operation): Setting => ['Operation', { operation }, ['delete', 'lock'], withoutExpression],
	),
	['Resource', { resource: '={{ "order" }}' }, [undefined], withoutExpression],
	// No JavaScript name.
	...each(
		...(['Callback', fromItem('callback')] as const),
		...['has space', 'alert(1)', '1st', 'a..b', '.a', 'a.', 'a-b', 'a;b', "a'b", '<b>'],
		...['a\u2028b', 'done\r\nX-Evil: 1', 'done&code=204', 'done();alert(1)//', 'a[0]', 'a\0'],
		...['`${x}`', 'class', 'new.target', 7, ['a', 'b'], { a: 1 }],
	),
])('nothing is sent with an invalid %s, and it is named: %j, %j', async (...setting) => {
	const [label, changes, values = [undefined], words = /./] = setting;
	// What becomes of several items is the same for all settings.
	const onErrors = values.length > 1 ? modes : (['stopWorkflow'] as const);
	for (const onError of onErrors) {
		const parameters = { ...deletion, ...changes };
		const result = await workbench.run({ parameters, items: itemsWith(...values), onError });
		expect(workbench.sandbox.requestCount()).toBe(0);
		const isStopped = onError === 'stopWorkflow';
		const failures = isStopped ? [stopOf(result)] : failedOf(result).map(failureOf);
		expect(failures).toHaveLength(isStopped ? 1 : codes.length);
		for (const failure of failures) {
			expect(failure.message).toContain(`'${label}'`);
			// What to do about it names the field, too.
			expect(failure.description).toContain(`'${label}'`);
			expect(`${failure.message}: ${failure.description}`).toMatch(words);
			expect(failure).toMatchObject(isStopped ? {} : { outcome: 'notSent', attempts: 0 });
		}
	}
});

test('an expression that gives the same for every item is fine, and so are numbers and switches as text', async () => {
	const options = {
		...{ dryRun: '={{ $json.value }}', retries: '={{ 1 + 1 }}', responseFormat: '={{ "json" }}' },
		...{ callback: '={{ "app." + "done" }}', condensed: '={{ true }}' },
		...{ parallelRequests: '={{ " 05.0 " }}', maxRequestsPerSecond: '={{ "50.25" }}' },
	};
	const parameters = { ...deletion, safetyLimit: '2', options };
	const { output } = await workbench.run({ parameters, items: itemsWith('false') });
	expect(output.map(({ json }) => json['deleted'])).toEqual([true, true]);
	const form = { output: 'JSON', condensed: 'yes', callback: 'app.done' };
	expect(workbench.sandbox.requests).toMatchObject([{ form }, { form }]);
});

test.each(['done', '_', '$', 'app.done', 'größe', 'a1.b2.$c', 'classes', 'app.class'])(
	'Callback: %s is one, and is sent',
	async (callback) => {
		const parameters = { ...deletion, options: { responseFormat: 'json', callback } };
		const { status } = await workbench.run({ parameters, items: itemsWith(0).slice(1) });
		expect(workbench.sandbox.requests[0]?.form['callback']).toBe(callback);
		expect(status).toBe('success');
	},
);

test('Callback and Condensed are for JSON: what is left over of them goes nowhere with XML', async () => {
	const options = { responseFormat: '={{ "xml" }}', condensed: true, callback: 'not a name' };
	const parameters = { ...deletion, options };
	await workbench.run({ parameters, items: itemsWith(0) });
	const { requests } = workbench.sandbox;
	const sent = requests.map(({ form }) => [form['output'], form['condensed'], form['callback']]);
	expect(sent).toEqual(codes.map(() => ['XML', undefined, undefined]));
});
