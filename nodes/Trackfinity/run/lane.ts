import type { IExecuteFunctions } from 'n8n-workflow';

import type { Operation, Planned } from '../operations/operation';
import type { OutcomeContext } from '../outcomes/advice';
import { sentences } from '../outcomes/advice';
import type { Attempt } from '../outcomes/attempt';
import { toAttempt, verdictOf } from '../outcomes/attempt';
import type { Failed, FailedItem } from '../outcomes/outcome';
import { notSent } from '../outcomes/outcome';
import type { Account } from '../plan/accounts';
import type { Job } from '../plan/customerQueue';
import type { CheckedRun } from '../plan/preflight';
import { createRedactor } from '../redact';
import type { Call } from '../services/service';
import { testCallOf } from '../services/service';
import { createTimeout, wait } from '../timing';
import { asksForLongWait, isSuccess } from '../transport/exchange';
import { createSend } from '../transport/send';
import { CircuitBreaker } from './circuitBreaker';
import { decideRetry } from './nextStep';
import { RateLimiter, Semaphore } from './rateLimiter';

const PROGRESS_MS = 5_000;

const canceled = notSent(
	'Not sent, because the execution was canceled',
	'Run this item again if it is still needed.',
);
const stopped = notSent('Not sent, because another item stopped the run', 'Run this item again.');

/** What a run's requests to one account share: their pace and the circuit breaker. */
export class Lane {
	readonly operation: Operation;
	readonly breaker: CircuitBreaker;
	readonly limiter: RateLimiter;
	/** Makes the service's words fit to be shown: without the account's key. */
	private readonly redact;
	private readonly afterWrongCustomer: Failed;

	constructor(
		private readonly account: Account,
		private readonly lanes: Lanes,
	) {
		const { operation, maxRequestsPerSecond } = lanes.run.settings;
		this.operation = operation;
		this.redact = createRedactor([account.apiKey]);
		this.limiter = RateLimiter.join(lanes, account.access, maxRequestsPerSecond);
		this.breaker = new CircuitBreaker(async () => await this.rejectsTestCall());
		this.afterWrongCustomer = notSent(
			`Not sent, because ${operation.service.name} deleted another customer than the one that another item named`,
			// After an earlier try, that item may name somebody else, so its own description is repeated.
			lanes.wrongDeletion?.failure.description ??
				"Don't run this again before the service's support has explained it. The item whose deletion went wrong names the code.",
		);
	}

	/** Whether requests, retries included, are still sent. */
	readonly maySend = (): boolean => this.mayAsk() && !this.lanes.isStopped;
	/** Whether the service is still asked about what was sent. */
	readonly mayAsk = (): boolean => !this.lanes.isCanceled && this.breaker.stopReason === undefined;

	/** The outcome of all that was never sent. */
	get unsentOutcome(): Failed {
		if (this.lanes.isCanceled) return canceled;
		if (this.lanes.deletedAnother) return this.afterWrongCustomer;
		return this.breaker.stopReason ?? stopped;
	}

	/** What the outcome of a request or search that just ended depends on. */
	contextFor(customer: Planned, wasSentBefore: boolean): OutcomeContext {
		// Written out: it's made for every request, and spreading an object takes microseconds.
		return {
			operation: this.operation,
			credential: this.account.data,
			ignoreMissing: this.lanes.run.settings.ignoreMissing,
			customer,
			wasSentBefore,
			hasSucceeded: this.breaker.hasSucceeded,
			now: new Date(),
		};
	}

	/** Makes a call once, after a wait and at the account's pace, unless it's no longer wanted when its turn comes. */
	async send(call: Call, isWanted: () => boolean, waitMs = 0, secrets: readonly string[] = []) {
		if (waitMs > 0) await wait(waitMs, isWanted);
		if (isWanted()) await this.breaker.test();
		return await this.sendNow(call, isWanted, secrets);
	}

	/** Makes a read-only call, with retries. Returns undefined when the run ended before a response. */
	async ask(call: Call, waitMs = 0, timesSent = 1): Promise<Attempt | undefined> {
		const attempt = await this.send(call, this.mayAsk, waitMs);
		if (attempt === undefined) return undefined;
		const limits = { retries: this.lanes.run.settings.retries, idempotent: true };
		const nextMs = decideRetry(attempt, timesSent, limits, Math.random());
		this.pauseIfBusy(attempt, nextMs);
		return nextMs === undefined ? attempt : await this.ask(call, nextMs, timesSent + 1);
	}

	/** "Too many requests" holds for all requests, even if this one isn't retried. */
	pauseIfBusy(attempt: Attempt, waitMs = attempt.retryAfterMs ?? 0): void {
		if (attempt.statusCode === 429 && !asksForLongWait(attempt)) this.limiter.pause(waitMs);
	}

	/** Makes the credential's test call. Returns whether the service rejects it, and with it the access. */
	private async rejectsTestCall(): Promise<boolean> {
		const attempt = await this.sendNow(testCallOf(this.operation.service), this.mayAsk);
		if (attempt === undefined) return false;
		this.pauseIfBusy(attempt);
		const { statusCode = 0 } = attempt;
		const isAboutAccess = isSuccess(statusCode) || statusCode === 401 || statusCode === 403;
		return isAboutAccess && verdictOf(attempt) === 'rejected';
	}

	/** @param secrets what the response mustn't show, besides the account's key */
	private async sendNow(call: Call, isWanted: () => boolean, secrets: readonly string[] = []) {
		const { slots, send } = this.lanes;
		if (!(await this.limiter.acquire(isWanted, slots))) return undefined;
		const exchange = await send(call, this.account).finally(() => slots.release());
		const { readResponse, readFailure = this.operation.service.readFailure } = call;
		const { redact, account } = this;
		const redactAll = secrets.length > 0 ? createRedactor([account.apiKey, ...secrets]) : redact;
		return await toAttempt(exchange, readFailure, readResponse, redactAll);
	}
}

/**
 * A run's lanes, one for each account, and whether the run goes on. What is under way always finishes.
 *
 * | the run is… | because of | sends requests | asks about what it sent | waits |
 * |---|---|---|---|---|
 * | going on | | yes | yes | |
 * | stopped | the first failure, if the node stops on errors; a deletion of another customer, always | no | yes | end, but for questions |
 * | no longer calling an account | responses that are about the access, or none: {@link CircuitBreaker} | no | no | end |
 * | canceled | the user; n8n then also cuts off what is under way | no | no | end |
 */
export class Lanes {
	readonly send;
	readonly slots: Semaphore;
	/** The first failure in time, among what was sent or would have been. */
	firstFailure: FailedItem | undefined;
	/** The deletion of another customer, if any. */
	wrongDeletion: FailedItem | undefined;
	private readonly byAccess = new Map<string, Lane>();

	/** @param stopOnFailure whether the first failure keeps further requests from starting */
	constructor(
		private readonly context: IExecuteFunctions,
		readonly run: CheckedRun,
		private readonly stopOnFailure: boolean,
	) {
		RateLimiter.forgetOld();
		this.wrongDeletion = this.firstFailure = run.previousTries.wrongDeletion;
		this.send = createSend(context, run.settings.timeoutMs);
		this.slots = new Semaphore(run.settings.parallelRequests);
	}

	/** Whether a customer other than the one sent was deleted, in any try of this run or elsewhere in the execution. */
	get deletedAnother(): boolean {
		return this.wrongDeletion !== undefined || this.run.limit.deletedAnother;
	}

	get isCanceled(): boolean {
		return this.context.getExecutionCancelSignal()?.aborted === true;
	}

	get isStopped(): boolean {
		return this.deletedAnother || (this.stopOnFailure && this.firstFailure !== undefined);
	}

	/**
	 * Ends this run, its further tries and, if the safety limit remembers it, the execution. A run that stops on errors
	 * reports this instead of earlier failures, with the codes of all that were under way.
	 */
	noteDeletedAnother({ outcome, items: [index = 0] }: Pick<Job, 'outcome' | 'items'>): void {
		if (outcome && outcome.kind !== 'done') {
			const earlier = this.wrongDeletion;
			const description = sentences(earlier?.failure.description, outcome.description);
			this.wrongDeletion = {
				index: earlier?.index ?? index,
				failure: { ...(earlier?.failure ?? outcome), description },
			};
			this.firstFailure = this.wrongDeletion;
		}
		this.run.limit.noteDeletedAnother();
	}

	/** Notes how a request ended, which may end the run. */
	observe({ outcome, items: [index = 0] }: Pick<Job, 'outcome' | 'items'>): void {
		if (outcome && outcome.kind !== 'done') this.firstFailure ??= { index, failure: outcome };
	}

	/** The lane for an account. */
	readonly of = ({ account }: { account: Account }): Lane => {
		const lane = this.byAccess.get(account.access) ?? new Lane(account, this);
		this.byAccess.set(account.access, lane);
		return lane;
	};

	/** Does work for each task, and logs the progress. Every lane has its own workers: where one waits, others go on. */
	async each<T>(
		tasks: Iterable<T>,
		laneOf: (task: T) => Lane,
		work: (task: T, lane: Lane) => Promise<void>,
		progress: () => string,
	): Promise<void> {
		const byLane = new Map<Lane, T[]>();
		for (const task of tasks) {
			const lane = laneOf(task);
			const group = byLane.get(lane) ?? [];
			group.push(task);
			byLane.set(lane, group);
		}
		const workers = [...byLane].flatMap(([lane, group]) => {
			const waiting = group.values();
			const worker = async (): Promise<void> => {
				for (const task of waiting) await work(task, lane);
			};
			const count = Math.min(this.run.settings.parallelRequests, group.length);
			return Array.from({ length: count }, worker);
		});
		const done = Promise.all(workers).then(() => true);
		const withTimeout = createTimeout(PROGRESS_MS);
		while (!(await withTimeout(done))) {
			this.context.logger.info(`The Trackfinity node is still running. ${progress()}`);
		}
	}

	/** To be called when the run has ended. */
	close(): void {
		for (const { limiter } of this.byAccess.values()) limiter.leave(this);
	}
}
