import type { IContextObject } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import { SAFETY_LIMIT_LABEL } from '../parameters/irreversible';

/**
 * What the node remembers of one execution of the workflow, in n8n's context of the node. The context lives as long as the
 * execution: in all turns of a loop, in all calls of an agent, and in an execution that n8n's Retry button goes on with
 * (ran on n8n 1.123, 2.20 and 2.41). n8n stores it with the execution, so it holds plain lists.
 */
interface Remembered {
	/** Customers to whom requests were sent. */
	sent: string[];
	/** Customers of runs that are under way, once for each of these runs. */
	reserved: string[];
	/** The limit that a run would have exceeded; it holds until a higher one is set. */
	exceeded?: number;
}

/** The places that a run has taken under the limit. */
export interface Places {
	/** Gives back the places of customers to whom nothing was sent. To be called once, when the run has ended. */
	settle: (sent: ReadonlySet<string>) => void;
}

const noPlaces: Places = { settle: () => undefined };

/**
 * Counts the different customers of an execution. Between counting and taking the places nothing else gets a turn, so
 * two runs side by side cannot both pass.
 *
 * @param context n8n's context object of the node
 * @param customers of this run, each once
 * @param limit the most that are allowed; Infinity where there is no limit, and then nothing is remembered
 * @param isDryRun whether the run only has to fit, and takes no places
 * @throws InvalidInput when the run would exceed the limit, or an earlier one would have
 */
export function takePlaces(
	context: IContextObject,
	customers: ReadonlySet<string>,
	limit: number,
	isDryRun: boolean,
): Places {
	if (limit === Infinity) return noPlaces;
	const remembered = recall(context);
	const earlier = new Set([...remembered.sent, ...remembered.reserved]);

	if (remembered.exceeded !== undefined && limit <= remembered.exceeded) {
		throw new InvalidInput(
			`'${SAFETY_LIMIT_LABEL}' is ${limit}, and an earlier run in this execution would have exceeded it (${sentBefore(earlier.size)})`,
			advice('After that, nothing more is sent in this execution.'),
		);
	}
	const all = new Set([...earlier, ...customers]);
	if (all.size > limit) {
		if (!isDryRun) context.safetyLimit = { ...remembered, exceeded: limit };
		const before = earlier.size === 0 ? '' : ` and ${sentBefore(earlier.size)} in this execution`;
		throw new InvalidInput(
			`This run has ${counted(customers.size)}${before}, but '${SAFETY_LIMIT_LABEL}' is ${limit}`,
			advice('Nothing was sent in this run.'),
		);
	}
	if (isDryRun) return noPlaces;

	context.safetyLimit = {
		sent: remembered.sent,
		reserved: [...remembered.reserved, ...customers],
	};
	return { settle: (sent) => settle(context, customers, sent) };
}

function settle(
	context: IContextObject,
	customers: ReadonlySet<string>,
	sent: ReadonlySet<string>,
): void {
	const remembered = recall(context);
	const own = new Set(customers);
	context.safetyLimit = {
		...remembered,
		sent: [...new Set([...remembered.sent, ...sent])],
		// Another run may have reserved a place for the same customer: only one of them is ours to give back.
		reserved: remembered.reserved.filter((customer) => !own.delete(customer)),
	};
}

function recall(context: IContextObject): Remembered {
	const { sent, reserved, exceeded } = Object(context.safetyLimit) as Partial<Remembered>;
	return {
		sent: Array.isArray(sent) ? sent : [],
		reserved: Array.isArray(reserved) ? reserved : [],
		...(typeof exceeded === 'number' && { exceeded }),
	};
}

function advice(what: string): string {
	return `${what} Check that only the customers you mean reach this node. If they do, raise '${SAFETY_LIMIT_LABEL}' (0 means no limit).`;
}

function sentBefore(count: number): string {
	return `${counted(count)} ${count === 1 ? 'was' : 'were'} sent before`;
}

function counted(count: number): string {
	return `${count} customer${count === 1 ? '' : 's'}`;
}
