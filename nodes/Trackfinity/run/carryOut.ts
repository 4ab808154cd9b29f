import { secretsOf } from '../operations/operation';
import { sentences } from '../outcomes/advice';
import type { RequestHistory } from '../outcomes/attempt';
import { addAttempt, addExistence, existenceOf, verdictOf } from '../outcomes/attempt';
import type { Failed, Outcome } from '../outcomes/outcome';
import { notSent, summary } from '../outcomes/outcome';
import { toOutcome, unforeseen } from '../outcomes/toOutcome';
import type { CustomerQueue, Job } from '../plan/customerQueue';
import { mayBeApplied } from '../plan/customerQueue';
import type { ReadyRun } from '../plan/preflight';
import type { Lane, Lanes } from './lane';
import type { SendRules, Step } from './nextStep';
import { nextStep } from './nextStep';

/**
 * Sends the requests of a run, several customers in parallel and each customer's requests in order, and returns what became
 * of each item once all that started have ended. {@link Lanes} say when a run ends early, `nextStep` how one request goes on.
 * Never throws, so that no request runs on unseen and none that was sent is lost from sight.
 */
export async function carryOut(run: ReadyRun, lanes: Lanes): Promise<Outcome[]> {
	const { entries, queues, release, previousTries } = run;
	await lanes.each(
		queues,
		([job]) => lanes.of(job),
		async (queue) => await sendQueue(queue, run, lanes),
		() => summary(entries.map(({ outcome }) => outcome)),
	);
	release();
	const outcomes = entries.map((entry) =>
		entry.account === undefined ? entry.outcome : (entry.outcome ?? lanes.of(entry).unsentOutcome),
	);
	outcomes.forEach((outcome, index) => lanes.observe({ outcome, items: [index] }));
	previousTries.remember(queues, lanes.firstFailure === undefined, lanes.wrongDeletion);
	return outcomes;
}

/** The rules for all requests for a customer; a response may repeat the secrets of any of them. */
type QueueRules = SendRules & { wasSentBefore: boolean; secrets: readonly string[] };

function rulesFor(queue: CustomerQueue, { settings, limit }: ReadyRun): QueueRules {
	const { operation, retries, ignoreMissing } = settings;
	const [{ account, request }] = queue;
	const wasSentBefore = operation.question !== undefined && limit.mayBeChanged(account, request);
	const { idempotent } = operation.service;
	const isAskedAfterNo = ignoreMissing || wasSentBefore;
	const secrets = queue.flatMap((job) => secretsOf(job.request, operation));
	return { retries, idempotent, isAskedAfterNo, wasSentBefore, secrets };
}

const behindUnclear = notSent(
	'Not sent, because an earlier request for this customer had no clear response and may still arrive',
	'Check the customer, and run this item again once the earlier request is settled: if it arrived late, it would undo this one.',
);

/** For what an earlier try did, where it's unclear whether it still holds. */
const possiblyUndone = (attempts: number, failure?: Failed): Failed => ({
	kind: 'unknown',
	message: 'Done in an earlier try, but another request for this customer may have undone it since',
	description: sentences(
		failure && `Sent again: ${failure.message}.`,
		'Check the customer, and run this item again if needed, once the other requests for this customer are settled.',
	),
	statusCode: failure?.statusCode,
	attempts,
});

/**
 * Sends the requests for one customer. What an earlier try did isn't sent again, unless a request before it is applied only
 * now. Once a request may arrive late, those behind it aren't sent: it would undo them.
 */
async function sendQueue(queue: CustomerQueue, run: ReadyRun, lanes: Lanes): Promise<void> {
	const firstOpen = queue.findIndex(({ outcome }) => outcome?.kind !== 'done');
	if (firstOpen === -1 || !queue.some((job) => lanes.of(job).maySend())) return;
	const rules = rulesFor(queue, run);
	const before = [...run.previousTries.unsettledBefore(queue), ...queue.slice(0, firstOpen)];
	let isBlocked = before.some(blocksLater);
	let isChanged = false;
	for (const job of queue.slice(firstOpen)) {
		// What an earlier try did holds until a request before it is applied, or may be.
		if (job.outcome?.kind !== 'done' || isBlocked || isChanged) {
			await sendInOrder(job, isBlocked, lanes, rules);
			isChanged ||= mayBeApplied(job);
		}
		isBlocked ||= blocksLater(job);
	}
}

/** Sends a request of a queue, unless those before it block it, and notes how it ended. */
async function sendInOrder(job: Job, isBlocked: boolean, lanes: Lanes, rules: QueueRules) {
	const earlier = doneBefore(job);
	if (earlier) job.outcome = undefined;
	const countsEarlier = job.unsettled !== undefined;
	// If it isn't sent, the next may be: it may be signed with another key that the service accepts.
	if (!isBlocked) await sendJob(job, lanes, rules);
	else if (!earlier && !blocksLater(job)) job.outcome = behindUnclear;
	if (deletedAnother(job)) {
		lanes.noteDeletedAnother(job);
	} else if (earlier && job.outcome?.kind !== 'done') {
		// What an earlier try sent, and may have been applied, must not look unsent.
		const { attempts = 0 } = job.outcome ?? {};
		// A history that went on counts the attempts of earlier tries itself.
		const attemptsBefore = countsEarlier && attempts > 0 ? 0 : earlier.attempts;
		job.outcome = possiblyUndone(attemptsBefore + attempts, job.outcome);
	}
	lanes.observe(job);
}

/** The outcome of an earlier try that did the job, whether or not that may have been undone since. */
function doneBefore({ outcome, unsettled }: Job): Outcome | undefined {
	const isPossiblyUndone = outcome?.kind === 'unknown' && unsettled === undefined;
	return outcome?.kind === 'done' || isPossiblyUndone ? outcome : undefined;
}

function deletedAnother({ unsettled }: Job): boolean {
	return unsettled !== undefined && verdictOf(unsettled.attempt) === 'wrongCustomer';
}

/** Whether the request may still be applied after those that follow it. */
function blocksLater(job: Job): boolean {
	return job.outcome?.kind === 'unknown' || job.unsettled !== undefined;
}

async function sendJob(job: Job, lanes: Lanes, rules: QueueRules): Promise<void> {
	const lane = lanes.of(job);
	const contextNow = () => lane.contextFor(job.request, rules.wasSentBefore);
	try {
		const history = await sendUntilSettled(job, lane, rules);
		if (history === undefined) return;
		const context = contextNow();
		job.outcome = toOutcome(history, context);
		if (history.mayArriveLate || job.outcome.kind === 'unknown') job.unsettled = history;
		else delete job.unsettled;
		lane.breaker.observe(history.attempt, job.outcome, context);
	} catch {
		job.outcome = unforeseen(contextNow());
	}
}

/**
 * Sends one request until there is a response to rely on, or no further attempt is worth it ({@link nextStep} has the
 * rules). If an earlier try left it unclear, the service is asked first, and a deletion sent only if the customer still
 * exists. Returns what is known of the request; undefined if this try neither sent it nor got an answer.
 */
async function sendUntilSettled(
	{ request, unsettled }: Job,
	lane: Lane,
	rules: QueueRules,
): Promise<RequestHistory | undefined> {
	const { toCall, question } = lane.operation;
	// Whether the customer exists is asked again, since it may have changed after the earlier try.
	let history: RequestHistory | undefined = unsettled && { ...unsettled, existence: undefined };
	let timesSent = 0;
	let step: Step = { kind: history && question ? 'ask' : 'send', waitMs: 0 };
	while (step.kind !== 'end') {
		if (step.kind === 'ask' && history !== undefined) {
			const asked = question && (await lane.ask(question(request), step.waitMs));
			if (asked === undefined) break;
			history = addExistence(history, existenceOf(asked), new Date());
		} else {
			const attempt = await lane.send(toCall(request), lane.maySend, step.waitMs, rules.secrets);
			if (attempt === undefined) break;
			timesSent += 1;
			history = addAttempt(history, attempt);
		}
		const { kind } = step;
		step = nextStep(history, timesSent, rules, Math.random());
		// After a question, the last attempt may be one of an earlier try, whose pause is over.
		if (kind === 'send') lane.pauseIfBusy(history.attempt, step.waitMs);
	}
	// What is only known from an earlier try is no result of this one.
	return timesSent > 0 || history?.existence !== undefined ? history : undefined;
}
