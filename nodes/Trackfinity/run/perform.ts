import type { IExecuteFunctions } from 'n8n-workflow';

import { createSend } from '../transport/send';
import { carryOut } from './carryOut';
import { createHide } from '../outcomes/hide';
import { judge } from '../outcomes/judge';
import type { Line } from './lines';
import type { Failed, Outcome } from '../outcomes/outcome';
import { Pace } from './pace';
import type { PreparedRun } from './prepare';

/** How a run went. */
export interface Performance {
	/** One per item; an item whose request never started has none. */
	outcomes: Array<Outcome | undefined>;
	/** The first failure in time, where there was one. */
	firstFailure?: { index: number; failure: Failed };
	isCancelled: boolean;
}

/**
 * Sends the requests of a run and waits for all that started. Never throws.
 *
 * @param stopOnFailure whether the first failure keeps further requests from starting
 */
export async function perform(
	context: IExecuteFunctions,
	{ settings, connection, entries }: PreparedRun,
	lines: readonly Line[],
	stopOnFailure: boolean,
): Promise<Performance> {
	const { service } = settings.operation;
	const outcomes: Performance['outcomes'] = entries.map(({ failure }) => failure);
	let firstFailure: Performance['firstFailure'];
	const cancelled = context.getExecutionCancelSignal();
	const isCancelled = () => cancelled?.aborted === true;
	const isOver = () => isCancelled() || (stopOnFailure && firstFailure !== undefined);

	await carryOut(lines, {
		send: createSend(context, service, connection.data, settings.timeoutMs),
		pace: new Pace(settings.maxRequestsPerSecond, isOver),
		parallel: settings.parallelRequests,
		limits: { retries: settings.retries, repeatable: service.repeatable },
		judgeFor: (line) => {
			// An answer may repeat what an earlier request for the same customer set.
			const passwords = line.flatMap(({ request }) => request.secrets);
			const hide = createHide([...connection.secrets, ...passwords]);
			return (request, delivery) => judge(delivery, { request, service, hide, now: new Date() });
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
		isCancelled: isCancelled(),
	};
}
