import { createHmac } from 'node:crypto';

import type { IContextObject, IExecuteFunctions } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { safetyLimitField } from '../parameters/options';
import type { Customer, CustomerQueue } from './customerQueue';
import { customerKey } from './customerQueue';

/**
 * What the node remembers of one execution of the workflow, in n8n's context of the node. The context lives as long as the
 * execution: in all turns of a loop, in all calls of an agent, and in an execution that n8n's Retry button goes on with
 * (ran on n8n 1.123, 2.20 and 2.41). n8n stores it with the execution, and shows it where executions are redacted, so it
 * holds plain data and customers as hashes. It is changed in place: a loop of ten thousand turns must not copy it each time.
 */
interface Remembered {
	/** Customers to whom requests were sent, and whether one of them may have been applied. */
	sent: Record<string, boolean>;
	sentCount: number;
	/** Customers of runs that are under way, with the number of these runs. */
	reserved: Record<string, number>;
	/** The limit that a run would have exceeded; it holds until a higher one is set. */
	exceeded?: number;
}

/** The places that a run has reserved under the limit. */
export interface Reservation {
	/** Gives back the places of customers to whom nothing was sent. To be called once, when the run has ended. */
	release: (
		resultOf: (queue: CustomerQueue) => { wasSent: boolean; mayBeApplied: boolean },
	) => void;
}

/** Counts the different customers of an execution. */
export class SafetyLimit {
	private readonly memory: IContextObject;

	/** @param limit the most that are allowed; Infinity where there is no limit, and then nothing is remembered */
	constructor(
		context: IExecuteFunctions,
		readonly limit: number,
	) {
		this.memory = limit === Infinity ? {} : executionMemory(context);
	}

	/** Whether a request for a customer may have been applied earlier in the execution. */
	mayBeApplied(customer: Customer): boolean {
		return this.limit !== Infinity && this.remembered.sent[hashOf(customer)] === true;
	}

	/** Whether a customer would take a place, and not one that it has already. */
	isNew(customer: Customer): boolean {
		return this.limit !== Infinity && !this.isKnown(hashOf(customer));
	}

	/** How many customers more are allowed. */
	get left(): number {
		return this.limit - this.taken;
	}

	/**
	 * Why nothing is sent, in this run and, unless it was a dry run, in the rest of the execution.
	 *
	 * @param added how many customers the run has
	 */
	exceed(added: string, isDryRun = false): InvalidInput {
		if (!isDryRun) {
			// In place: runs that are under way count in it when they end.
			const { remembered } = this;
			remembered.exceeded = this.limit;
			this.memory.safetyLimit = remembered;
		}
		const before = this.taken === 0 ? '' : ` and ${sentBefore(this.taken)} in this execution`;
		return new InvalidInput(
			`This run has ${added}${before}, but '${label}' is ${this.limit}`,
			advice('Nothing was sent in this run.'),
		);
	}

	/** @throws InvalidInput when an earlier run of the execution would have exceeded the limit */
	throwIfExceeded(): void {
		const { exceeded } = this.remembered;
		if (exceeded === undefined || this.limit > exceeded) return;
		throw new InvalidInput(
			`'${label}' is ${this.limit}, and an earlier run in this execution would have exceeded it (${sentBefore(this.taken)})`,
			advice('After that, nothing more is sent in this execution.'),
		);
	}

	/**
	 * Reserves a place for each customer. Between counting and reserving nothing else gets a turn, so two runs side by side
	 * cannot both pass.
	 *
	 * @param isDryRun whether the run only has to fit, and takes no places
	 * @throws InvalidInput when the run would exceed the limit, or an earlier one would have
	 */
	reserve(queues: readonly CustomerQueue[], isDryRun: boolean): Reservation {
		if (this.limit === Infinity) return noReservation;
		const hashes = new Map(queues.map((queue) => [queue, hashOf(customerOf(queue))]));
		this.throwIfExceeded();
		const { memory, remembered } = this;
		const { sent, reserved } = remembered;
		const added = [...hashes.values()].filter((hash) => !this.isKnown(hash)).length;
		if (added > this.left) {
			throw this.exceed(customers(hashes.size), isDryRun);
		}
		if (isDryRun) return noReservation;

		for (const hash of hashes.values()) reserved[hash] = (reserved[hash] ?? 0) + 1;
		memory.safetyLimit = remembered;
		return {
			release: (resultOf) => {
				for (const [queue, hash] of hashes) {
					const others = (reserved[hash] ?? 0) - 1;
					if (others > 0) reserved[hash] = others;
					else delete reserved[hash];
					const { wasSent, mayBeApplied } = resultOf(queue);
					if (!wasSent) continue;
					if (!Object.hasOwn(sent, hash)) remembered.sentCount += 1;
					sent[hash] = mayBeApplied || sent[hash] === true;
					// Who is gone can't be found anymore: what they were found by tells then.
					for (const { asked = new Map(), account } of mayBeApplied ? queue : []) {
						for (const search of asked.values()) sent[hashOf({ ...search, account })] = true;
					}
				}
			},
		};
	}

	/** Read anew each time: another run of this execution may have been the first to remember anything. */
	private get remembered(): Remembered {
		return recall(this.memory);
	}

	private get taken(): number {
		const { sent, sentCount, reserved } = this.remembered;
		return sentCount + Object.keys(reserved).filter((hash) => !Object.hasOwn(sent, hash)).length;
	}

	private isKnown(hash: string): boolean {
		const { sent, reserved } = this.remembered;
		return Object.hasOwn(sent, hash) || Object.hasOwn(reserved, hash);
	}
}

const label = safetyLimitField.displayName;

const noReservation: Reservation = { release: () => undefined };

/** The customer of a queue. */
export function customerOf([{ request, account }]: CustomerQueue): Customer {
	return { ...request, account };
}

/** n8n's own Agents run a node without an execution to remember anything in; then each call counts for itself. */
function executionMemory(context: IExecuteFunctions): IContextObject {
	try {
		return context.getContext('node');
	} catch {
		return {};
	}
}

/** What is remembered; what n8n's Retry button carries over comes from a database. */
function recall({ safetyLimit }: IContextObject): Remembered {
	const remembered = Object(safetyLimit) as Partial<Remembered>;
	const { sent, sentCount, reserved } = remembered;
	return typeof sentCount === 'number' && sent !== undefined && reserved !== undefined
		? (remembered as Remembered)
		: { sent: {}, sentCount: 0, reserved: {} };
}

/** Not to be traced back to the customer without the key of the account. */
function hashOf(customer: Customer): string {
	return createHmac('sha256', customer.account.apiKey)
		.update(customerKey(customer))
		.digest('base64url')
		.slice(0, 16);
}

function advice(what: string): string {
	return `${what} Check that only the customers you mean reach this node. If they do, raise '${label}' (0 means no limit).`;
}

function sentBefore(count: number): string {
	return `${customers(count)} ${count === 1 ? 'was' : 'were'} sent before`;
}

function customers(count: number): string {
	return `${count} customer${count === 1 ? '' : 's'}`;
}
