import { until } from '../../dev/playground/index.cts';
import { jsonOf, outcomesIn, TRACKFINITY } from '../e2e/support/workflows.cts';
import { useQueueMode } from './support/queueMode.cts';

const queue = useQueueMode({
	// So that n8n soon finds out about a worker that is gone; by default, its lock lasts a minute.
	QUEUE_WORKER_LOCK_DURATION: '6000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1500',
	QUEUE_WORKER_STALLED_INTERVAL: '3000',
});

test('what a killed worker (SIGKILL) leaves half-way is simply run again', async () => {
	const { api, sandbox } = queue.n8n;
	const workflow = await queue.publish('killed', {
		parameters: { safetyLimit: 100, options: { ignoreMissing: true, parallelRequests: 2 } },
	});
	const codes = queue.newCodes(100);
	const endSlowness = sandbox.fault({ kind: 'slow', ms: 250 });
	const [id = ''] = await queue.call(workflow, codes);
	const worker = await queue.workerOf(id);
	const log = await until('the progress', worker.log, (text) => text.includes('still running'));
	process.kill(-worker.pid, 'SIGKILL');
	await worker.ended;
	const sent = queue.deletionsOf(codes);
	const notDeleted = () => sandbox.loyaltyCustomers().map(({ code }) => code);
	// Like most servers, the sandbox also carries out what is under way when the client is gone.
	const isCarriedOut = (left: string[]) => !sent.some((code) => left.includes(code));
	await until('what was sent to be carried out', async () => notDeleted(), isCarriedOut);
	endSlowness();

	const told = outcomesIn(log.slice(log.indexOf('The Trackfinity node is still running. ')));
	expect(told.done).toBeGreaterThan(0);
	expect(told.done + told.open).toBe(100);
	expect(sent.length).toBeGreaterThanOrEqual(told.done);
	expect(sent.length).toBeLessThan(100);

	// n8n finds out by itself, and another worker doesn't take the execution over.
	const lost = await api.finished(id, 120_000);
	expect(lost.status).toBe('error');
	expect(jsonOf(lost, TRACKFINITY)).toEqual([]);
	expect(queue.deletionsOf(codes)).toEqual(sent);

	const left = notDeleted();
	const [execution = lost] = await queue.run(workflow, codes);
	expect(execution.status).toBe('success');
	expect(jsonOf(execution, TRACKFINITY)).toEqual(
		codes.map((code) =>
			expect.objectContaining({ success: true, code, deleted: left.includes(code) }),
		),
	);
	expect(notDeleted().filter((code) => codes.includes(code))).toEqual([]);
});
