import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { continueModes, failedOf, failureOf, modes, stopOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const deletion = { operation: 'delete', code: '={{ $json.code }}' };
const loyal = [{ code: '1234567890123456' }, { code: '3456789012345678' }];

const twoItems = (values: readonly [unknown, unknown]): IDataObject[] =>
	loyal.map((item, index) => ({ ...item, value: values[index] as string }));

/** Expects both items not to be sent, because of the setting with this label, however the run takes failures. */
async function expectBlocked(
	label: string,
	parameters: INodeParameters,
	items: IDataObject[] = loyal,
	onErrors: readonly (typeof modes)[number][] = continueModes.slice(0, 1),
): Promise<void> {
	for (const onError of onErrors) {
		const result = await workbench.run({ parameters, items, onError });
		expect(workbench.sandbox.requestCount()).toBe(0);
		if (onError === 'stopWorkflow') {
			expect(stopOf(result).message).toContain(`'${label}'`);
			continue;
		}
		expect(failedOf(result)).toHaveLength(items.length);
		for (const item of failedOf(result)) {
			expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 0 });
			expect(failureOf(item).message).toContain(`'${label}'`);
		}
	}
}

describe('a run-wide setting is the same for every item, or nothing is sent', () => {
	const differing: Array<[label: string, option: string, values: [unknown, unknown]]> = [
		['Dry Run', 'dryRun', [true, false]],
		['Dry Run', 'dryRun', [false, true]],
		['Ignore Missing Customers', 'ignoreMissing', [true, false]],
		['Parallel Requests', 'parallelRequests', [1, 50]],
		['Max Requests per Second', 'maxRequestsPerSecond', [0, 10]],
		['Retries', 'retries', [1, 0]],
		['Timeout (Seconds)', 'timeout', [30, 31]],
		['Response Format', 'responseFormat', ['json', 'xml']],
	];

	test.each(differing)('%s (%s): %j', async (label, option, values) => {
		const options = { [option]: '={{ $json.value }}' };
		await expectBlocked(label, { ...deletion, options }, twoItems(values), modes);
	});

	test('Operation is no expression at all, or the same for all', async () => {
		const parameters = { ...deletion, operation: '={{ $json.value }}' };
		await expectBlocked('Operation', parameters, twoItems(['delete', 'lock']), modes);
	});

	test.each(['={{ 50 }}', '= {{ $json.value }}'])(
		"a Safety Limit that is an expression is told that it is one: '%s'",
		async (safetyLimit) => {
			const { error } = await workbench.run({
				parameters: { ...deletion, safetyLimit },
				items: twoItems([50, 50]),
			});
			expect(workbench.sandbox.requestCount()).toBe(0);
			expect(error?.message).toMatch(/'Safety Limit'.* is an expression/);
		},
	);

	test('an expression that gives the same for every item is fine', async () => {
		const options = {
			...{ dryRun: '={{ $json.value }}', retries: '={{ 1 + 1 }}' },
			responseFormat: '={{ "json" }}',
			callback: '={{ "app." + "done" }}',
			condensed: '={{ true }}',
		};
		const { output } = await workbench.run({
			parameters: { ...deletion, options },
			items: twoItems([false, false]),
		});
		expect(output.map(({ json }) => json['deleted'])).toEqual([true, true]);
		const asked = { output: 'JSON', condensed: 'yes', callback: 'app.done' };
		expect(workbench.sandbox.requests).toMatchObject([{ form: asked }, { form: asked }]);
	});
});

describe('settings that cannot be used', () => {
	/** What an expression gives when it looks for something that isn't there, or for the wrong thing. */
	const nothing = [undefined, null, '', ' ', 'soon', [], {}];
	const cases: Array<[label: string, option: string, values: unknown[]]> = [
		['Dry Run', 'dryRun', [1]],
		['Ignore Missing Customers', 'ignoreMissing', [1]],
		['Parallel Requests', 'parallelRequests', [0, 51, 1.5, -1]],
		['Max Requests per Second', 'maxRequestsPerSecond', [-1]],
		['Retries', 'retries', [-1, 11, 0.5]],
		['Timeout (Seconds)', 'timeout', [0, -5]],
		['Response Format', 'responseFormat', ['yaml', 'JSON', true]],
	];

	test.each(cases)(
		'%s (%s): %j, or nothing: never taken for off',
		async (label, option, values) => {
			const parameters = { ...deletion, options: { [option]: '={{ $json.value }}' } };
			for (const value of [...values, ...nothing]) {
				await expectBlocked(label, parameters, twoItems([value, value]));
			}
			await expectBlocked(label, parameters, loyal, modes);
		},
	);

	test('Safety Limit never means no limit when it is none', async () => {
		for (const value of [
			-1,
			1.5,
			0.5,
			'none',
			null,
			'',
			' ',
			true,
			'={{ undefined }}',
			'={{ 1 }}',
		]) {
			const parameters = { ...deletion, safetyLimit: value as string };
			await expectBlocked('Safety Limit', parameters, loyal, modes);
		}
	});

	// Current n8n takes such an expression for text, older ones evaluate it.
	test.each(['erase', 'Delete', '', '={{ "erase" }}'])(
		'Operation: %j is invalid',
		async (value) => {
			await expectBlocked('Operation', { ...deletion, operation: value });
		},
	);

	test.each([
		...['has space', 'alert(1)', '1st', 'a..b', '.a', 'a.', 'a-b', 'a;b', "a'b", '<b>', 'a\u2028b'],
		...['done\r\nX-Evil: 1', 'done&code=204', 'done();alert(1)//', 'a[0]', 'a\0', '`${x}`'],
		...[7, ['a', 'b'], { a: 1 }],
	])('Callback: %j is no JavaScript name', async (value) => {
		const options = { responseFormat: 'json', callback: '={{ $json.value }}' };
		await expectBlocked('Callback', { ...deletion, options }, twoItems([value, value]));
	});

	test.each(['done', '_', '$', 'app.done', 'größe', 'a1.b2.$c'])(
		'Callback: %s is one, and is sent',
		async (callback) => {
			const { status } = await workbench.run({
				parameters: { ...deletion, options: { responseFormat: 'json', callback } },
				items: loyal.slice(0, 1),
			});
			expect(workbench.sandbox.requests[0]?.form['callback']).toBe(callback);
			expect(status).toBe('success');
		},
	);

	test('Callback and Condensed are for JSON: what is left over of them goes nowhere with XML', async () => {
		const { status } = await workbench.run({
			parameters: {
				...deletion,
				options: { responseFormat: '={{ "xml" }}', condensed: true, callback: 'not a name' },
			},
			items: loyal.slice(0, 1),
		});
		expect(status).toBe('success');
		const { form } = workbench.sandbox.requests[0] ?? {};
		expect(form).not.toHaveProperty('condensed');
		expect(form).not.toHaveProperty('callback');
	});

	test('numbers and switches may come as text', async () => {
		const { status } = await workbench.run({
			parameters: {
				...deletion,
				safetyLimit: '2',
				options: { parallelRequests: '={{ "3" }}', dryRun: '={{ "false" }}' },
			},
			items: loyal,
		});
		expect(status).toBe('success');
		expect(workbench.sandbox.requestCount()).toBe(2);
	});
});
