import type { IExecuteFunctions } from 'n8n-workflow';

import { neverSent } from '../outcomes/neverSent';
import type { Failed, Outcome } from '../outcomes/outcome';
import { createSend } from '../transport/send';
import { wait } from '../transport/timing';
import type { CustomerQueue } from './customerQueue';
import type { EarlierTries } from './earlierTries';
import type { ReadyRun } from './preflight';
import { RateLimiter } from './rateLimiter';
import { Results, wasSent } from './results';
import { RunState } from './runState';
import type { QueueTools } from './sendQueue';
import { sendQueue } from './sendQueue';

const PROGRESS_MS = 5_000;

/** What a whole run came to. */
export interface RunResult {
	/** One per item. */
	outcomes: Outcome[];
	/** The first failure in time among what was sent or would have been, where there was one. */
	firstFailure?: { index: number; failure: Failed };
	isCanceled: boolean;
}

/** How a run is to be carried out. */
export interface Conduct {
	/** Whether the first failure keeps further requests from starting. */
	stopOnFailure: boolean;
	/** Told every five seconds what there is by then: no outcome for items whose request hasn't ended. */
	onProgress: (outcomes: ReadonlyArray<Outcome | undefined>) => void;
}

/**
 * Sends the requests of a run: several customers side by side, the requests for one customer one after the other, and
 * waits for all that started. {@link RunState} says when a run ends early, `nextStep` how one request goes on. Never
 * throws, so that no request goes on behind the node's back and none that was sent is lost from sight.
 */
export async function carryOut(
	context: IExecuteFunctions,
	{ settings, connection, entries, places, earlierTries }: ReadyRun,
	queues: readonly CustomerQueue[],
	{ stopOnFailure, onProgress }: Conduct,
): Promise<RunResult> {
	const { service } = settings.operation;
	const state = new RunState(stopOnFailure, context.getExecutionCancelSignal());
	const results = new Results(entries.map(({ failure }) => failure));
	for (const queue of queues) recall(earlierTries, queue, results);

	let isOver = false;
	void everyFiveSeconds(
		() => onProgress(results.outcomes),
		() => !isOver,
	);
	await sendAll(queues, settings.parallelRequests, {
		send: createSend(context, service, connection.data, settings.timeoutMs),
		limiter: new RateLimiter(settings.maxRequestsPerSecond),
		limits: { retries: settings.retries, idempotent: service.idempotent },
		service,
		apiKey: connection.apiKey,
		results,
		state,
	});
	isOver = true;

	const outcomes = results.outcomes.map((one) => one ?? neverSent(state.whyNeverSent, service));
	const sent = queues.filter((queue) => results.ofQueue(queue).some(wasSent));
	places.settle(new Set(sent.map(({ customer }) => customer)));
	const isSuccess = outcomes.every(({ kind }) => kind === 'done');
	earlierTries.remember(queues, (queue) => results.ofQueue(queue), isSuccess);
	const { firstFailure, isCanceled } = state;
	return { outcomes, isCanceled, ...(firstFailure !== undefined && { firstFailure }) };
}

/** Takes over what earlier tries of the run have sent. */
function recall(earlierTries: EarlierTries, queue: CustomerQueue, results: Results): void {
	for (const [place, result] of earlierTries.recall(queue).entries()) {
		const job = queue.jobs[place];
		if (job !== undefined && wasSent(result)) results.note(job, result);
	}
}

async function sendAll(
	queues: readonly CustomerQueue[],
	parallelRequests: number,
	tools: QueueTools,
): Promise<void> {
	const waiting = queues.values();
	const worker = async (): Promise<void> => {
		for (const queue of waiting) {
			if (!tools.state.maySend) return;
			await sendQueue(queue, tools);
		}
	};
	await Promise.all(Array.from({ length: parallelRequests }, worker));
}

async function everyFiveSeconds(report: () => void, isWanted: () => boolean): Promise<void> {
	for (;;) {
		await wait(PROGRESS_MS, isWanted);
		if (!isWanted()) return;
		report();
	}
}
