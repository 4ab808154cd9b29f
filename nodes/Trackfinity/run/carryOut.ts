import type { Failed, Outcome } from '../outcomes/outcome';
import type { Job } from '../plan/customerQueue';
import { isInvalid, outcomeOf, wasSent } from '../plan/customerQueue';
import type { ReadyRun } from '../plan/preflight';
import type { Lanes } from './lane';
import type { RunState } from './runState';
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
 * waits for all that started. {@link RunState} says when a run ends early, `nextStep` how one request goes on. Never
 * throws, so that no request goes on behind the node's back and none that was sent is lost from sight.
 *
 * @param onProgress told every five seconds what there is by then: no outcome for items whose request hasn't ended
 */
export async function carryOut(
	{ settings, entries, queues, limit, release, previousTries }: ReadyRun,
	lanes: Lanes,
	onProgress: (outcomes: ReadonlyArray<Outcome | undefined>) => void,
): Promise<RunResult> {
	const { state } = lanes;
	for (const queue of queues) for (const job of queue) recall(job, state);
	await lanes.reportWhile(
		() => onProgress(entries.map(outcomeOf)),
		lanes.each(queues, async (queue) => {
			// What earlier tries of this run came to is known better.
			const isKnown = queue.some(({ previous }) => previous !== undefined && wasSent(previous));
			const canAsk = settings.operation.question !== undefined;
			const [{ account, request }] = queue;
			const wasSentBefore = canAsk && !isKnown && limit.mayBeApplied(account, request);
			const isBlocked = previousTries.leftOpen(queue).length > 0;
			await sendQueue(queue, { settings, lanes, wasSentBefore, isBlocked });
		}),
	);
	release();
	const outcomes = entries.map((entry) => {
		if (isInvalid(entry)) return entry;
		return entry.outcome ?? lanes.of(entry.account).notSent;
	});
	const isSuccess = outcomes.every(({ kind }) => kind === 'done');
	previousTries.remember(queues, isSuccess, state.deletedAnother);
	const { firstFailure, isCanceled } = state;
	return { outcomes, isCanceled, ...(firstFailure !== undefined && { firstFailure }) };
}

/** Takes over what earlier tries of the run have sent. */
function recall(job: Job, state: RunState): void {
	const { previous } = job;
	if (previous === undefined || !wasSent(previous)) return;
	const { outcome, unsettled } = previous;
	job.outcome = outcome;
	if (unsettled !== undefined) job.unsettled = unsettled;
	if (state.deletedAnother) state.observe(job);
}
