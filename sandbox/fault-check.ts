import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Fault, FaultMatch } from './faults';

/** Says what a value must be, or nothing if it is. */
type Check = (value: unknown) => string | undefined;

type Common = keyof FaultMatch | 'times' | 'kind';

/** One check for every field of every kind, which the compiler holds to the types of faults. */
type Checks = {
	[Kind in Fault['kind']]: Record<Exclude<keyof Extract<Fault, { kind: Kind }>, Common>, Check>;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const text: Check = (value) => (typeof value === 'string' ? undefined : 'a text');
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false');
const oneOf =
	(...values: unknown[]): Check =>
	(value) =>
		values.includes(value) ? undefined : `one of ${values.join(', ')}`;
const whole =
	(from: number, to: number): Check =>
	(value) =>
		typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to
			? undefined
			: `a whole number from ${from} to ${to}`;
const status = whole(200, 599);
// A longer wait would make Node.js's timers fire at once.
const milliseconds = whole(0, 2 ** 31 - 1);
const bytes: Check = (value) => (Buffer.isBuffer(value) ? undefined : text(value));
const someText: Check = (value) => (value === '' ? 'a text that is not empty' : text(value));

const texts: Check = (value) =>
	isRecord(value) && Object.values(value).every((one) => typeof one === 'string')
		? undefined
		: 'an object of texts';

/** What Node.js would refuse to send, which would end the sandbox in the middle of a request. */
const headers: Check = (value) => {
	if (!isRecord(value)) return texts(value);
	try {
		for (const [name, one] of Object.entries(value)) {
			if (typeof one !== 'string') return texts(value);
			validateHeaderName(name);
			validateHeaderValue(name, one);
		}
		return undefined;
	} catch {
		return 'an object of headers that HTTP can carry';
	}
};
const headerValue: Check = (value) =>
	text(value) ?? (headers({ location: value }) && 'a text that an HTTP header can carry');

const optional =
	(check: Check): Check =>
	(value) =>
		value === undefined ? undefined : check(value);

const COMMON: Record<Common, Check> = {
	kind: () => undefined,
	service: optional(oneOf('trackfinity', 'delete')),
	path: optional(text),
	form: optional(texts),
	times: optional(whole(1, Number.MAX_SAFE_INTEGER)),
};

const CHECKS: Checks = {
	slow: { ms: milliseconds },
	busy: { retryAfter: optional(headerValue) },
	status: { status, body: optional(text), headers: optional(headers) },
	answer: {
		status: optional(status),
		body: bytes,
		headers: optional(headers),
		carryOut: optional(flag),
	},
	drop: { when: oneOf('before', 'after', 'midAnswer') },
	hang: {},
	drip: { bytes: someText, everyMs: milliseconds },
	redirect: { status: optional(oneOf(301, 302, 303, 307, 308)), location: headerValue },
	html: { status: optional(status) },
	echoSecrets: { status: optional(status), urlEncoded: optional(flag) },
};

const isKind = (kind: unknown): kind is Fault['kind'] =>
	typeof kind === 'string' && Object.hasOwn(CHECKS, kind);

/** Throws a TypeError that names the first field which is unknown or has a value of the wrong sort. */
export function checkFault(fault: unknown): asserts fault is Fault {
	if (!isRecord(fault)) throw new TypeError('A fault must be an object.');
	if (!isKind(fault.kind)) {
		throw new TypeError(`The kind of a fault must be one of ${Object.keys(CHECKS).join(', ')}.`);
	}
	const checks: Record<string, Check> = { ...COMMON, ...CHECKS[fault.kind] };
	for (const name of Object.keys(fault)) {
		if (!Object.hasOwn(checks, name)) {
			throw new TypeError(`A fault of kind ${fault.kind} has no field '${name}'.`);
		}
	}
	for (const [name, check] of Object.entries(checks)) {
		const wanted = check(fault[name]);
		if (wanted) throw new TypeError(`'${name}' of a fault must be ${wanted}.`);
	}
}
