import { checkFault } from './fault-check';
import type { RecordedRequest, ServiceName } from './service';
import { pathname } from './service';

/** Which requests are meant; without any of these, all. */
export interface FaultMatch {
	service?: ServiceName;
	/** The whole path, such as `/api/customer/lock`, without a query. */
	path?: string;
	/** Form fields that the request must have, with exactly these values. */
	form?: Record<string, string>;
}

/** Carried out and answered as usual, `ms` milliseconds later. Several add up, and another fault may follow the wait. */
export interface Slow {
	kind: 'slow';
	ms: number;
}

/** 429, not carried out. Without `retryAfter` there is no `Retry-After` header. */
export interface Busy {
	kind: 'busy';
	retryAfter?: string;
}

/** Any status and any body, not carried out. */
export interface Status {
	kind: 'status';
	status: number;
	body?: string;
	headers?: Record<string, string>;
}

/** Forged bytes, with status 200 unless told. With `carryOut` the change is made all the same. */
export interface Forged {
	kind: 'answer';
	status?: number;
	body: string | Buffer;
	headers?: Record<string, string>;
	carryOut?: boolean;
}

/**
 * The connection is cut: before or after the change is made, or (made, too) while the answer's body is on its way.
 * `midAnswer` sends everything that matters and announces more, so that only the cut tells that it is not whole.
 */
export interface Drop {
	kind: 'drop';
	when: 'before' | 'after' | 'midAnswer';
}

/** Never answered, not carried out. */
export interface Hang {
	kind: 'hang';
}

/** Status 200, then one byte every `everyMs` milliseconds, over and over, without an end; not carried out. */
export interface Drip {
	kind: 'drip';
	bytes: string;
	everyMs: number;
}

/** Sent elsewhere, with status 302 unless told; not carried out. */
export interface Redirect {
	kind: 'redirect';
	status?: 301 | 302 | 303 | 307 | 308;
	location: string;
}

/** A web page instead of an API answer, with status 200 unless told; not carried out. */
export interface WebPage {
	kind: 'html';
	status?: number;
}

/** A refusal that repeats the API key and the password as they were sent; not carried out. */
export interface EchoSecrets {
	kind: 'echoSecrets';
	/** Without it, the status that the service itself would refuse with: 400, or 200 at the delete service. */
	status?: number;
	/** Repeats them URL-encoded, in both ways: `%20` and `+` for a space. */
	urlEncoded?: boolean;
}

/** What befalls a request instead of its usual answer. */
export type Disruption =
	Busy | Status | Forged | Drop | Hang | Drip | Redirect | WebPage | EchoSecrets;

/** Something that goes wrong on purpose. */
export type Fault = FaultMatch & {
	/** For how many requests; without it, for all until it is removed. */
	times?: number;
} & (Slow | Disruption);

interface Active {
	fault: Fault;
	left: number;
}

/** Whether this request is meant. */
export function matches(match: FaultMatch, request: RecordedRequest): boolean {
	if (match.service !== undefined && match.service !== request.service) return false;
	if (match.path !== undefined && match.path !== pathname(request.path)) return false;
	return Object.entries(match.form ?? {}).every(([name, value]) => request.form[name] === value);
}

/** The faults that were asked for and are not used up. */
export class Faults {
	private active: Active[] = [];

	get count(): number {
		return this.active.length;
	}

	/** Adds a fault and returns its remover. Throws a TypeError if the fault is none that HTTP could carry. */
	add(fault: Fault): () => void {
		checkFault(fault);
		const added: Active = { fault, left: fault.times ?? Infinity };
		this.active.push(added);
		return () => this.remove(added);
	}

	clear(): void {
		this.active = [];
	}

	/**
	 * What befalls this request: how long it waits, and the oldest other fault that is meant for it, so that faults
	 * with `times` make a sequence. Both count as used.
	 */
	take(request: RecordedRequest): { waitMs: number; disruption?: Disruption } {
		let waitMs = 0;
		for (const active of [...this.active]) {
			if (!matches(active.fault, request)) continue;
			active.left -= 1;
			if (active.left <= 0) this.remove(active);
			if (active.fault.kind !== 'slow') return { waitMs, disruption: active.fault };
			waitMs += active.fault.ms;
		}
		return { waitMs };
	}

	private remove(active: Active): void {
		this.active = this.active.filter((other) => other !== active);
	}
}
