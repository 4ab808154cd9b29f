import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import {
	atOnce,
	broken,
	code,
	deletion,
	question,
	seen,
	useDeletions,
} from '../support/deletions.cts';
import { refusedXml, says } from '../support/responses.cts';
import { failureOf, itemsFor, parametersFor } from '../support/runs.cts';

const { deleteOne, workbench } = useDeletions();

const RATE = "'Max Requests per Second'";
const IGNORE = "'Ignore Missing Customers'";

/** What the advice is for a customer who is locked after these were. */
async function adviceAfter(
	fault: Fault,
	{ before = [], ...options }: { before?: string[] } & INodeParameters = {},
): Promise<string> {
	workbench.sandbox.fault({ ...fault, form: { customer_id: '204' } });
	const { output } = await workbench.run({
		parameters: parametersFor.lock({ parallelRequests: 1, retries: 0, ...options }),
		items: itemsFor([...before, '204']),
		onError: 'continueRegularOutput',
	});
	return failureOf(output.at(-1)).description;
}

const status = (code: number): Fault => ({ kind: 'status', status: code, headers: atOnce });

describe('a rate limit that looks like something else: the advice names the rate', () => {
	test('503', async () => {
		expect(await adviceAfter(status(503))).toContain(RATE);
	});

	test('503 to a deletion', async () => {
		workbench.sandbox.fault({ ...status(503), ...deletion });
		workbench.sandbox.fault({ ...seen, ...question });

		expect(failureOf(await deleteOne({ retries: 0 })).description).toContain(RATE);
	});

	test('403 after something was done, beside who may call', async () => {
		const advice = await adviceAfter(status(403), { before: ['191'] });

		expect(advice).toContain(RATE);
		expect(advice).toContain('ADMIN_API_ALLOWED_IPS');
	});

	test.each([
		['403 before anything was done', status(403)],
		['500', status(500)],
		['404', status(404)],
	])('but not: %s', async (_, fault) => {
		expect(await adviceAfter(fault)).not.toContain(RATE);
	});
});

describe("Trackfinity's no", () => {
	const noes = ['false', '{"error":"Not now"}', '{"result":0}'];

	test.each([
		['forget', true],
		['setDetails', true],
		['lock', false],
		['unlock', false],
	] as const)(
		'to %s may be about a locked customer, who is to be unlocked first: %j',
		async (operation, isSaid) => {
			for (const body of noes) {
				workbench.sandbox.fault({ ...says(body), times: 1 });
				const { output } = await workbench.run({
					parameters: parametersFor[operation](),
					items: [{ id: '191', city: 'Bonn' }],
					onError: 'continueRegularOutput',
				});
				const { outcome, description } = failureOf(output[0]);
				expect(outcome).toBe('rejected');
				expect(/\bunlock/i.test(description)).toBe(isSaid);
			}
		},
	);
});

describe('advice never tells to turn on what is on', () => {
	test.each<[string, Fault, string[]]>([
		['429', status(429), []],
		['429 that asks for a long wait', { kind: 'busy', retryAfter: '61' }, []],
		['503', status(503), []],
		['403', status(403), ['191']],
	])('%s: the rate is to be set or lowered, be it set or not', async (_, fault, before) => {
		for (const maxRequestsPerSecond of [0, 5]) {
			workbench.sandbox.reset();
			const advice = await adviceAfter(fault, { before, maxRequestsPerSecond });

			expect(advice).toMatch(new RegExp(`set or lower ${RATE}`, 'i'));
		}
	});

	test.each([
		['still there', seen],
		['not known', broken],
	])('a rejected deletion of a customer who is %s', async (_, answer) => {
		workbench.sandbox.fault({ ...says(refusedXml('Not today')), ...deletion });
		workbench.sandbox.fault({ ...answer, ...question });

		expect(failureOf(await deleteOne()).description).toContain(IGNORE);
		expect(failureOf(await deleteOne({ ignoreMissing: true }, code)).description).not.toContain(
			IGNORE,
		);
	});
});
