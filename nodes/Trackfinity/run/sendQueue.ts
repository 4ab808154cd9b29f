import { withoutTexts } from '../outcomes/delivery';
import { neverSent } from '../outcomes/neverSent';
import { toOutcome, unforeseen } from '../outcomes/toOutcome';
import type { Redact } from '../redaction/redact';
import { createRedactor } from '../redaction/redact';
import type { Service } from '../services/service';
import type { CustomerQueue, Job } from './customerQueue';
import type { DeliveryTools } from './deliver';
import { deliver } from './deliver';
import { openDelivery } from './earlierTries';
import type { JobResult, Results } from './results';
import { mayArriveLate } from './results';
import type { RunState } from './runState';

/** What all queues of a run are sent with. */
export interface QueueTools extends DeliveryTools {
	service: Service;
	/** Hidden in all texts of the service, beside what the requests set. */
	apiKey: string;
	results: Results;
	state: RunState;
}

/**
 * Sends the requests for one customer, one after the other, and notes how each ended. What an earlier try of the run did is
 * not sent again, up to the first request that wasn't done. Once a request may arrive late, those behind it are not sent:
 * it would undo them. Ends early when the run does. Never throws.
 */
export async function sendQueue({ jobs }: CustomerQueue, tools: QueueTools): Promise<void> {
	const { service, apiKey, results, state } = tools;
	const first = jobs.findIndex((job) => results.of(job)?.outcome.kind !== 'done');
	if (first === -1) return;
	// A response may repeat what another request for the same customer sets.
	const redact = createRedactor([apiKey, ...jobs.flatMap(secretsOf)]);
	let isBehindLate = jobs.slice(0, first).some((job) => mayArriveLate(results.of(job)));
	for (const [place, job] of jobs.slice(first).entries()) {
		const result = isBehindLate
			? { outcome: neverSent({ kind: 'behindUnclear' }, service) }
			: await sendJob(job, tools, redact);
		if (result === undefined) return;
		if (place === 0) for (const later of jobs.slice(first + 1)) results.outdate(later, service);
		results.note(job, result);
		state.observe(job, result);
		isBehindLate ||= mayArriveLate(result);
	}
}

/** Gives no result when the request was never sent. */
async function sendJob(
	job: Job,
	tools: QueueTools,
	redact: Redact,
): Promise<JobResult | undefined> {
	const { request } = job;
	const { service, results } = tools;
	try {
		const delivery = await deliver(request, tools, openDelivery(results.of(job)));
		if (delivery === undefined) return undefined;
		return {
			outcome: toOutcome(delivery, { request, service, redact, now: new Date() }),
			delivery: withoutTexts(delivery),
		};
	} catch {
		return { outcome: unforeseen(request, service) };
	}
}

function secretsOf({ request: { form, secretFields } }: Job): string[] {
	return form.flatMap(([name, value]) => (secretFields.includes(name) ? [value] : []));
}
