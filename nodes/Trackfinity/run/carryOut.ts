import type { PlannedRequest } from '../operations/operation';
import type { Send } from '../transport/send';
import { wait } from '../transport/waiting';
import type { Delivery } from '../outcomes/judge';
import type { Job, Line } from './lines';
import type { Outcome } from '../outcomes/outcome';
import type { Pace } from './pace';
import type { RetryLimits } from './retry';
import { decideRetry, mayArrive } from './retry';

/** How the lines of a run are carried out. */
export interface Conduct {
	send: Send;
	pace: Pace;
	/** Lines under way at the same time. */
	parallel: number;
	limits: RetryLimits;
	/** Makes the judge for a line: what a delivery means for the items of its job. */
	judgeFor: (line: Line) => (request: PlannedRequest, delivery: Delivery) => Outcome;
	/** Told after every job; may end the run. */
	onOutcome: (job: Job, outcome: Outcome) => void;
	/** Whether the run has ended: after that no request starts, and those under way finish. */
	isOver: () => boolean;
}

/** Carries out lines side by side and the jobs of a line one after the other. Jobs that never start have no outcome. */
export async function carryOut(lines: readonly Line[], conduct: Conduct): Promise<void> {
	const waiting = lines.values();
	const worker = async (): Promise<void> => {
		for (const line of waiting) {
			const judge = conduct.judgeFor(line);
			for (const job of line) {
				const delivery = await deliver(job.request, conduct);
				if (delivery === undefined) return;
				conduct.onOutcome(job, judge(job.request, delivery));
			}
		}
	};
	await Promise.all(Array.from({ length: conduct.parallel }, worker));
}

/** Sends one request until there is an answer to go by, or no more attempts are worth it. */
async function deliver(
	request: PlannedRequest,
	{ send, pace, limits, isOver }: Conduct,
): Promise<Delivery | undefined> {
	let last: Delivery | undefined;
	for (let attempts = 1; ; attempts++) {
		await pace.turn();
		if (isOver()) return last;
		const mayHaveArrived = last !== undefined && (last.mayHaveArrived || mayArrive(last.attempt));
		const attempt = await send(request);
		const decision = decideRetry(attempt, attempts, limits, Math.random(), Date.now());
		last = { attempt, attempts, mayHaveArrived };
		if (decision.kind === 'final') {
			const { askedToWaitMs } = decision;
			return askedToWaitMs === undefined ? last : { ...last, askedToWaitMs };
		}
		if (attempt.kind === 'answered' && attempt.answer.statusCode === 429) {
			pace.pause(decision.waitMs);
		}
		await wait(decision.waitMs, isOver);
	}
}
