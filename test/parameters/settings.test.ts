import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { useWorkbench } from '../support/workbench';

const workbench = useWorkbench();

const lock = { operation: 'lock', customerId: '={{ $json.id }}' };
const deletion = { operation: 'delete', code: '={{ $json.code }}' };
const loyal = [{ code: '1234567890123456' }, { code: '3456789012345678' }];

describe('run-wide settings are read once, from the first item', () => {
	test.each([
		['1 then 0: nothing is sent', [1, 0], 0],
		['0 then 1: all are sent', [0, 1], 2],
		['2 then 1: all are sent', [2, 1], 2],
	])('safetyLimit, %s', async (_what, limits, sent) => {
		await workbench.run({
			parameters: { ...deletion, safetyLimit: '={{ $json.limit }}' },
			items: loyal.map((item, index) => ({ ...item, limit: limits[index] ?? 0 })),
		});
		expect(workbench.sandbox.requestCount()).toBe(sent);
	});

	test.each([
		['on then off: nothing is sent', [true, false], 0],
		['off then on: all are sent', [false, true], 2],
	])('dryRun, %s', async (_what, dry, sent) => {
		await workbench.run({
			parameters: { ...deletion, options: { dryRun: '={{ $json.dry }}' } },
			items: loyal.map((item, index) => ({ ...item, dry: dry[index] ?? false })),
		});
		expect(workbench.sandbox.requestCount()).toBe(sent);
	});

	test('parallelRequests', async () => {
		await workbench.run({
			parameters: { ...lock, options: { parallelRequests: '={{ $json.parallel }}' } },
			items: [191, 204, 215].map((id, index) => ({ id, parallel: index === 0 ? 1 : 50 })),
		});
		expect(workbench.sandbox.requestCount()).toBe(3);
		expect(workbench.sandbox.peakInFlight()).toBe(1);
	});

	test('retries', async () => {
		workbench.sandbox.fault({ kind: 'busy', retryAfter: '0' });
		await workbench.run({
			parameters: { ...lock, options: { ...inOrder, retries: '={{ $json.retries }}' } },
			items: [
				{ id: 191, retries: 1 },
				{ id: 204, retries: 0 },
			],
			onError: 'continueRegularOutput',
		});
		expect(workbench.sandbox.requestCount()).toBe(4);
	});

	test('responseFormat, condensed and callback', async () => {
		await workbench.run({
			parameters: {
				...deletion,
				options: {
					...inOrder,
					responseFormat: '={{ $json.format }}',
					condensed: '={{ $json.condensed }}',
					callback: '={{ $json.callback }}',
				},
			},
			items: [
				{ ...loyal[0], format: 'json', condensed: true, callback: 'app.done' },
				{ ...loyal[1], format: 'xml', condensed: false, callback: 'not a name' },
			],
		});
		const asked = { output: 'JSON', condensed: 'yes', callback: 'app.done' };
		expect(workbench.sandbox.requests).toMatchObject([{ form: asked }, { form: asked }]);
	});
});

const inOrder = { parallelRequests: 1 };

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
		['Parallel Requests', 'parallelRequests', [0, 51, 1.5, 'many', null, -1]],
		['Max Requests per Second', 'maxRequestsPerSecond', [-1, 'few', null]],
		['Retries', 'retries', [-1, 11, 0.5, null]],
		['Timeout (Seconds)', 'timeout', [0, -5, 'long', null]],
		['Response Format', 'responseFormat', ['yaml', 'JSON', null, true]],
	];
	const each = cases.flatMap(([label, option, values]) =>
		values.map((value): [string, unknown, string] => [label, value, option]),
	);

	async function refused(label: string, parameters: INodeParameters, value: unknown) {
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

	test.each(each)('%s: %j is refused and nothing is sent', async (label, value, option) => {
		await refused(label, { ...deletion, options: { [option]: '={{ $json.value }}' } }, value);
	});

	test.each([-1, 1.5, 'none', null, '', true])(
		'Safety Limit: %j is refused; it never means no limit',
		async (value) => {
			await refused('Safety Limit', { ...deletion, safetyLimit: '={{ $json.value }}' }, value);
		},
	);

	test.each(['erase', 'Delete', '', '={{ "lock" }}'])(
		'Operation: %j is refused; n8n lets it be no expression',
		async (operation) => {
			await refused('Operation', { ...deletion, operation }, '');
		},
	);

	test.each([
		...['has space', 'alert(1)', '1st', 'a..b', '.a', 'a.', 'a-b', 'a;b', "a'b", '<b>', 'a\u2028b'],
		...[7, ['a', 'b'], { a: 1 }],
	])('Callback: %j is no JavaScript name', async (value) => {
		const options = { responseFormat: 'json', callback: '={{ $json.value }}' };
		await refused('Callback', { ...deletion, options }, value);
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
				safetyLimit: '={{ "2" }}',
				options: { parallelRequests: '={{ "3" }}', dryRun: '={{ "false" }}' },
			},
			items: loyal,
		});
		expect(status).toBe('success');
		expect(workbench.sandbox.requestCount()).toBe(2);
	});
});
