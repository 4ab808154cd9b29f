import { hash } from 'node:crypto';

import type { IContextObject, IExecuteFunctions } from 'n8n-workflow';

import { caseless } from '../../../credentials/text';
import type { Planned } from '../operations/operation';
import { InvalidInput, pluralize } from '../parameters/invalidInput';
import { safetyLimitField } from '../parameters/options';
import type { Account } from './accounts';
import type { CustomerQueue, Job } from './customerQueue';
import { anySpelling, customerKey, mayBeApplied, wasSent } from './customerQueue';
import type { RunSettings } from './settings';

/**
 * What the node remembers of an execution in n8n's context, across loop turns, agent calls and n8n's Retry button (ran on
 * n8n 1.123, 2.20 and 2.41). n8n stores and shows it, redacted executions included, so it holds plain data and customers as
 * hashes. It is changed in place: a loop of ten thousand turns must not copy it each time.
 */
interface Remembered {
	/** Customers that requests were sent for, and whether one may have been applied. */
	sent: Record<string, boolean>;
	sentCount: number;
	/** Customers of runs that are under way, with the number of these runs. */
	reserved: Record<string, number>;
	/** The limit that a run would have exceeded; it holds until a higher one is set. */
	exceeded?: number;
	/** Whether a customer other than the one sent was deleted; nothing is sent after that. */
	deletedAnother?: boolean;
	/**
	 * Requests that may contradict another one for their customer, by the customer in any spelling: a hash of what was asked,
	 * and how many are under way or may have been applied.
	 */
	requests?: Record<string, [fields: string, count: number]>;
	/** What several customers had in common when they were searched for. */
	shared?: Record<string, true>;
}

/** What n8n keeps for the node in an execution; undefined in its own Agents, which run a node without one. */
export function executionMemory(context: IExecuteFunctions): IContextObject | undefined {
	try {
		return context.getContext('node');
	} catch {
		return undefined;
	}
}

const label = safetyLimitField.displayName;

const advice = `Check that only the customers you mean reach this node. If they do, raise '${label}' (0 means no limit).`;

/** Counts the different customers of an execution. */
export class SafetyLimit {
	private readonly remembered: Remembered;

	/** @param limit the most that are allowed; Infinity where there is no limit, and then nothing is remembered */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly limit: number,
	) {
		const memory = (limit === Infinity ? undefined : executionMemory(context)) ?? {};
		const stored = memory.safetyLimit as Remembered | undefined;
		// What n8n's Retry button carries over may be of version 1.1.
		const isUsable = stored?.sentCount !== undefined;
		this.remembered = isUsable ? stored : { sent: {}, sentCount: 0, reserved: {} };
		memory.safetyLimit = this.remembered;
	}

	get deletedAnother(): boolean {
		return this.remembered.deletedAnother === true;
	}

	noteDeletedAnother(): void {
		this.remembered.deletedAnother = true;
	}

	/** Whether a request for a customer may have been applied earlier in the execution. */
	mayBeChanged(account: Account, named: Planned): boolean {
		return this.limit !== Infinity && this.remembered.sent[this.hashOf(account, named)] === true;
	}

	/** Whether a request for the same customer that asks for something else is under way, or may have been applied. */
	contradictsEarlier({ account, request }: Job): boolean {
		const { requests } = this.remembered;
		const [earlier] = requests?.[this.hashOf(account, anySpelling(request))] ?? [];
		return earlier !== undefined && earlier !== this.hash(JSON.stringify(request.fields));
	}

	/** Notes that a search found several customers: once one of them is deleted, it would find whoever is left. */
	noteShared(account: Account, search: Planned): void {
		(this.remembered.shared ??= {})[this.hashOf(account, search)] = true;
	}

	isShared(account: Account, search: Planned): boolean {
		return this.remembered.shared?.[this.hashOf(account, search)] === true;
	}

	/** Whether a customer would count toward the limit for the first time. */
	isNew(account: Account, named: Planned): boolean {
		return this.limit !== Infinity && !this.isKnown(this.hashOf(account, named));
	}

	get left(): number {
		return this.limit - this.taken;
	}

	/**
	 * Notes that a run exceeds the limit, unless it is a dry run, and returns what to throw. `customers` says how many it has.
	 *
	 * @param wasAsked whether the service was asked about customers before
	 */
	noteExceeded(customers: string, wasAsked: boolean, isDryRun: boolean): InvalidInput {
		const { exceeded = 0 } = this.remembered;
		if (!isDryRun) this.remembered.exceeded = Math.max(exceeded, this.limit);
		const before = this.taken === 0 ? '' : ` and ${this.sentBefore} in this execution`;
		return new InvalidInput(
			`This run has ${customers}${before}, but '${label}' is ${this.limit}`,
			`Nothing was ${wasAsked ? 'changed' : 'sent'} in this run. ${advice}`,
		);
	}

	/** @throws InvalidInput when an earlier run of the execution would have exceeded the limit */
	throwIfExceeded(): void {
		const { exceeded } = this.remembered;
		if (exceeded === undefined || this.limit > exceeded) return;
		throw new InvalidInput(
			`'${label}' is ${this.limit}, and an earlier run in this execution would have exceeded it (${this.sentBefore})`,
			`After that, nothing more is sent in this execution. ${advice}`,
		);
	}

	/**
	 * Reserves a place for each customer; a dry run only has to fit. Nothing else gets a turn between counting and reserving,
	 * so two parallel runs can't both pass.
	 *
	 * @returns gives back the places of customers nothing was sent for; to be called once, when the run has ended
	 * @throws InvalidInput when the run would exceed the limit, or an earlier one would have
	 */
	reserve(
		queues: readonly CustomerQueue[],
		{ dryRun: isDryRun, operation: { conflict } }: Pick<RunSettings, 'dryRun' | 'operation'>,
	): () => void {
		if (this.limit === Infinity) return () => undefined;
		const { reserved } = this.remembered;
		const places = queues.map((queue) => {
			const [{ account, request }] = queue;
			return { queue, key: this.hashOf(account, request) };
		});
		const added = places.filter(({ key }) => !this.isKnown(key)).length;
		if (added > this.left) {
			const wasAsked = queues.flat().some(({ searches, check }) => searches ?? check);
			throw this.noteExceeded(pluralize(places.length, 'customer'), wasAsked, isDryRun);
		}
		// Only then: in a later try of Retry On Fail, the "earlier run" would be this one.
		this.throwIfExceeded();
		if (isDryRun) return () => undefined;

		for (const { queue, key } of places) {
			reserved[key] = (reserved[key] ?? 0) + 1;
			if (conflict) this.countRequest(queue[0], 1);
		}
		return () => {
			for (const { queue, key } of places) {
				const others = (reserved[key] ?? 0) - 1;
				if (others > 0) reserved[key] = others;
				else delete reserved[key];
				if (queue.some(wasSent)) this.noteSent(queue, key);
				if (conflict && !queue.some(mayBeApplied)) this.countRequest(queue[0], -1);
			}
		};
	}

	private noteSent(queue: CustomerQueue, key: string): void {
		const { sent } = this.remembered;
		if (!Object.hasOwn(sent, key)) this.remembered.sentCount += 1;
		const isApplied = queue.some(mayBeApplied);
		sent[key] ||= isApplied;
		// Deleted customers can't be found again, so what found them is kept.
		for (const { searches, account } of isApplied ? queue : []) {
			for (const search of searches?.values() ?? []) sent[this.hashOf(account, search)] = true;
		}
	}

	private countRequest({ account, request }: Job, added: 1 | -1): void {
		const requests = (this.remembered.requests ??= {});
		const customer = this.hashOf(account, anySpelling(request));
		const [fields = this.hash(JSON.stringify(request.fields)), count = 0] =
			requests[customer] ?? [];
		if (count + added > 0) requests[customer] = [fields, count + added];
		else delete requests[customer];
	}

	private get taken(): number {
		const { sent, sentCount, reserved } = this.remembered;
		return sentCount + Object.keys(reserved).filter((hash) => !Object.hasOwn(sent, hash)).length;
	}

	private get sentBefore(): string {
		return `${pluralize(this.taken, 'customer was', 'customers were')} sent before`;
	}

	private isKnown(key: string): boolean {
		const { sent, reserved } = this.remembered;
		return Object.hasOwn(sent, key) || Object.hasOwn(reserved, key);
	}

	/** The hash of a customer of an account, whatever the API key. */
	private hashOf(account: Account, named: Planned): string {
		const { lookup, isSearch } = named;
		// Searches ignore letter case.
		const value = isSearch ? caseless(named.value) : named.value;
		return this.hash(customerKey(account, { lookup, value }));
	}

	/** Only those who know the n8n instance's ID can trace it to a customer. */
	private hash(text: string): string {
		// In one call, which takes a quarter of the time: thousands are hashed at a stretch.
		return hash('sha256', `${this.context.getInstanceId()} ${text}`, 'base64url').slice(0, 16);
	}
}
