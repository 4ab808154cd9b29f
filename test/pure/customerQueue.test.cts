import { enqueue, type Job } from '../../nodes/Trackfinity/plan/customerQueue';
import { jobOf } from '../support/jobs.cts';

test.each([
	['what goes on with different requests of an earlier try is not one job', false, 2],
	['what goes on with the same request is', true, 1],
])('%s', (_, isSame, length) => {
	const previous = jobOf('7', 0);
	const second = { ...jobOf('7', 1), ...(isSame && { previous }) };
	const queues = new Map<string, [Job, ...Job[]]>();
	for (const job of [{ ...jobOf('7', 0), previous }, second]) enqueue(queues, job);
	expect([...queues.values()].map((queue) => queue.length)).toEqual([length]);
});
