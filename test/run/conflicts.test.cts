import type { IDataObject } from 'n8n-workflow';

import {
	citiesSent,
	cityItems,
	continueModes,
	expectLinked,
	failedOf,
	failureOf,
	parametersFor,
	sent,
	stopOf,
} from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const forget = { ...parametersFor.forget(), keep: '={{ $json.keep }}' };

/** Items that forget a customer and keep some fields, written as `191 email,city`. */
function forgetItems(...texts: string[]): IDataObject[] {
	return texts.map((text) => {
		const [id = '', keep = ''] = text.split(' ');
		return { id, keep: keep.split(',').filter((name) => name !== '') };
	});
}

describe('two items that forget the same customer but keep different fields', () => {
	test.each([
		[['191 email', '191 city']],
		[['191', '191 email']],
		[['191 email', '191 email,city']],
		[['191 email', '204', '191 city']],
		[['191 email', '191 email', '191 ']],
	])('end the run with nothing sent in stop mode: %j', async (texts) => {
		const result = await workbench.run({ parameters: forget, items: forgetItems(...texts) });

		const { text, description } = stopOf(result);
		for (const [index, item] of texts.entries()) {
			expect(text.includes(`[Item ${index}]`)).toBe(item.startsWith('191'));
		}
		expect(text).toContain('forget the same customer but keep different fields');
		expect(description).toContain('Nothing was sent');
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test.each(continueModes)('are both not sent under %s, and the others are', async (onError) => {
		const result = await workbench.run({
			parameters: forget,
			items: forgetItems('191 email', '204', '191 city', '215 zip'),
			onError,
		});

		expect(sent(workbench.sandbox)).toEqual(['204', '215']);
		const failed = failedOf(result);
		expect(failed.map(({ pairedItem }) => pairedItem)).toMatchObject([{ item: 0 }, { item: 2 }]);
		for (const item of failed) {
			expect(failureOf(item)).toMatchObject({ outcome: 'notSent', attempts: 0 });
			expect(failureOf(item).message).toContain('Items 0 and 2 forget the same customer');
			expect(failureOf(item).description).toContain("'Fields to Keep'");
		}
	});

	test('are found by a dry run, too', async () => {
		const result = await workbench.run({
			parameters: { ...forget, options: { dryRun: true } },
			items: forgetItems('191 email', '191 city'),
		});

		expect(stopOf(result).message).toContain('keep different fields');
	});
});

describe('no conflict', () => {
	test('is the same set of fields in another order, or by their labels: it is sent once', async () => {
		const { output } = await workbench.run({
			parameters: forget,
			items: [
				{ id: '191', keep: 'email,city' },
				{ id: '191', keep: ['city', 'email'] },
				{ id: 191, keep: 'City, Email' },
			],
		});

		expect(sent(workbench.sandbox)).toEqual(['191']);
		expectLinked(output, 3);
	});

	test('are different fields for different customers', async () => {
		await workbench.run({ parameters: forget, items: forgetItems('42 email', '0042 city') });

		expect(sent(workbench.sandbox).sort()).toEqual(['0042', '42']);
	});

	test('are different details for the same customer: they are set one after the other', async () => {
		await workbench.run({
			parameters: parametersFor.setDetails(),
			items: cityItems('191 Rome', '191 Oslo'),
		});

		expect(citiesSent(workbench.sandbox)).toEqual(['191 Rome', '191 Oslo']);
	});
});
