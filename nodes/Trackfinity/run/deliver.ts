import type { PlannedRequest } from '../operations/operation';
import type { Delivery } from '../outcomes/delivery';
import { addAttempt, addExistence } from '../outcomes/delivery';
import type { Existence } from '../responses/reading';
import type { Attempt } from '../transport/attempt';
import { isSuccess } from '../transport/httpResponse';
import type { HttpCall, Send } from '../transport/send';
import { wait } from '../transport/timing';
import type { RateLimiter } from './rateLimiter';
import type { RetryLimits, Step } from './retry';
import { decideRetry, nextStep } from './retry';
import type { RunState } from './runState';

/** What a request is delivered with. */
export interface DeliveryTools {
	send: Send;
	limiter: RateLimiter;
	limits: RetryLimits;
	/** Whether the run still sends requests, and asks about those that it has sent. */
	state: Pick<RunState, 'maySend' | 'mayAsk'>;
}

/**
 * Sends one request until there is a response to go by, or no more attempts are worth it; {@link nextStep} has the rules.
 *
 * @param earlier what an earlier try of the run left unclear. A deletion is asked about first, and sent only if the customer
 * is still there.
 * @returns what is known of the request; undefined when it was never sent
 */
export async function deliver(
	request: PlannedRequest,
	tools: DeliveryTools,
	earlier?: Delivery,
): Promise<Delivery | undefined> {
	const { limits, state } = tools;
	let delivery = earlier;
	let sent = 0;
	const canAsk = earlier !== undefined && request.question !== undefined;
	let step: Step = { kind: canAsk ? 'ask' : 'send', waitMs: 0 };
	for (;;) {
		switch (step.kind) {
			case 'end':
				return delivery;
			case 'send': {
				const attempt = await attemptAfter(step.waitMs, request, tools, () => state.maySend);
				if (attempt === undefined) return delivery;
				sent += 1;
				delivery = addAttempt(delivery, attempt, request.readResponse);
				break;
			}
			case 'ask': {
				const existence = await ask(step.waitMs, request, tools);
				if (existence === undefined || delivery === undefined) return delivery;
				delivery = addExistence(delivery, existence, new Date());
			}
		}
		step = nextStep(delivery, request, sent, limits, Math.random());
		if (step.kind === 'send') pauseIfBusy(delivery.attempt, step.waitMs, tools);
	}
}

/** Asks whether the service has the customer of a request; undefined when the run ended before it could be asked. */
async function ask(
	waitMs: number,
	{ method, path, question }: PlannedRequest,
	tools: DeliveryTools,
): Promise<Existence | undefined> {
	if (question === undefined) return undefined;
	const limits = { retries: tools.limits.retries, idempotent: true };
	const call: HttpCall = { method, path, form: question.form };
	let next = waitMs;
	for (let sent = 1; ; sent++) {
		const attempt = await attemptAfter(next, call, tools, () => tools.state.mayAsk);
		if (attempt === undefined) return undefined;
		const decision = decideRetry(attempt, sent, limits, Math.random());
		if (decision.kind === 'final') return readExistence(attempt, question.readResponse);
		next = decision.waitMs;
		pauseIfBusy(attempt, next, tools);
	}
}

/** One attempt at the run's pace; undefined when it is no longer wanted once its turn has come. */
async function attemptAfter(
	waitMs: number,
	call: HttpCall,
	{ send, limiter }: DeliveryTools,
	isWanted: () => boolean,
): Promise<Attempt | undefined> {
	await wait(waitMs, isWanted);
	return (await limiter.acquire(isWanted)) ? await send(call) : undefined;
}

/** "Too many requests" holds for all of them. */
function pauseIfBusy(attempt: Attempt, milliseconds: number, { limiter }: DeliveryTools): void {
	if (attempt.kind === 'responded' && attempt.response.statusCode === 429) {
		limiter.pause(milliseconds);
	}
}

/** An exception here must not lose sight of the deletion that is asked about. */
function readExistence(attempt: Attempt, readResponse: (body: string) => Existence): Existence {
	if (attempt.kind !== 'responded') return 'unclear';
	const { statusCode, isComplete, body } = attempt.response;
	if (!isSuccess(statusCode) || !isComplete) return 'unclear';
	try {
		return readResponse(body);
	} catch {
		return 'unclear';
	}
}
