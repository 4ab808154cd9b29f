import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { failedOf, failureOf, modes, stopOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const deletion = { operation: 'delete', code: '={{ $json.code }}' };
const codes = ['1234567890123456', '3456789012345678'];
const itemsWith = (...values: unknown[]): IDataObject[] =>
	codes.map((code, index) => ({ code, value: values[index % values.length] as string }));

/** Expects nothing to be sent because of the setting with this label, in these words. */
async function expectBlocked(
	label: string,
	parameters: INodeParameters,
	items = itemsWith(undefined),
	{
		words = /./,
		advice = /./,
		onErrors = ['stopWorkflow'] as ReadonlyArray<(typeof modes)[number]>,
	} = {},
): Promise<void> {
	for (const onError of onErrors) {
		const result = await workbench.run({ parameters, items, onError });
		expect(workbench.sandbox.requestCount()).toBe(0);
		const isStopped = onError === 'stopWorkflow';
		const failures = isStopped ? [stopOf(result)] : failedOf(result).map(failureOf);
		expect(failures).toHaveLength(isStopped ? 1 : items.length);
		for (const failure of failures) {
			expect(failure.message).toContain(`'${label}'`);
			// What to do about it names the field, too.
			expect(failure.description).toContain(`'${label}'`);
			expect(failure.message).toMatch(words);
			expect(failure.description).toMatch(advice);
			expect(failure).toMatchObject(isStopped ? {} : { outcome: 'notSent', attempts: 0 });
		}
	}
}

const fromItem = (option: string) => ({ ...deletion, options: { [option]: '={{ $json.value }}' } });

test.each<[label: string, option: string, ...values: unknown[]]>([
	['Dry Run', 'dryRun', true, false],
	['Dry Run', 'dryRun', false, true],
	['Ignore Missing Customers', 'ignoreMissing', true, false],
	['Parallel Requests', 'parallelRequests', 1, 50],
	['Max Requests per Second', 'maxRequestsPerSecond', 0, 10],
	['Retries', 'retries', 1, 0],
	['Timeout (Seconds)', 'timeout', 30, 31],
	['Response Format', 'responseFormat', 'json', 'xml'],
])('%s (%s) is the same for every item, or nothing is sent', async (label, option, ...values) => {
	await expectBlocked(label, fromItem(option), itemsWith(...values), { onErrors: modes });
});

test('an expression that gives the same for every item is fine, and so are numbers and switches as text', async () => {
	const options = {
		...{ dryRun: '={{ $json.value }}', retries: '={{ 1 + 1 }}', responseFormat: '={{ "json" }}' },
		...{ callback: '={{ "app." + "done" }}', condensed: '={{ true }}' },
		...{ parallelRequests: '={{ "3" }}', maxRequestsPerSecond: '={{ "50.25" }}' },
	};
	const parameters = { ...deletion, safetyLimit: '2', options };
	const { output } = await workbench.run({ parameters, items: itemsWith('false') });
	expect(output.map(({ json }) => json['deleted'])).toEqual([true, true]);
	const form = { output: 'JSON', condensed: 'yes', callback: 'app.done' };
	expect(workbench.sandbox.requests).toMatchObject([{ form }, { form }]);
});

/** What an expression gives when it looks for something that isn't there, or for the wrong thing. */
const nothing = [undefined, '', 'soon', {}];

test.each<[label: string, option: string, values: unknown[]]>([
	['Dry Run', 'dryRun', [1]],
	['Ignore Missing Customers', 'ignoreMissing', [1]],
	['Parallel Requests', 'parallelRequests', [0, 51, 1.5, null]],
	['Max Requests per Second', 'maxRequestsPerSecond', [-1, 0.0099, '0,5', [0.5], true]],
	['Retries', 'retries', [-1, 11, 0.5]],
	['Timeout (Seconds)', 'timeout', [0, -5]],
	['Response Format', 'responseFormat', ['yaml', 'JSON', true]],
])('%s (%s) is never taken for off, or for another value: %j', async (label, option, values) => {
	for (const value of [...values, ...nothing]) {
		await expectBlocked(label, fromItem(option), itemsWith(value));
	}
});

test.each([-1, 1.5, 0.5, 'none', null, '', ' ', true])(
	'a Safety Limit of %j never means no limit',
	async (safetyLimit) => {
		await expectBlocked('Safety Limit', { ...deletion, safetyLimit: safetyLimit as string });
	},
);

test.each(['={{ undefined }}', '={{ 50 }}', '={{ $json.value }}', '= {{ $json.value }}'])(
	'a Safety Limit that is an expression says so: %s',
	async (safetyLimit) => {
		for (const operation of ['forget', 'delete']) {
			const parameters = { ...deletion, operation, customerId: '={{ $json.code }}', safetyLimit };
			const words = /is an expression/;
			await expectBlocked('Safety Limit', parameters, itemsWith(50), { words });
		}
	},
);

// Current n8n takes an expression for text, older ones evaluate it.
test.each([
	...['Delete', '', '__proto__', 'constructor', '={{ "erase" }}', '={{ $json.value }}'].map(
		(operation) => ['Operation', { operation }] as const,
	),
	['Resource', { resource: '={{ "order" }}' }],
] as const)('%s: %j is invalid', async (label, parameters) => {
	const advice = /^(?!.*an expression that returns one of)/;
	await expectBlocked(label, { ...deletion, ...parameters }, itemsWith('delete', 'lock'), {
		advice,
	});
});

test.each([
	...['has space', 'alert(1)', '1st', 'a..b', '.a', 'a.', 'a-b', 'a;b', "a'b", '<b>', 'a\u2028b'],
	...['done\r\nX-Evil: 1', 'done&code=204', 'done();alert(1)//', 'a[0]', 'a\0', '`${x}`'],
	...['class', 'new.target'],
	...[7, ['a', 'b'], { a: 1 }],
])('Callback: %j is no JavaScript name', async (value) => {
	const options = { responseFormat: 'json', callback: '={{ $json.value }}' };
	await expectBlocked('Callback', { ...deletion, options }, itemsWith(value));
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
	const names = workbench.sandbox.requests.map(({ form }) => Object.keys(form).join());
	expect(names).toEqual(codes.map(() => expect.not.stringMatching(/condensed|callback/)));
});
