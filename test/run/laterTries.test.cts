import type { INodeParameters } from 'n8n-workflow';

import { deletedXml } from '../support/responses.cts';
import {
	customerOf,
	failedOf,
	failureOf,
	modes,
	parametersFor,
	sent,
	sleep,
	stopOf,
	tries,
	until,
} from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const oneByOne: INodeParameters = { parallelRequests: 1, retries: 0 };

/** Confirms the deletions of these codes, and those alone. */
function confirm(...codes: string[]): void {
	for (const code of codes) {
		workbench.sandbox.fault({ kind: 'answer', body: deletedXml(code), form: { code } });
	}
}

/** An item whose ID is gone once the service has rejected somebody. */
const items = () => [
	{ id: 'C-0' },
	{ id: 'C-1' },
	{
		get id() {
			return sent(workbench.sandbox).includes('C-1') ? '' : 'C-2';
		},
	},
];

describe('a later try of Retry On Fail that ends before it sends anything', () => {
	test('because an item has become invalid, says what the earlier one did', async () => {
		confirm('C-0');
		workbench.sandbox.fault({ kind: 'status', status: 400, form: { code: 'C-1' } });
		const result = await workbench.run({
			parameters: parametersFor.delete(oneByOne),
			items: items(),
			...tries(2),
		});

		expect(sent(workbench.sandbox)).toEqual(['C-0', 'C-1']);
		expect(stopOf(result).description).toMatch(/Done: 1 item \(item 0\).*Rejected.*\(item 1\)/);
	});

	test.each(modes)(
		'because it was canceled, puts out what the earlier one did (%s)',
		async (onError) => {
			const { sandbox } = workbench;
			confirm('C-1');
			const hold = sandbox.hold({ form: { code: 'C-0' } });
			const isOneDone = async () => {
				await until(() => sandbox.requests.some(({ status }) => status === 200));
				await sleep(50);
			};
			const result = await workbench.run({
				parameters: parametersFor.delete({ parallelRequests: 2, retries: 0 }),
				items: ['C-0', 'C-1'].map((id) => ({ id })),
				onError,
				cancelWhen: isOneDone(),
				...tries(2),
			});
			hold.release();

			expect(sent(sandbox).sort()).toEqual(['C-0', 'C-1']);
			const put = [...result.output, ...result.errorOutput];
			expect(JSON.stringify(put)).not.toContain('while its items were checked');
			expect(put.filter(({ json }) => json.success === true).map(({ json }) => json.code)).toEqual([
				'C-1',
			]);
		},
	);

	test('because another customer was deleted by email, still names the code', async () => {
		const { sandbox } = workbench;
		for (const [name, code] of [
			['ann', '1'],
			['bob', '2'],
		]) {
			sandbox.fault({
				kind: 'answer',
				form: { type: 'customer_search', email: `${name}@example.com` },
				body: `<response status="success"><customer><code>${code}</code><email>${name}@example.com</email></customer></response>`,
			});
		}
		sandbox.fault({ kind: 'answer', form: { code: '1' }, body: deletedXml('1') });
		sandbox.fault({ kind: 'answer', form: { code: '2' }, body: deletedXml('OTHER') });
		const result = await workbench.run({
			parameters: {
				operation: 'delete',
				lookupBy: 'email',
				email: '={{ $json.id }}',
				options: oneByOne,
			},
			items: ['ann', 'bob'].map((name) => ({ id: `${name}@example.com` })),
			...tries(2),
		});

		expect(sandbox.requests.filter(({ form }) => form.code !== undefined)).toHaveLength(2);
		expect(stopOf(result).text).toMatch(/OTHER/);
		expect(stopOf(result).text).toMatch(/Done: 1 item \(item 0\)/);
	});
});

test('a done item says what was sent for it, whatever an expression gives in the next try', async () => {
	workbench.sandbox.fault({ kind: 'status', status: 400, form: { customer_id: '204' }, times: 1 });
	const isLater = () => workbench.sandbox.requests.length > 1;
	const { output } = await workbench.run({
		parameters: {
			...parametersFor.setDetails(oneByOne),
			fields: { city: '={{ $json.city }}', email: '={{ $json.email }}' },
		},
		items: ['191', '204'].map((id) => ({
			id,
			city: 'Rome',
			get email() {
				return isLater() ? 'a@example.com' : '';
			},
		})),
		...tries(2),
	});

	expect(output[0]?.json.updatedFields).toEqual(['city']);
	expect(output[1]?.json.updatedFields).toEqual(['city', 'email']);
});

describe('a response that cannot be read and tells of a deletion', () => {
	const warning =
		'<br />\n<b>Warning</b>:  Undefined variable in <b>/a.php</b> on line <b>3</b><br />\n';
	const answer = async (body: string) => {
		const { sandbox } = workbench;
		sandbox.fault({ kind: 'answer', form: { type: 'customer_delete' }, body });
		sandbox.fault({
			kind: 'answer',
			form: { type: 'customer_exists' },
			body: '<response status="success"><message>yes</message></response>',
		});
		const result = await workbench.run({
			parameters: parametersFor.delete({ parallelRequests: 1 }),
			items: ['12', '13'].map((id) => ({ id })),
			onError: 'continueRegularOutput',
		});
		return result;
	};
	const deletions = () =>
		workbench.sandbox.requests
			.filter(({ form }) => form.type === 'customer_delete')
			.map(customerOf);

	test.each([
		['behind what PHP printed', `${warning}${deletedXml('120')}`],
		['in the second of two documents', `${deletedXml('12')}${deletedXml('120')}`],
		['cut off behind it', deletedXml('120').slice(0, -30)],
		['with an attribute', deletedXml('120').replace('<code>', '<code type="x">')],
		['with keys in capitals', '{"Status":"success","Customer":{"Status":"Deleted","Code":"120"}}'],
		[
			'under another key',
			'{"status":"success","customer":{"status":"deleted","customer_code":"120"}}',
		],
		['as an attribute beside it', deletedXml('12').replace('<customer', '<customer code="120"')],
	])('of another customer, %s: never again, and nothing else', async (_, body) => {
		const result = await answer(body);

		expect(deletions()).toEqual(['12']);
		const [first, second] = failedOf(result);
		expect(failureOf(first)).toMatchObject({ outcome: 'unknown' });
		expect(failureOf(first).description).toContain('120');
		expect(failureOf(second).outcome).toBe('notSent');
	});

	test('of the right one, who is still there: not sent again', async () => {
		await answer(`${warning}${deletedXml('12')}`);

		expect(deletions().filter((code) => code === '12')).toEqual(['12']);
	});
});
