import type { Outcome } from '../outcomes/outcome';
import { wasSent } from '../plan/customerQueue';
import type { ReadyRun } from '../plan/preflight';
import type { Lanes } from './lane';
import { sendQueue } from './sendQueue';

/**
 * Sends the requests of a run: several customers side by side, the requests for one customer one after the other, and
 * waits for all that started. {@link Lanes} say when a run ends early, `nextStep` how one request goes on. Never throws, so
 * that no request goes on behind the node's back and none that was sent is lost from sight.
 *
 * @param onProgress told every five seconds what there is by then: no outcome for items whose request hasn't ended
 * @returns what became of each item
 */
export async function carryOut(
	run: ReadyRun,
	lanes: Lanes,
	onProgress: (outcomes: ReadonlyArray<Outcome | undefined>) => void,
): Promise<Outcome[]> {
	const { entries, queues, release, previousTries } = run;
	for (const job of queues.flat()) {
		// What earlier tries of the run have sent.
		const { previous } = job;
		if (previous === undefined || !wasSent(previous)) continue;
		job.outcome = previous.outcome;
		if (previous.unsettled !== undefined) job.unsettled = previous.unsettled;
		if (lanes.deletedAnother) lanes.observe(job);
	}
	await lanes.each(
		queues,
		([job]) => lanes.of(job),
		async (queue) => await sendQueue(queue, run, lanes),
		() => onProgress(entries.map(({ outcome }) => outcome)),
	);
	release();
	const outcomes = entries.map((entry) =>
		entry.account === undefined ? entry.outcome : (entry.outcome ?? lanes.of(entry).notSent),
	);
	const isSuccess = outcomes.every(({ kind }) => kind === 'done');
	previousTries.remember(queues, isSuccess, lanes.deletedAnother);
	return outcomes;
}
