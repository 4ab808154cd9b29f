import type { IExecuteFunctions } from 'n8n-workflow';

import { createAdvisor } from '../outcomes/advice';
import type { Attempt } from '../outcomes/attempt';
import { rejectsAccess } from '../outcomes/attempt';
import { notSent } from '../outcomes/notSent';
import type { Failed } from '../outcomes/outcome';
import type { Account } from '../plan/accounts';
import { testCallOf } from '../plan/accounts';
import type { CustomerQueue } from '../plan/customerQueue';
import type { CheckedRun } from '../plan/preflight';
import type { RunSettings } from '../plan/settings';
import type { Quote } from '../redact';
import { createQuote } from '../redact';
import { wait } from '../timing';
import type { Exchange } from '../transport/exchange';
import type { HttpCall, Send } from '../transport/send';
import { createSend } from '../transport/send';
import { CircuitBreaker } from './circuitBreaker';
import { asksForLongWait, decideRetry } from './nextStep';
import { forgetOldPaces, RateLimiter, Semaphore } from './rateLimiter';
import { RunState } from './runState';

const PROGRESS_MS = 5_000;

/** What the requests of a run to one account share, and with no other: its pace, and the verdict on the service. */
export class Lane {
	readonly breaker: CircuitBreaker;

	readonly limiter: RateLimiter;

	/** Makes the service's words fit to be shown, without the key of the account. */
	readonly quote: Quote;

	private never: Failed | undefined;

	constructor(
		readonly account: Account,
		private readonly tools: { send: Send; slots: Semaphore; settings: RunSettings },
		readonly state: RunState,
	) {
		const { service } = tools.settings.operation;
		this.quote = createQuote([account.apiKey]);
		this.limiter = new RateLimiter(account.access, tools.settings.maxRequestsPerSecond);
		this.breaker = new CircuitBreaker(async () => {
			const exchange = await this.exchange(testCallOf(service), () => this.mayAsk);
			return exchange !== undefined && (await rejectsAccess(exchange, service));
		});
	}

	get maySend(): boolean {
		return this.state.maySend(this.breaker);
	}

	get mayAsk(): boolean {
		return this.state.mayAsk(this.breaker);
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
		if (this.breaker.isSuspicious) await this.breaker.test();
		return await this.exchange(call, isWanted);
	}

	/**
	 * Sends a call that only reads, again where that is worth it.
	 *
	 * @param call undefined where the service has none such
	 * @returns the last response; undefined when the run ended before there was one
	 */
	async ask(
		call: HttpCall | undefined,
		retries: number,
		waitMs = 0,
	): Promise<Exchange | undefined> {
		if (call === undefined) return undefined;
		let next = waitMs;
		for (let sent = 1; ; sent++) {
			const exchange = await this.exchangeAfter(next, call, () => this.mayAsk);
			if (exchange === undefined) return undefined;
			const decision = decideRetry(exchange, sent, { retries, idempotent: true }, Math.random());
			if (decision.kind === 'final') {
				this.pauseIfBusy(exchange);
				return exchange;
			}
			next = decision.waitMs;
			this.pauseIfBusy(exchange, next);
		}
	}

	/** "Too many requests" holds for all of them, also where the request isn't sent again. */
	pauseIfBusy(attempt: Exchange | Attempt, milliseconds?: number): void {
		if (attempt.kind !== 'responded' || attempt.statusCode !== 429) return;
		if (!asksForLongWait(attempt)) this.limiter.pause(milliseconds ?? attempt.retryAfterMs ?? 0);
	}

	/** The outcome of what was never sent: one for all. */
	get notSent(): Failed {
		const { operation, ignoreMissing } = this.tools.settings;
		const advisor = createAdvisor({ operation, credential: this.account.data, ignoreMissing });
		this.never ??= notSent(this.state.whyNotSent(this.breaker), advisor);
		return this.never;
	}

	private async exchange(call: HttpCall, isWanted: () => boolean): Promise<Exchange | undefined> {
		const { slots, send } = this.tools;
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
	private readonly byAccess = new Map<string, Lane>();

	private readonly tools: ConstructorParameters<typeof Lane>[1];

	/** Says whether and how the run goes on. */
	readonly state: RunState;

	private readonly settings: RunSettings;

	/** @param stopOnFailure whether the first failure keeps further requests from starting */
	constructor(
		context: IExecuteFunctions,
		{ settings, previousTries }: Pick<CheckedRun, 'settings' | 'previousTries'>,
		stopOnFailure: boolean,
	) {
		forgetOldPaces();
		const canceled = context.getExecutionCancelSignal();
		this.settings = settings;
		this.state = new RunState(stopOnFailure, canceled, previousTries.deletedAnother);
		this.tools = {
			send: createSend(context, settings.timeoutMs),
			slots: new Semaphore(settings.parallelRequests),
			settings,
		};
	}

	of(account: Account): Lane {
		const lane = this.byAccess.get(account.access) ?? new Lane(account, this.tools, this.state);
		this.byAccess.set(account.access, lane);
		return lane;
	}

	/** Does something with each of many, at the run's pace. Each account has workers of its own: where one waits, others go on. */
	async each<T extends { account: Account } | CustomerQueue>(
		all: readonly T[],
		work: (one: T, lane: Lane) => Promise<void>,
	): Promise<void> {
		const byLane = new Map<Lane, T[]>();
		for (const one of all) {
			const lane = this.of('account' in one ? one.account : one[0].account);
			const others = byLane.get(lane);
			if (others === undefined) byLane.set(lane, [one]);
			else others.push(one);
		}
		const workers = [...byLane].flatMap(([lane, its]) => {
			const waiting = its.values();
			const worker = async (): Promise<void> => {
				for (const one of waiting) {
					if (!this.maySend(one)) continue;
					await work(one, lane);
				}
			};
			return Array.from({ length: Math.min(this.settings.parallelRequests, its.length) }, worker);
		});
		await Promise.all(workers);
	}

	private maySend(one: { account: Account } | CustomerQueue): boolean {
		if ('account' in one) return this.of(one.account).maySend;
		return one.some(({ account }) => this.of(account).maySend);
	}

	/** Calls back every five seconds while some work goes on. */
	async reportWhile(report: () => void, work: Promise<void>): Promise<void> {
		let isRunning = true;
		void (async () => {
			for (;;) {
				await wait(PROGRESS_MS, () => isRunning);
				if (!isRunning) return;
				report();
			}
		})();
		await work.finally(() => (isRunning = false));
	}

	/** To be called when the run has ended. */
	close(): void {
		for (const { limiter } of this.byAccess.values()) limiter.leave();
	}
}
