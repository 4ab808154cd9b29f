import type { IExecuteFunctions } from 'n8n-workflow';

import { createSend } from '../transport/send';
import { carryOut } from './carryOut';
import { createRedactor } from '../outcomes/hide';
import { toOutcome } from '../outcomes/toOutcome';
import type { CustomerQueue } from './customerQueue';
import type { Failed, Outcome } from '../outcomes/outcome';
import { RateLimiter } from './rateLimiter';
import type { ReadyRun } from './preflight';

/** How a run went. */
export interface RunResult {
	/** One per item; an item whose request never started has none. */
	outcomes: Array<Outcome | undefined>;
	/** The first failure in time, where there was one. */
	firstFailure?: { index: number; failure: Failed };
	isCanceled: boolean;
}

/**
 * Sends the requests of a run and waits for all that started. Never throws.
 *
 * @param stopOnFailure whether the first failure keeps further requests from starting
 */
export async function perform(
	context: IExecuteFunctions,
	{ settings, connection, entries }: ReadyRun,
	queues: readonly CustomerQueue[],
	stopOnFailure: boolean,
): Promise<RunResult> {
	const { service } = settings.operation;
	const outcomes: RunResult['outcomes'] = entries.map(({ failure }) => failure);
	let firstFailure: RunResult['firstFailure'];
	const cancelled = context.getExecutionCancelSignal();
	const isCanceled = () => cancelled?.aborted === true;
	const isOver = () => isCanceled() || (stopOnFailure && firstFailure !== undefined);

	await carryOut(queues, {
		send: createSend(context, service, connection.data, settings.timeoutMs),
		pace: new RateLimiter(settings.maxRequestsPerSecond, isOver),
		parallel: settings.parallelRequests,
		limits: { retries: settings.retries, idempotent: service.idempotent },
		toOutcomeFor: (line) => {
			// An response may repeat what an earlier request for the same customer set.
			const passwords = line.flatMap(({ request }) => request.secrets);
			const redact = createRedactor([...connection.secrets, ...passwords]);
			return (request, delivery) =>
				toOutcome(delivery, { request, service, redact, now: new Date() });
		},
		onOutcome: ({ items }, outcome) => {
			for (const index of items) outcomes[index] = outcome;
			const [index] = items;
			if (outcome.kind === 'failed' && index !== undefined) {
				firstFailure ??= { index, failure: outcome };
			}
		},
		isOver,
	});
	return {
		outcomes,
		...(firstFailure !== undefined && { firstFailure }),
		isCanceled: isCanceled(),
	};
}
