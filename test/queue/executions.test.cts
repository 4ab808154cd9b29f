import { until } from '../../dev/playground/index.cts';
import { jsonOf, outcomesIn, TRACKFINITY } from '../e2e/support/workflows.cts';
import { useQueueMode } from './support/queueMode.cts';

const queue = useQueueMode();

/** Starts an execution with 100 deletions that take their time, and waits until some of them are sent. */
async function beHalfway(name: string) {
	const workflow = await queue.publish(name, { parameters: { safetyLimit: 100 } });
	const codes = queue.newCodes(100);
	const endSlowness = queue.n8n.sandbox.fault({ kind: 'slow', ms: 150 });
	const [id = ''] = await queue.call(workflow, codes);
	const worker = await queue.workerOf(id);
	const sent = async () => await Promise.resolve(queue.deletionsOf(codes));
	await until('some deletions', sent, ({ length }) => length > 20);
	return { id, workflow, codes, worker, endSlowness };
}

const done = (code: string) => expect.objectContaining({ success: true, code, deleted: true });

test('20 executions of 100 customers use both workers and delete each customer once', async () => {
	const workflow = await queue.publish('many', { parameters: { safetyLimit: 100 } });
	const calls = Array.from({ length: 20 }, () => queue.newCodes(100));
	const endSlowness = queue.n8n.sandbox.fault({ kind: 'slow', ms: 20 });
	const executions = await queue.run(workflow, ...calls);
	endSlowness();

	expect(executions.map(({ status }) => status)).toEqual(calls.map(() => 'success'));
	const outputs = executions.map((execution) => jsonOf(execution, TRACKFINITY));
	expect(outputs).toEqual(expect.arrayContaining(calls.map((codes) => codes.map(done))));
	expect(queue.deletionsOf(calls.flat()).sort()).toEqual(calls.flat().sort());

	const begun = await Promise.all(queue.workers.map(async (worker) => await worker.begun()));
	expect(begun.map(({ length }) => length)).not.toContain(0);
	expect(begun.flat().sort()).toEqual(executions.map(({ id }) => id).sort());
});

test('after a stop in the editor nothing goes out, and log and execution tell of every item', async () => {
	const { api } = queue.n8n;
	const { id, workflow, codes, worker, endSlowness } = await beHalfway('stopped');
	await api.stop(id);
	const sentByThen = queue.deletionsOf(codes).length;

	const execution = await until(
		'the items of the stopped execution',
		async () => await api.finished(id),
		(stored) => jsonOf(stored, TRACKFINITY).length > 0,
	);
	endSlowness();
	expect(execution.status).toBe('canceled');

	// The node writes this when it ends; from then on it cannot send.
	const log = await until('the summary', worker.log, (text) => text.includes('canceled. '));
	const told = outcomesIn(log.slice(log.indexOf('The execution was canceled. ')));
	const sent = queue.deletionsOf(codes);
	expect(told.done).toBeGreaterThan(0);
	expect(told.unknown).toBeLessThanOrEqual(5);
	expect(told.done + told.unknown).toBe(sent.length);
	expect(told.done + told.unknown + told.notSent).toBe(100);
	expect(sent.length).toBeLessThanOrEqual(sentByThen + 5);

	const items = jsonOf(execution, TRACKFINITY);
	const withOutcome = (outcome: string) =>
		items.filter((item) => JSON.stringify(item).includes(`"outcome":"${outcome}"`));
	expect(items.slice(0, told.done)).toEqual(codes.slice(0, told.done).map(done));
	expect(withOutcome('unknown')).toHaveLength(told.unknown);
	expect(withOutcome('notSent')).toHaveLength(told.notSent);

	// Whatever was still on its way from a worker would have come before this.
	expect(await queue.run(workflow, queue.newCodes(1))).toMatchObject([{ status: 'success' }]);
	expect(queue.deletionsOf(codes)).toEqual(sent);
});

test('Safety Limit counts in a worker as it does elsewhere, per execution: nothing is sent beyond it', async () => {
	const workflow = await queue.publish('limited', { parameters: { safetyLimit: 10 } });
	const [within, beyond, later] = [queue.newCodes(10), queue.newCodes(11), queue.newCodes(10)];

	expect(await queue.run(workflow, within)).toMatchObject([{ status: 'success' }]);
	const [exceeded] = await queue.run(workflow, beyond);
	expect(exceeded?.data.resultData.error?.message).toContain("'Safety Limit'");
	expect(await queue.run(workflow, later)).toMatchObject([{ status: 'success' }]);
	expect(queue.deletionsOf([within, beyond, later].flat()).sort()).toEqual(
		[...within, ...later].sort(),
	);
});

test("n8n's Retry On Fail sends again in a worker only what was not done", async () => {
	const parameters = { options: { parallelRequests: 1 } };
	const workflow = await queue.publish('retried', { parameters, retryOnFail: true });
	const codes = queue.newCodes(10);
	const body = '<response status="error"><error>Not today</error></response>';
	const [rejected = ''] = codes.slice(3);
	queue.n8n.sandbox.fault({ kind: 'answer', body, form: { code: rejected }, times: 1 });
	const [execution] = await queue.run(workflow, codes);

	expect(execution).toMatchObject({ status: 'success' });
	expect(execution && jsonOf(execution, TRACKFINITY)).toEqual(codes.map(done));
	expect(queue.deletionsOf(codes)).toEqual([...codes.slice(0, 4), ...codes.slice(3)]);
});

// The last one, because one worker less is left.
test('a worker that is told to end (SIGTERM) finishes its execution first', async () => {
	const { id, codes, worker, endSlowness } = await beHalfway('drained');
	process.kill(worker.pid, 'SIGTERM');
	expect(queue.deletionsOf(codes).length).toBeLessThan(100);
	expect(await worker.ended).toBe(0);
	endSlowness();

	const execution = await queue.n8n.api.finished(id);
	expect(execution.status).toBe('success');
	expect(jsonOf(execution, TRACKFINITY)).toEqual(codes.map(done));
	expect(queue.deletionsOf(codes)).toEqual(codes);
});
