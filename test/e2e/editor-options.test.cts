import { useEditor } from './editor/editor.cts';
import { picture } from './editor/pictures.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const browser = useEditor(n8n);

const forAll = [
	'Dry Run',
	'Max Requests per Second',
	'Parallel Requests',
	'Retries',
	'Timeout (Seconds)',
];

describe('the options, chosen by hand', () => {
	test('are the same five for the operations of Trackfinity itself', async () => {
		await browser.editor.openWith();
		const node = await browser.editor.openNode();
		for (const operation of ['Forget', 'Lock', 'Set Details', 'Unlock']) {
			await node.choose('operation', operation);
			expect(await node.addable('Add Option')).toEqual(forAll);
		}
	});

	test('start at the values that hold when they are not added', async () => {
		await browser.editor.openWith();
		const node = await browser.editor.openNode();
		for (const option of forAll) await node.add('Add Option', option);

		expect(await node.labels()).toEqual(expect.arrayContaining(forAll));
		expect(await node.isOn('dryRun')).toBe(false);
		expect(await node.box('maxRequestsPerSecond').inputValue()).toBe('0');
		expect(await node.box('parallelRequests').inputValue()).toBe('5');
		expect(await node.box('retries').inputValue()).toBe('3');
		expect(await node.box('timeout').inputValue()).toBe('30');
	});

	test('of delete have the format of the response, and only JSON has Condensed and Callback', async () => {
		await browser.editor.openWith();
		const node = await browser.editor.openNode();
		await node.choose('operation', 'Delete');

		const asXml = [...forAll, 'Ignore Missing Customers', 'Response Format'].sort();
		expect(await node.addable('Add Option')).toEqual(asXml);
		await node.add('Add Option', 'Response Format');
		const without = asXml.filter((name) => name !== 'Response Format');
		expect(await node.addable('Add Option')).toEqual(without);

		await node.choose('responseFormat', 'JSON');
		expect(await node.addable('Add Option')).toEqual(['Callback', 'Condensed', ...without]);
		await node.add('Add Option', 'Condensed');
		await node.turnOn('condensed');
		await node.add('Add Option', 'Callback');
		await node.type('callback', 'handleResponse');
		for (const option of without) await node.add('Add Option', option);
		const options = node.fields.filter({
			has: browser.editor.page.getByTestId('parameter-input-dryRun'),
		});
		await picture(browser.editor.page, 'form-options', { parts: [options.first()] });

		await node.type('code', '1234567890123456');
		await node.execute();

		expect(await node.table()).toEqual([
			expect.objectContaining({ success: 'true', code: '1234567890123456' }),
		]);
		const [request] = await n8n.sandbox.requests();
		expect(request?.form).toMatchObject({
			output: 'JSON',
			condensed: 'yes',
			callback: 'handleResponse',
		});
	});
});
