import type { PlannedRequest } from '../operations/operation';
import type { Send } from '../transport/send';
import { wait } from '../transport/timing';
import type { Delivery } from '../outcomes/toOutcome';
import type { Job, CustomerQueue } from './customerQueue';
import type { Outcome } from '../outcomes/outcome';
import type { RateLimiter } from './rateLimiter';
import type { RetryLimits } from './retry';
import { decideRetry, mayArrive } from './retry';

/** How the queues of a run are carried out. */
export interface Conduct {
	send: Send;
	pace: RateLimiter;
	/** Lines under way at the same time. */
	parallel: number;
	limits: RetryLimits;
	/** Makes the toOutcome for a line: what a delivery means for the items of its job. */
	toOutcomeFor: (line: CustomerQueue) => (request: PlannedRequest, delivery: Delivery) => Outcome;
	/** Told after every job; may end the run. */
	onOutcome: (job: Job, outcome: Outcome) => void;
	/** Whether the run has ended: after that no request starts, and those under way finish. */
	isOver: () => boolean;
}

/** Carries out queues side by side and the jobs of a line one after the other. Jobs that never start have no outcome. */
export async function carryOut(queues: readonly CustomerQueue[], conduct: Conduct): Promise<void> {
	const waiting = queues.values();
	const worker = async (): Promise<void> => {
		for (const line of waiting) {
			const toOutcome = conduct.toOutcomeFor(line);
			for (const job of line) {
				const delivery = await deliver(job.request, conduct);
				if (delivery === undefined) return;
				conduct.onOutcome(job, toOutcome(job.request, delivery));
			}
		}
	};
	await Promise.all(Array.from({ length: conduct.parallel }, worker));
}

/** Sends one request until there is a response to go by, or no more attempts are worth it. */
async function deliver(
	request: PlannedRequest,
	{ send, pace, limits, isOver }: Conduct,
): Promise<Delivery | undefined> {
	let last: Delivery | undefined;
	for (let attempts = 1; ; attempts++) {
		await pace.acquire();
		if (isOver()) return last;
		const mayHaveArrived = last !== undefined && (last.mayHaveArrived || mayArrive(last.attempt));
		const attempt = await send(request);
		const decision = decideRetry(attempt, attempts, limits, Math.random(), Date.now());
		last = { attempt, attempts, mayHaveArrived };
		if (decision.kind === 'final') {
			const { askedToWaitMs } = decision;
			return askedToWaitMs === undefined ? last : { ...last, askedToWaitMs };
		}
		if (attempt.kind === 'responded' && attempt.response.statusCode === 429) {
			pace.pause(decision.waitMs);
		}
		await wait(decision.waitMs, isOver);
	}
}
