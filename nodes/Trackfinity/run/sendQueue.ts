import { secretsOf } from '../operations/operation';
import type { AdviceContext } from '../outcomes/advice';
import { adviceOnStatus, createAdvisor } from '../outcomes/advice';
import { notSent } from '../outcomes/notSent';
import type { RequestHistory } from '../outcomes/requestHistory';
import { toOutcome, unforeseen } from '../outcomes/toOutcome';
import type { CustomerQueue, Job } from '../plan/customerQueue';
import type { RunSettings } from '../plan/settings';
import { createQuote } from '../redact';
import type { Lanes } from './lane';
import type { SendOptions } from './sendUntilSettled';
import { sendUntilSettled } from './sendUntilSettled';

/** What all queues of a run are sent with. */
export interface QueueOptions {
	settings: RunSettings;
	lanes: Lanes;
	/** Whether a deletion of the customer was sent earlier in the execution and may have been applied. */
	wasSentBefore: boolean;
	/** Whether a request of an earlier try may still arrive, so that nothing may follow it. */
	isBlocked: boolean;
}

/**
 * Sends the requests for one customer, one after the other, and notes how each ended. What an earlier try of the run did is
 * not sent again, up to the first request that wasn't done. Once a request may arrive late, those behind it are not sent:
 * it would undo them. Ends early when the run does. Never throws.
 */
export async function sendQueue(queue: CustomerQueue, options: QueueOptions): Promise<void> {
	const first = queue.findIndex(({ outcome }) => outcome?.kind !== 'done');
	if (first === -1) return;
	const { settings, lanes } = options;
	const { operation } = settings;
	// A response may repeat what another request for the same customer sets.
	const secrets = queue.flatMap(({ request }) => secretsOf(request, operation));
	let isBlocked = options.isBlocked || queue.slice(0, first).some(blocksLater);
	const rest = queue.slice(first);
	for (const [place, job] of rest.entries()) {
		const { account } = job;
		const lane = lanes.of(account);
		const advice = { operation, credential: account.data, ignoreMissing: settings.ignoreMissing };
		if (isBlocked) {
			job.outcome = notSent({ kind: 'behindUnclear' }, createAdvisor(advice));
			lane.state.observe(job);
			continue;
		}
		const quote = secrets.length > 0 ? createQuote([account.apiKey, ...secrets]) : lane.quote;
		// The next one may be signed with another key, which the service takes.
		if (!(await sendJob(job, options, advice, quote))) continue;
		isBlocked = blocksLater(job);
		if (place === 0) rest.slice(1).forEach(outdate);
	}
}

/** What an earlier try did holds no more once a request that comes before it is sent again. */
function outdate(job: Job): void {
	if (job.outcome?.kind === 'done') job.outcome = undefined;
}

/** Whether the request may still be applied after those that follow it: nobody knows, or one of its attempts may be late. */
function blocksLater({ outcome, unsettled }: Job): boolean {
	const isUnknown = outcome?.kind === 'failed' && outcome.outcome === 'unknown';
	return isUnknown || unsettled !== undefined;
}

/** Gives false when the request was never sent. */
async function sendJob(
	job: Job,
	{ settings, lanes, wasSentBefore }: QueueOptions,
	advice: AdviceContext,
	quote: SendOptions['quote'],
): Promise<boolean> {
	const { operation, retries, ignoreMissing } = settings;
	const { request, account } = job;
	const lane = lanes.of(account);
	const options = { operation, retries, isAskedAfterNo: ignoreMissing || wasSentBefore, quote };
	const { credential } = advice;
	// Written out, because it's made for every request: to spread an object takes microseconds.
	const contextNow = () => ({
		operation,
		credential,
		ignoreMissing,
		request,
		wasSentBefore,
		hasSucceeded: lane.breaker.hasSucceeded,
		now: new Date(),
	});
	try {
		const history = await sendUntilSettled(request, lane, options, reopened(job));
		if (history === undefined) return false;
		const { attempt } = history;
		job.outcome = toOutcome(history, contextNow());
		if (isUnsettled(job, history)) job.unsettled = history;
		else if (job.unsettled !== undefined) delete job.unsettled;
		lane.breaker.observe(attempt, job.outcome, () =>
			attempt.kind === 'responded'
				? adviceOnStatus(attempt, request, advice, lane.breaker.hasSucceeded)
				: '',
		);
		if (attempt.kind === 'responded' && attempt.reading.kind === 'wrongCustomer') {
			lane.state.deletedAnother = true;
		}
	} catch {
		job.outcome = unforeseen(contextNow());
	}
	lane.state.observe(job);
	return true;
}

/** What an earlier try left open about a request: it may have been applied, and nobody has asked since. */
function reopened({ unsettled }: Job): RequestHistory | undefined {
	if (unsettled === undefined) return undefined;
	const history = { ...unsettled, mayBeApplied: true };
	delete history.existence;
	return history;
}

function isUnsettled({ outcome }: Job, history: RequestHistory): boolean {
	return history.mayArriveLate || (outcome?.kind === 'failed' && outcome.outcome === 'unknown');
}
