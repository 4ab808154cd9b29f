import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const lock = { operation: 'lock', customerId: '={{ $json.id }}' };
const deletion = { operation: 'delete', code: '={{ $json.code }}' };
const loyal = [{ code: '1234567890123456' }, { code: '3456789012345678' }];

describe('a run-wide setting is the same for every item, or nothing is sent', () => {
	const twoItems = (values: readonly [unknown, unknown]): IDataObject[] =>
		loyal.map((item, index) => ({ ...item, value: values[index] as string }));

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

	describe.each([['stopWorkflow'], ['continueRegularOutput'], ['continueErrorOutput']] as const)(
		'%s',
		(onError) => {
			test.each(differing)('%s (%s): %j', async (label, option, values) => {
				const result = await workbench.run({
					parameters: { ...deletion, options: { [option]: '={{ $json.value }}' } },
					items: twoItems(values),
					onError,
				});
				expect(workbench.sandbox.requestCount()).toBe(0);
				const messages = [...result.output, ...result.errorOutput].map(({ json }) => {
					const { outcome, message } = json['error'] as Record<'outcome' | 'message', string>;
					expect(outcome).toBe('notSent');
					return message;
				});
				expect(messages).toHaveLength(onError === 'stopWorkflow' ? 0 : 2);
				if (onError === 'stopWorkflow') messages.push(result.error?.message ?? '');
				for (const message of messages) expect(message).toContain(`'${label}'`);
			});
		},
	);

	test.each([
		['safetyLimit', { safetyLimit: '={{ $json.value }}' }],
		['operation', { operation: '={{ $json.operation }}' }],
	])('%s is no expression at all, or the same for all', async (_what, changes) => {
		const { output } = await workbench.run({
			parameters: { ...deletion, ...changes },
			items: twoItems([2, 1]).map((item, index) => ({
				...item,
				operation: index === 0 ? 'delete' : 'lock',
			})),
			onError: 'continueRegularOutput',
		});
		expect(workbench.sandbox.requestCount()).toBe(0);
		expect(output.map(({ json }) => json['error'])).toEqual(
			loyal.map(() => expect.objectContaining({ outcome: 'notSent' })),
		);
	});

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

describe('defaults', () => {
	test('50 customers may be forgotten in one run, 51 may not', async () => {
		const forget = { operation: 'forget', customerId: '={{ $json.id }}' };
		const items = Array.from({ length: 51 }, (_, id) => ({ id: `no-${id}` }));
		const onError = 'continueRegularOutput';
		await workbench.run({ parameters: forget, items, onError });
		expect(workbench.sandbox.requestCount()).toBe(0);
		await workbench.run({ parameters: forget, items: items.slice(0, 50), onError });
		expect(workbench.sandbox.requestCount()).toBe(50);
	});

	test('5 requests run side by side', async () => {
		// Held until five are there; slow, so that a sixth would have time to arrive.
		const hold = workbench.sandbox.hold();
		workbench.sandbox.fault({ kind: 'slow', ms: 20 });
		const run = workbench.run({
			parameters: lock,
			items: Array.from({ length: 20 }, (_, id) => ({ id: `no-${id}` })),
			onError: 'continueRegularOutput',
		});
		await hold.waiting(5);
		hold.release();
		await run;
		expect(workbench.sandbox.peakInFlight()).toBe(5);
	});

	test('3 retries', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0' });
		await workbench.run({ parameters: lock, items: [{ id: 191 }] });
		expect(workbench.sandbox.requestCount()).toBe(4);
	});

	test('XML, not condensed, no callback; nothing is a dry run', async () => {
		const { output } = await workbench.run({ parameters: deletion, items: loyal.slice(0, 1) });
		expect(output[0]?.json).toMatchObject({ deleted: true });
		const { form = {} } = workbench.sandbox.requests[0] ?? {};
		expect(form['output']).toBe('XML');
		expect(form).not.toHaveProperty('condensed');
		expect(form).not.toHaveProperty('callback');
	});
});

describe('settings that cannot be used', () => {
	const cases: Array<[label: string, option: string, values: unknown[]]> = [
		['Dry Run', 'dryRun', [null, 'maybe', 1, '']],
		['Ignore Missing Customers', 'ignoreMissing', [null, 'maybe', 1, '']],
		['Parallel Requests', 'parallelRequests', [0, 51, 1.5, 'many', null, -1]],
		['Max Requests per Second', 'maxRequestsPerSecond', [-1, 'few', null]],
		['Retries', 'retries', [-1, 11, 0.5, null]],
		['Timeout (Seconds)', 'timeout', [0, -5, 'long', null]],
		['Response Format', 'responseFormat', ['yaml', 'JSON', null, true]],
	];
	const each = cases.flatMap(([label, option, values]) =>
		values.map((value): [string, unknown, string] => [label, value, option]),
	);

	async function expectBlocked(label: string, parameters: INodeParameters, value?: unknown) {
		const items: IDataObject[] = loyal.map((item) => ({ ...item, value: value as string }));
		const { output } = await workbench.run({ parameters, items, onError: 'continueRegularOutput' });
		expect(workbench.sandbox.requestCount()).toBe(0);
		expect(output.map(({ json }) => json['error'])).toEqual(
			items.map(() =>
				expect.objectContaining({
					outcome: 'notSent',
					message: expect.stringContaining(`'${label}'`),
				}),
			),
		);
	}

	test.each(each)('%s: %j is invalid and nothing is sent', async (label, value, option) => {
		await expectBlocked(label, { ...deletion, options: { [option]: '={{ $json.value }}' } }, value);
	});

	test.each([-1, 1.5, 'none', null, '', true, '={{ undefined }}', '={{ -1 }}'])(
		'Safety Limit: %j is invalid; it never means no limit',
		async (value) => {
			await expectBlocked('Safety Limit', { ...deletion, safetyLimit: value as string });
		},
	);

	// Current n8n takes such an expression for text, older ones evaluate it.
	test.each(['erase', 'Delete', '', '={{ "erase" }}'])(
		'Operation: %j is invalid',
		async (value) => {
			await expectBlocked('Operation', { ...deletion, operation: value });
		},
	);

	test.each([
		...['has space', 'alert(1)', '1st', 'a..b', '.a', 'a.', 'a-b', 'a;b', "a'b", '<b>', 'a\u2028b'],
		...[7, ['a', 'b'], { a: 1 }],
	])('Callback: %j is no JavaScript name', async (value) => {
		const options = { responseFormat: 'json', callback: '={{ $json.value }}' };
		await expectBlocked('Callback', { ...deletion, options }, value);
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
