import type { Failed, Outcome } from '../outcomes/outcome';
import type { Job } from '../plan/customerQueue';
import { isInvalid, outcomeOf, wasSent } from '../plan/customerQueue';
import type { ReadyRun } from '../plan/preflight';
import type { Lanes } from './lane';
import { sendQueue } from './sendQueue';

/** What a whole run came to. */
export interface RunResult {
	/** One per item. */
	outcomes: Outcome[];
	/** The first failure in time among what was sent or would have been, where there was one. */
	firstFailure?: { index: number; failure: Failed };
	isCanceled: boolean;
}

/**
 * Sends the requests of a run: several customers side by side, the requests for one customer one after the other, and
 * waits for all that started. {@link Lanes} say when a run ends early, `nextStep` how one request goes on. Never throws, so
 * that no request goes on behind the node's back and none that was sent is lost from sight.
 *
 * @param onProgress told every five seconds what there is by then: no outcome for items whose request hasn't ended
 */
export async function carryOut(
	run: ReadyRun,
	lanes: Lanes,
	onProgress: (outcomes: ReadonlyArray<Outcome | undefined>) => void,
): Promise<RunResult> {
	const { entries, queues, release, previousTries } = run;
	for (const queue of queues) for (const job of queue) recall(job, lanes);
	await lanes.each(
		queues,
		async (queue) => await sendQueue(queue, run, lanes),
		() => onProgress(entries.map(outcomeOf)),
	);
	release();
	const outcomes = entries.map((entry) =>
		isInvalid(entry) ? entry : (entry.outcome ?? lanes.of(entry).notSent),
	);
	const isSuccess = outcomes.every(({ kind }) => kind === 'done');
	previousTries.remember(queues, isSuccess, lanes.deletedAnother);
	const { firstFailure, isCanceled } = lanes;
	return { outcomes, isCanceled, ...(firstFailure !== undefined && { firstFailure }) };
}

/** Takes over what earlier tries of the run have sent. */
function recall(job: Job, lanes: Lanes): void {
	const { previous } = job;
	if (previous === undefined || !wasSent(previous)) return;
	job.outcome = previous.outcome;
	if (previous.unsettled !== undefined) job.unsettled = previous.unsettled;
	if (lanes.deletedAnother) lanes.observe(job);
}
