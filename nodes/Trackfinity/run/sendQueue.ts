import { secretsOf } from '../operations/operation';
import { addAttempt, addExistence, toAttempt, verdictOf } from '../outcomes/attempt';
import { notSent } from '../outcomes/notSent';
import type { RequestHistory } from '../outcomes/attempt';
import { toOutcome, unforeseen } from '../outcomes/toOutcome';
import type { CustomerQueue, Job } from '../plan/customerQueue';
import { wasSent } from '../plan/customerQueue';
import type { ReadyRun } from '../plan/preflight';
import { createQuote } from '../redact';
import type { Quote } from '../redact';
import type { Lane, Lanes } from './lane';
import type { SendRules, Step } from './nextStep';
import { nextStep } from './nextStep';

/**
 * Sends the requests for one customer, one after the other, and notes how each ended. What an earlier try of the run did is
 * not sent again, up to the first request that wasn't done. Once a request may arrive late, those behind it are not sent:
 * it would undo them. Ends early when the run does. Never throws.
 */
export async function sendQueue(
	queue: CustomerQueue,
	{ settings, limit, previousTries }: ReadyRun,
	lanes: Lanes,
): Promise<void> {
	const first = queue.findIndex(({ outcome }) => outcome?.kind !== 'done');
	if (first === -1) return;
	const { operation, retries, ignoreMissing } = settings;
	const { service } = operation;
	const { idempotent } = service;
	const canAsk = operation.question !== undefined;
	// What earlier tries of this run came to is known better.
	const isKnown = queue.some(({ previous }) => previous !== undefined && wasSent(previous));
	const wasSentBefore =
		canAsk && !isKnown && limit.mayBeApplied(queue[0].account, queue[0].request);
	const isAskedAfterNo = ignoreMissing || wasSentBefore;
	const rules = { retries, idempotent, canAsk, isAskedAfterNo };
	// A response may repeat what another request for the same customer sets.
	const secrets = queue.flatMap(({ request }) => secretsOf(request, operation));
	let isBlocked =
		previousTries.leftOpen(queue).length > 0 || queue.slice(0, first).some(blocksLater);
	const rest = queue.slice(first);
	for (const [place, job] of rest.entries()) {
		if (isBlocked) {
			job.outcome = notSent({ kind: 'behindUnclear' }, service);
			lanes.observe(job);
			continue;
		}
		const quote =
			secrets.length > 0 ? createQuote([job.account.apiKey, ...secrets]) : lanes.of(job).quote;
		// The next one may be signed with another key, which the service takes.
		if (!(await sendJob(job, lanes, rules, wasSentBefore, quote))) continue;
		isBlocked = blocksLater(job);
		// What an earlier try did holds no more once a request that comes before it is sent again.
		const later = place === 0 ? rest.slice(1) : [];
		for (const one of later) if (one.outcome?.kind === 'done') one.outcome = undefined;
	}
}

/** Whether the request may still be applied after those that follow it. */
function blocksLater(job: Job): boolean {
	return isUnknown(job) || job.unsettled !== undefined;
}

/** Whether it was sent, and nobody knows if it was applied. */
function isUnknown({ outcome }: Job): boolean {
	return outcome?.kind === 'failed' && outcome.outcome === 'unknown';
}

/** @returns whether the request was sent */
async function sendJob(
	job: Job,
	lanes: Lanes,
	rules: SendRules,
	wasSentBefore: boolean,
	quote: Quote,
): Promise<boolean> {
	const { request } = job;
	const lane = lanes.of(job);
	try {
		const history = await sendUntilSettled(job, lane, rules, quote);
		if (history === undefined) return false;
		const context = lane.contextFor(request, wasSentBefore);
		job.outcome = toOutcome(history, context);
		if (history.mayArriveLate || isUnknown(job)) job.unsettled = history;
		else if (job.unsettled !== undefined) delete job.unsettled;
		lane.breaker.observe(history.attempt, job.outcome, context);
		if (verdictOf(history.attempt) === 'wrongCustomer') lanes.deletedAnother = true;
	} catch {
		job.outcome = unforeseen(lane.contextFor(request, wasSentBefore));
	}
	lanes.observe(job);
	return true;
}

/**
 * Sends one request until there is a response to go by, or no more attempts are worth it; {@link nextStep} has the rules.
 * What an earlier try of the run left unclear is asked about first, and a deletion sent only if the customer is still there.
 *
 * @returns what is known of the request; undefined when it was never sent
 */
async function sendUntilSettled(
	{ request, unsettled }: Job,
	lane: Lane,
	rules: SendRules,
	quote: Quote,
): Promise<RequestHistory | undefined> {
	const { toCall, readResponse, service } = lane.operation;
	// What an earlier try left unclear may have been applied, and nobody has asked since.
	let history: RequestHistory | undefined = unsettled && {
		...unsettled,
		mayBeApplied: true,
		existence: undefined,
	};
	let sent = 0;
	let step: Step = { kind: rules.canAsk && history !== undefined ? 'ask' : 'send', waitMs: 0 };
	while (step.kind !== 'end') {
		if (step.kind === 'ask' && history !== undefined) {
			const existence = await lane.askIfExists(request, step.waitMs);
			if (existence === undefined) return history;
			history = addExistence(history, existence, new Date());
		} else {
			const exchange = await lane.exchangeAfter(step.waitMs, toCall(request), lane.maySend);
			if (exchange === undefined) return history;
			sent += 1;
			const read = (body: string) => readResponse(body, request);
			history = addAttempt(history, await toAttempt(exchange, service.extractMessage, read, quote));
		}
		step = nextStep(history, sent, rules, Math.random());
		lane.pauseIfBusy(history.attempt, step.waitMs);
	}
	return history;
}
