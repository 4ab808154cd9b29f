import { enqueue } from '../../nodes/Trackfinity/plan/customerQueue';
import type { Job } from '../../nodes/Trackfinity/plan/customerQueue';
import { jobOf } from '../support/jobs.cts';

function queuesOf(jobs: readonly Job[]): Array<[Job, ...Job[]]> {
	const queues = new Map<string, [Job, ...Job[]]>();
	for (const job of jobs) {
		const added = enqueue(queues, job);
		expect(added.items).toContain(job.items[0]);
		expect([...queues.values()].flat()).toContain(added);
	}
	return [...queues.values()];
}

test('what goes on with different requests of an earlier try is not one job', () => {
	const previous = jobOf('7', 0);
	expect(queuesOf([{ ...jobOf('7', 0), previous }, jobOf('7', 1)])[0]).toHaveLength(2);
	const both = [0, 1].map((index) => ({ ...jobOf('7', index), previous }));
	expect(queuesOf(both)[0]).toHaveLength(1);
});
