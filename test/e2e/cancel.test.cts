import { readFile } from 'node:fs/promises';
import { withWorkflow } from './support/examples.cts';
import { DONE, overItems, START, TRACKFINITY } from './support/overItems.cts';
import { useN8n } from './support/playground.cts';
import { jsonOf } from './support/trigger.cts';
import { until } from './support/until.cts';

const n8n = useN8n();
const { api, sandbox } = n8n;

const PARALLEL = 3;
const customerIds = ['191', '204', '215', '42', '0042', '237', '248', '259', '270', '281'];
/** A hundred changes of ten customers, each to a city of its own, so that none is like another. */
const changes = Array.from({ length: 100 }, (_, index) => ({
	id: String(index),
	customerId: customerIds[index % customerIds.length] ?? '',
	city: `City ${index}`,
}));

const CANCELED = 'The execution was canceled.';

describe('a run that is canceled', () => {
	// A run that stops at a failure would also stop by itself, at the requests that n8n cuts off.
	test.each(['stopWorkflow' as const, 'continueErrorOutput' as const])(
		'starts no new request, and says in the log what was done (%s)',
		async (onError) => {
			await sandbox.fault({ kind: 'slow', ms: 150 });
			const workflow = overItems('A long run', changes, {
				parameters: {
					operation: 'setDetails',
					lookupBy: 'customerId',
					customerId: '={{ $json.customerId }}',
					fields: { city: '={{ $json.city }}' },
					options: { parallelRequests: PARALLEL },
				},
				onError,
			});
			const logBefore = (await readLog()).length;
			await withWorkflow(n8n, workflow, async (created) => {
				const id = await api.run(created, START);
				await until('the first answers', sandbox.requests.bind(sandbox), (requests) =>
					requests.some(({ status }) => status === 200),
				);
				await api.stop(id);
				const execution = await api.finished(id);

				expect(execution.status).toBe('canceled');
				expect(jsonOf(execution, TRACKFINITY)).toEqual([]);
				expect(jsonOf(execution, DONE)).toEqual([]);
			});

			// The node writes this when it ends; from then on it cannot send.
			const log = await until('what was done', readLog, (text) =>
				text.slice(logBefore).includes(CANCELED),
			);
			await until('the last answer', sandbox.stats.bind(sandbox), ({ inFlight }) => inFlight === 0);
			const sent = await sandbox.requests();
			const told = toldIn(log.slice(logBefore));
			expect(told.done).toBeGreaterThan(0);
			expect(told.unknown).toBeLessThanOrEqual(PARALLEL);
			expect(told.notSent).toBeGreaterThan(0);
			expect(told.done + told.unknown).toBe(sent.length);
			expect(told.done + told.unknown + told.notSent).toBe(changes.length);

			// Whatever was still on its way from n8n would have come before this.
			await sandbox.clearFaults();
			await runAnother();
			expect(await sandbox.requests()).toHaveLength(sent.length + 1);
			await expectState(sent.map(({ form }) => form));
		},
	);
});

async function readLog(): Promise<string> {
	return await readFile(n8n.logFile, 'utf8');
}

/** How many items the log tells of when the run has ended, by what became of them. */
function toldIn(log: string): Record<'done' | 'unknown' | 'notSent', number> {
	const summary = log.slice(log.indexOf(CANCELED));
	const count = (what: string) =>
		Number(new RegExp(`${what}: (\\d+) item`).exec(summary)?.[1] ?? 0);
	return {
		done: count('Done'),
		unknown: count('Unclear, so check before you try again'),
		notSent: count('Not sent'),
	};
}

/** A whole other run with one request. */
async function runAnother(): Promise<void> {
	const workflow = overItems('Another run', [{ id: '226' }], {
		parameters: { operation: 'unlock', lookupBy: 'customerId', customerId: '={{ $json.id }}' },
	});
	const execution = await withWorkflow(n8n, workflow, async (created) =>
		api.finished(await api.run(created, START)),
	);
	expect(execution.status).toBe('success');
}

/** Each customer is as the last request about it has left it: those never asked for are as they were. */
async function expectState(forms: Array<Record<string, string>>): Promise<void> {
	const asked = new Map(forms.map(({ customer_id, city }) => [customer_id ?? '', city]));
	for (const customerId of customerIds) {
		const { details } = await sandbox.customer(customerId);
		if (asked.has(customerId)) expect(details.city).toBe(asked.get(customerId));
		else expect(details.city).not.toMatch(/^City/);
	}
}
