import type { Operation, PlannedRequest } from '../operations/operation';
import { toAttempt, toExistence } from '../outcomes/attempt';
import type { RequestHistory } from '../outcomes/requestHistory';
import { addAttempt, addExistence } from '../outcomes/requestHistory';
import type { Quote } from '../redact';
import type { Lane } from './lane';
import type { Step } from './nextStep';
import { nextStep } from './nextStep';

/** How one request is sent. */
export interface SendOptions {
	operation: Operation;
	/** How often it may be sent again. */
	retries: number;
	/** Whether the service is asked about the customer after a no, too. */
	isAskedAfterNo: boolean;
	quote: Quote;
}

/**
 * Sends one request until there is a response to go by, or no more attempts are worth it; {@link nextStep} has the rules.
 *
 * @param earlier what an earlier try of the run left unclear. A deletion is asked about first, and sent only if the customer
 * is still there.
 * @returns what is known of the request; undefined when it was never sent
 */
export async function sendUntilSettled(
	request: PlannedRequest,
	lane: Lane,
	options: SendOptions,
	earlier?: RequestHistory,
): Promise<RequestHistory | undefined> {
	const { operation, retries, isAskedAfterNo, quote } = options;
	const { service, question } = operation;
	const canAsk = question !== undefined;
	const limits = { retries, idempotent: service.idempotent };
	let history = earlier;
	let sent = 0;
	let step: Step = { kind: canAsk && earlier !== undefined ? 'ask' : 'send', waitMs: 0 };
	while (step.kind !== 'end') {
		if (step.kind === 'send') {
			const call = operation.toCall(request);
			const exchange = await lane.exchangeAfter(step.waitMs, call, () => lane.maySend);
			if (exchange === undefined) return history;
			sent += 1;
			const read = (body: string) => operation.readResponse(body, request);
			history = addAttempt(history, await toAttempt(exchange, service, read, quote));
		} else {
			const exchange = await lane.ask(question?.toCall(request), retries, step.waitMs);
			if (exchange === undefined || history === undefined || question === undefined) return history;
			const read = (body: string) => question.readResponse(body, request);
			const existence = await toExistence(exchange, read);
			history = addExistence(history, existence, new Date());
		}
		const { attempt } = history;
		step = nextStep(history, { canAsk, isAskedAfterNo }, sent, limits, Math.random());
		lane.pauseIfBusy(attempt, step.kind === 'end' ? undefined : step.waitMs);
	}
	return history;
}
