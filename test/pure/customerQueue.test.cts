import { enqueue, type Job } from '../../nodes/Trackfinity/plan/customerQueue';
import { jobOf } from '../support/jobs.cts';

// What goes on with the same request is one: test/run/retryOnFail.
test('what goes on with different requests of an earlier try is not one job', () => {
	const queues = new Map<string, [Job, ...Job[]]>();
	const first = { ...jobOf('7', 0), previous: jobOf('7', 0) };
	for (const job of [first, jobOf('7', 1)]) enqueue(queues, job);
	expect([...queues.values()].map((queue) => queue.length)).toEqual([2]);
});
