import type { IExecuteFunctions } from 'n8n-workflow';

import { withoutTexts } from '../outcomes/delivery';
import { neverSent } from '../outcomes/neverSent';
import type { Failed, Outcome } from '../outcomes/outcome';
import { toOutcome, unforeseen } from '../outcomes/toOutcome';
import type { Redact } from '../redaction/redact';
import { createRedactor } from '../redaction/redact';
import { createSend } from '../transport/send';
import { wait } from '../transport/timing';
import type { CustomerQueue, Job } from './customerQueue';
import { deliver } from './deliver';
import type { JobResult } from './earlierTries';
import { openDelivery } from './earlierTries';
import type { ReadyRun } from './preflight';
import { RateLimiter } from './rateLimiter';
import { RunState } from './runState';

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
	const tools = {
		send: createSend(context, service, connection.data, settings.timeoutMs),
		limiter: new RateLimiter(settings.maxRequestsPerSecond),
		limits: { retries: settings.retries, idempotent: service.idempotent },
		maySend: () => state.maySend,
		mayAsk: () => state.mayAsk,
	};
	const results = new Map<Job, JobResult>();
	const outcomes: Array<Outcome | undefined> = entries.map(({ failure }) => failure);
	const note = (job: Job, result: JobResult): void => {
		results.set(job, result);
		for (const index of job.items) outcomes[index] = result.outcome;
	};
	const resultsOf = ({ jobs }: CustomerQueue) => jobs.map((job) => results.get(job));

	for (const queue of queues) {
		for (const [place, result] of earlierTries.recall(queue).entries()) {
			const job = queue.jobs[place];
			if (job !== undefined && wasSent(result)) note(job, result);
		}
	}

	/** Gives no result when the request was never sent. */
	const sendJob = async (
		{ request }: Job,
		earlier: JobResult | undefined,
		redact: Redact,
	): Promise<JobResult | undefined> => {
		try {
			const delivery = await deliver(request, tools, openDelivery(earlier));
			if (delivery === undefined) return undefined;
			return {
				outcome: toOutcome(delivery, { request, service, redact, now: new Date() }),
				delivery: withoutTexts(delivery),
			};
		} catch {
			return { outcome: unforeseen(request, service) };
		}
	};

	/** What an earlier try did holds no more once a request that comes before it is sent again. */
	const outdate = (job: Job): void => {
		const result = results.get(job);
		if (result?.outcome.kind !== 'done') return;
		results.set(job, { ...result, outcome: neverSent({ kind: 'stopped' }, service) });
		for (const index of job.items) outcomes[index] = undefined;
	};

	const sendQueue = async ({ jobs }: CustomerQueue): Promise<void> => {
		const first = jobs.findIndex((job) => results.get(job)?.outcome.kind !== 'done');
		if (first === -1) return;
		// A response may repeat what another request for the same customer sets.
		const redact = createRedactor([connection.apiKey, ...jobs.flatMap(secretsOf)]);
		let mayArriveLate = jobs.slice(0, first).some((job) => isLate(results.get(job)));
		for (const [place, job] of jobs.slice(first).entries()) {
			const result = mayArriveLate
				? { outcome: neverSent({ kind: 'behindUnclear' }, service) }
				: await sendJob(job, results.get(job), redact);
			if (result === undefined) return;
			if (place === 0) jobs.slice(first + 1).forEach(outdate);
			note(job, result);
			state.observe(job, result);
			mayArriveLate ||= isUnknown(result) || isLate(result);
		}
	};

	const waiting = queues.values();
	const worker = async (): Promise<void> => {
		for (const queue of waiting) {
			if (!state.maySend) return;
			await sendQueue(queue);
		}
	};
	let isOver = false;
	void everyFiveSeconds(
		() => onProgress(outcomes),
		() => !isOver,
	);
	await Promise.all(Array.from({ length: settings.parallelRequests }, worker));
	isOver = true;

	const ended = outcomes.map((outcome) => outcome ?? neverSent(state.whyNeverSent, service));
	const sent = queues.filter((queue) => resultsOf(queue).some(wasSent));
	places.settle(new Set(sent.map(({ customer }) => customer)));
	earlierTries.remember(
		queues,
		resultsOf,
		ended.every(({ kind }) => kind === 'done'),
	);
	const { firstFailure, isCanceled } = state;
	return { outcomes: ended, isCanceled, ...(firstFailure !== undefined && { firstFailure }) };
}

function secretsOf({ request: { form, secretFields } }: Job): string[] {
	return form.flatMap(([name, value]) => (secretFields.includes(name) ? [value] : []));
}

function isUnknown({ outcome }: JobResult): boolean {
	return outcome.kind === 'failed' && outcome.outcome === 'unknown';
}

function isLate(result: JobResult | undefined): boolean {
	return result?.delivery?.mayArriveLate === true;
}

function wasSent(result: JobResult | undefined): result is JobResult {
	const outcome = result?.outcome;
	return outcome !== undefined && (outcome.kind === 'done' || outcome.outcome !== 'notSent');
}

async function everyFiveSeconds(report: () => void, isWanted: () => boolean): Promise<void> {
	for (;;) {
		await wait(PROGRESS_MS, isWanted);
		if (!isWanted()) return;
		report();
	}
}
