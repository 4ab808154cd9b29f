import type { IDataObject } from 'n8n-workflow';

import { deletion } from '../support/deletions.cts';
import { deletedXml, foundJson, says } from '../support/responses.cts';
import { changing, continues, failureOf, oneByOne } from '../support/runs.cts';
import {
	deleteBy,
	found,
	jane,
	nobody,
	search,
	shared,
	useSearches,
	zoe,
} from '../support/searches.cts';

const { runTries, workbench, deleteThem, deletions, inTurn } = useSearches();

/** The codes of the two customers of the sandbox who share an address. */
const sharing = () =>
	workbench.sandbox.loyaltyCustomers().flatMap(({ email, code }) => (email === shared ? code : []));

const parameters = { ...deleteBy('code'), lookupBy: '={{ $json.by }}' };

describe('an email that two customers share', () => {
	test.each<[where: string, before: string, status?: number]>([
		['in the next try', shared],
		['where the first try had no response to its search', shared, 503],
		['where its item named somebody else in the first try', nobody],
		['where its item named nobody in the first try', ''],
	])('is not taken for the one who is left %s', async (...[, before, status]) => {
		const { sandbox } = workbench;
		const [one = '', other = ''] = sharing();
		if (status !== undefined) sandbox.fault({ kind: 'status', status, times: 1, ...search });
		const items = [
			changing(sandbox, 1, { by: 'email', id: before }, { by: 'email', id: shared }),
			{ by: 'code', id: one },
		];
		const once = { ...parameters, options: { retries: 0 } };
		const { output } = await runTries(once, items);

		expect(deletions()).toEqual([one]);
		expect(sharing()).toEqual([other]);
		expect(failureOf(output[0])).toMatchObject({ outcome: 'notSent', email: shared });
	});

	test('nor in a later turn of a loop, or call of an agent', async () => {
		const [one = '', other = ''] = sharing();
		const batches: IDataObject[][] = [
			[{ by: 'email', id: shared }],
			[{ by: 'code', id: one }],
			[{ by: 'email', id: shared }],
		];
		const { turns } = await workbench.run({ parameters, batches, ...continues });

		expect(deletions()).toEqual([one]);
		expect(sharing()).toEqual([other]);
		expect(failureOf(turns[2]?.output[0])).toMatchObject({ outcome: 'notSent' });
	});

	test('is told to find whoever is left', async () => {
		const { output } = await deleteThem([shared]);
		expect(failureOf(output[0]).description).toContain('finds whoever is left');
	});
});

test('whoever is found by what another customer was deleted by, in the same execution, is let be', async () => {
	for (const code of ['7001', '7002']) {
		inTurn(search, says(foundJson([{ ...jane, code }])));
		workbench.sandbox.fault({ ...says(deletedXml(code)), form: { ...deletion.form, code } });
	}
	// Hours may be between the two, and people come back: n8n's Retry button.
	const { contextData } = await deleteThem([jane.email]);
	const { output } = await deleteThem([jane.email], {}, { contextData });

	expect(deletions()).toEqual(['7001']);
	expect(failureOf(output[0]).outcome).toBe('notSent');
});

test.each([true, false])(
	'who was deleted for an email stays in sight where its item names nobody in the next try (Ignore Missing Customers %j)',
	async (ignoreMissing) => {
		const { sandbox } = workbench;
		const [, [refused, refusedCode]] = found;
		sandbox.fault({ kind: 'status', status: 400, form: { ...deletion.form, code: refusedCode } });
		const items = [{ id: refused }, changing(sandbox, 4, { id: zoe.email }, { id: nobody })];
		const { output } = await runTries(deleteBy('email', { ...oneByOne, ignoreMissing }), items);

		expect(deletions()).toEqual([refusedCode, zoe.code, refusedCode]);
		expect(output[1]?.json).toMatchObject({ email: zoe.email, code: zoe.code, deleted: true });
	},
);
