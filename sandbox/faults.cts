import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { check } from './check.cts';
import type { RecordedRequest } from './service.cts';
import { pathname } from './service.cts';

/** What Node.js would not send ends the sandbox in the middle of a request, so it is rejected beforehand. */
function canBeSent(headers: Record<string, string>): boolean {
	try {
		for (const [name, value] of Object.entries(headers)) {
			validateHeaderName(name);
			validateHeaderValue(name, value);
		}
		return true;
	} catch {
		return false;
	}
}

const whole = z.number().int();
const status = whole.min(200).max(599);
const redirectStatus = whole.min(300).max(399);
// A longer wait would make Node.js's timers fire at once.
const milliseconds = whole.min(0).max(2 ** 31 - 1);
const headers = z.record(z.string()).refine(canBeSent, 'HTTP cannot carry these headers');
const headerValue = z
	.string()
	.refine((value) => canBeSent({ location: value }), 'HTTP cannot carry this in a header');

/** Which requests are meant; without any of these, all. */
const match = {
	service: z.enum(['trackfinity', 'delete']).optional(),
	/** The whole path, such as `/api/customer/lock`, without a query. */
	path: z.string().optional(),
	/** Form fields that the request must have, with exactly these values. */
	form: z.record(z.string()).optional(),
};

/** Makes the change all the same, before anything is sent; without it, the request is not carried out. */
const carryOut = z.boolean().optional();
const urlEncoded = z.boolean().optional();

const body = z.union([z.string(), z.instanceof(Buffer)]);
const forged = {
	status: status.optional(),
	body: body.optional(),
	headers: headers.optional(),
	carryOut,
};

/** For how many requests; without it, for all until the fault is removed. */
const times = whole.min(1).optional();

function fault<Kind extends string, Fields extends z.ZodRawShape>(kind: Kind, fields: Fields) {
	return z.strictObject({ kind: z.literal(kind), times, ...match, ...fields });
}

const faultSchema = z.discriminatedUnion('kind', [
	/**
	 * Carried out as usual, but `ms` milliseconds later, even if the client has gone by then. Several add up, and
	 * another fault may follow the wait.
	 */
	fault('slow', { ms: milliseconds }),
	/** 429. Without `retryAfter` there is no `Retry-After` header. */
	fault('busy', { retryAfter: headerValue.optional(), carryOut }),
	/** Any status, with any body or none. */
	fault('status', { ...forged, status }),
	/** Any bytes, with status 200 and the service's own `Content-Type` unless told otherwise. */
	fault('answer', { ...forged, body }),
	/**
	 * The connection is cut: before or after the change is made, or (made, too) while the response's body is on its way.
	 * `midAnswer` sends everything that matters and announces more, so that only the cut tells that it is not whole.
	 */
	fault('drop', { when: z.enum(['before', 'after', 'midAnswer']) }),
	/** No response, ever. */
	fault('hang', { carryOut }),
	/** Status 200, then one byte every `everyMs` milliseconds, over and over, without an end. */
	fault('drip', { bytes: z.string().min(1), everyMs: milliseconds, carryOut }),
	/** Sent elsewhere, with status 302 unless told otherwise. */
	fault('redirect', { status: redirectStatus.optional(), location: headerValue, carryOut }),
	/** A web page instead of an API response, with status 200 unless told otherwise. */
	fault('html', { status: status.optional(), carryOut }),
	/**
	 * A rejection that repeats the API key and the password as they were sent, or URL-encoded in both ways: `%20` and
	 * `+` for a space. Without `status`, with the one that the service itself would use: 400, or 200 at the Delete service.
	 */
	fault('echoSecrets', { status: status.optional(), urlEncoded, carryOut }),
]);

/** Which requests a fault or a hold is for. */
export type FaultMatch = z.infer<z.ZodObject<typeof match>>;

/** Something that goes wrong on purpose. The oldest one that is meant for a request befalls it. */
export type Fault = z.infer<typeof faultSchema>;

/** What befalls a request instead of its usual response. */
export type Disruption = Exclude<Fault, { kind: 'slow' }>;

/** Whether this request is meant. */
export function matches({ service, path, form = {} }: FaultMatch, request: RecordedRequest) {
	if (service !== undefined && service !== request.service) return false;
	if (path !== undefined && path !== pathname(request.path)) return false;
	return Object.entries(form).every(([name, value]) => request.form[name] === value);
}

/** The faults that were asked for and are not used up. */
export class Faults {
	private readonly left = new Map<Fault, number>();

	get count(): number {
		return this.left.size;
	}

	/** Adds a fault and returns its remover. Throws a TypeError if it is none, or none that HTTP could carry. */
	add(candidate: unknown): () => void {
		const fault = check(faultSchema, candidate);
		this.left.set(fault, fault.times ?? Infinity);
		return () => this.left.delete(fault);
	}

	clear(): void {
		this.left.clear();
	}

	/**
	 * What befalls this request: how long it waits, and the oldest other fault that is meant for it, so that faults
	 * with `times` make a sequence. Both count as used.
	 */
	take(request: RecordedRequest): { waitMs: number; disruption?: Disruption } {
		let waitMs = 0;
		for (const [fault, left] of this.left) {
			if (!matches(fault, request)) continue;
			if (left > 1) this.left.set(fault, left - 1);
			else this.left.delete(fault);
			if (fault.kind !== 'slow') return { waitMs, disruption: fault };
			waitMs += fault.ms;
		}
		return { waitMs };
	}
}
