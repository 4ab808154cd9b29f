import type { IExecuteFunctions } from 'n8n-workflow';

import type { Operation, PlannedRequest } from '../operations/operation';
import type { NamedCustomer, OutcomeContext } from '../outcomes/advice';
import type { Attempt } from '../outcomes/attempt';
import { rejectsAccess, toExistence } from '../outcomes/attempt';
import { notSent } from '../outcomes/notSent';
import type { Failed } from '../outcomes/outcome';
import type { Account } from '../plan/accounts';
import { testCallOf } from '../plan/accounts';
import type { CheckedRun } from '../plan/preflight';
import type { RunSettings } from '../plan/settings';
import type { Quote } from '../redact';
import { createQuote } from '../redact';
import type { Existence } from '../responses/reading';
import { wait } from '../timing';
import type { Exchange } from '../transport/exchange';
import type { HttpCall, Send } from '../transport/send';
import { createSend } from '../transport/send';
import { CircuitBreaker } from './circuitBreaker';
import { asksForLongWait, decideRetry } from './nextStep';
import { RateLimiter, Semaphore } from './rateLimiter';
import { RunState } from './runState';

const PROGRESS_MS = 5_000;

/** What the requests of a run to one account share, and with no other: its pace, and the verdict on the service. */
export class Lane {
	readonly breaker: CircuitBreaker;
	readonly limiter: RateLimiter;
	readonly state: RunState;
	/** Makes the service's words fit to be shown, without the key of the account. */
	readonly quote: Quote;
	readonly operation: Operation;
	private never: Failed | undefined;

	constructor(
		private readonly account: Account,
		private readonly run: Lanes,
	) {
		const { settings, state } = run;
		this.state = state;
		this.operation = settings.operation;
		this.quote = createQuote([account.apiKey]);
		this.limiter = RateLimiter.join(run, account.access, settings.maxRequestsPerSecond);
		const { service } = settings.operation;
		this.breaker = new CircuitBreaker(async () => {
			const exchange = await this.exchange(testCallOf(service), this.mayAsk);
			return exchange !== undefined && (await rejectsAccess(exchange, service));
		});
	}

	readonly maySend = (): boolean => this.state.maySend(this.breaker);
	readonly mayAsk = (): boolean => this.state.mayAsk(this.breaker);
	/** The outcome of what was never sent: one for all. */
	get notSent(): Failed {
		this.never ??= notSent(this.state.whyNotSent(this.breaker), this.operation.service);
		return this.never;
	}

	/** What the outcome of a request or a search depends on, that has ended just now. */
	contextFor(customer: NamedCustomer, wasSentBefore: boolean): OutcomeContext {
		// Written out, because it's made for every request: to spread an object takes microseconds.
		return {
			operation: this.operation,
			credential: this.account.data,
			ignoreMissing: this.run.settings.ignoreMissing,
			customer,
			wasSentBefore,
			hasSucceeded: this.breaker.hasSucceeded,
			now: new Date(),
		};
	}

	/**
	 * Sends a call once, after a wait and at the account's pace.
	 *
	 * @returns undefined when it is no longer wanted once its turn has come
	 */
	async exchangeAfter(
		waitMs: number,
		call: HttpCall,
		isWanted: () => boolean,
	): Promise<Exchange | undefined> {
		if (waitMs > 0) await wait(waitMs, isWanted);
		await this.breaker.test();
		return await this.exchange(call, isWanted);
	}

	/**
	 * Sends a call that only reads, again where that is worth it.
	 *
	 * @returns the last response; undefined when the run ended before there was one
	 */
	async ask(call: HttpCall, waitMs = 0): Promise<Exchange | undefined> {
		const limits = { retries: this.run.settings.retries, idempotent: true };
		let next: number | undefined = waitMs;
		let exchange: Exchange | undefined;
		for (let sent = 1; next !== undefined; sent++) {
			exchange = await this.exchangeAfter(next, call, this.mayAsk);
			if (exchange === undefined) break;
			next = decideRetry(exchange, sent, limits, Math.random());
			this.pauseIfBusy(exchange, next);
		}
		return exchange;
	}

	/** Asks whether there is such a customer; undefined when the run ended before, or where the service can't tell. */
	async askIfExists(request: PlannedRequest, waitMs = 0): Promise<Existence | undefined> {
		const { question } = this.operation;
		const exchange = question && (await this.ask(question.toCall(request), waitMs));
		return (
			exchange && (await toExistence(exchange, (body) => question.readResponse(body, request)))
		);
	}

	/** "Too many requests" holds for all of them, also where the request isn't sent again. */
	pauseIfBusy(attempt: Exchange | Attempt, milliseconds?: number): void {
		if (attempt.kind !== 'responded' || attempt.statusCode !== 429) return;
		if (!asksForLongWait(attempt)) this.limiter.pause(milliseconds ?? attempt.retryAfterMs ?? 0);
	}

	private async exchange(call: HttpCall, isWanted: () => boolean): Promise<Exchange | undefined> {
		const { slots, send } = this.run;
		if (!(await this.limiter.acquire(isWanted, slots))) return undefined;
		try {
			return await send(call, this.account);
		} finally {
			slots.release();
		}
	}
}

/** The lanes of a run, by account; each is made when it is first asked for. */
export class Lanes {
	/** Says whether and how the run goes on. */
	readonly state: RunState;
	readonly settings: RunSettings;
	readonly send: Send;
	readonly slots: Semaphore;
	private readonly byAccess = new Map<string, Lane>();
	/** @param stopOnFailure whether the first failure keeps further requests from starting */
	constructor(
		context: IExecuteFunctions,
		{ settings, previousTries }: Pick<CheckedRun, 'settings' | 'previousTries'>,
		stopOnFailure: boolean,
	) {
		RateLimiter.forgetOld();
		const canceled = context.getExecutionCancelSignal();
		this.settings = settings;
		this.state = new RunState(stopOnFailure, canceled, previousTries.isOver);
		this.send = createSend(context, settings.timeoutMs);
		this.slots = new Semaphore(settings.parallelRequests);
	}

	of({ account }: { account: Account }): Lane {
		const lane = this.byAccess.get(account.access) ?? new Lane(account, this);
		this.byAccess.set(account.access, lane);
		return lane;
	}

	/**
	 * Does something with each of many groups, at the run's pace. Each account has workers of its own: where one waits, others
	 * go on.
	 *
	 * @param groups of what is sent one after the other; of a group none is sent in parallel
	 * @param report called every five seconds until all are done
	 */
	async each<T extends readonly [{ account: Account }, ...Array<{ account: Account }>]>(
		groups: readonly T[],
		work: (group: T, lane: Lane) => Promise<void>,
		report: () => void,
	): Promise<void> {
		const byLane = new Map<Lane, T[]>();
		for (const group of groups) {
			const lane = this.of(group[0]);
			const others = byLane.get(lane);
			if (others === undefined) byLane.set(lane, [group]);
			else others.push(group);
		}
		const workers = [...byLane].flatMap(([lane, its]) => {
			const waiting = its.values();
			const worker = async (): Promise<void> => {
				for (const group of waiting) {
					if (group.some((one) => this.of(one).maySend())) await work(group, lane);
				}
			};
			return Array.from({ length: Math.min(this.settings.parallelRequests, its.length) }, worker);
		});
		let isRunning = true;
		void repeat(report, () => isRunning);
		await Promise.all(workers).finally(() => (isRunning = false));
	}

	/** To be called when the run has ended. */
	close(): void {
		for (const { limiter } of this.byAccess.values()) limiter.leave(this);
	}
}

async function repeat(report: () => void, isRunning: () => boolean): Promise<void> {
	for (;;) {
		await wait(PROGRESS_MS, isRunning);
		if (!isRunning()) return;
		report();
	}
}
