import { words, parseJson } from '../responses/json';
import { deletionWords } from '../responses/deletion';
import type { Reading } from '../responses/reading';
import type { PlannedRequest } from '../operations/operation';
import type { Service } from '../services/service';
import type { HttpResponse, Attempt } from '../transport/attempt';
import {
	checkFirst,
	nameOf,
	onBreakdown,
	onEarlierAttempt,
	onNoResponse,
	onNoConnection,
	onRefusal,
} from './advice';
import type { Redact } from './hide';
import type { Failed, Outcome } from './outcome';

/** The last attempt at a request, and what it took to get there. */
export interface Delivery {
	attempt: Attempt;
	/** How many requests were made. */
	attempts: number;
	/** Whether one of the attempts before the last may have arrived, so that it may be done whatever the last one says. */
	mayHaveArrived: boolean;
	/** Set when the service asked for a longer wait than is worth it, in milliseconds. */
	askedToWaitMs?: number;
}

/** What a delivery is judged by. */
export interface Case {
	request: PlannedRequest;
	service: Service;
	/** Applied to every text of the service. */
	redact: Redact;
	/** When the response was read. */
	now: Date;
}

/** No more than this of a service's own text is passed on. */
const LONGEST_QUOTE = 500;

/** Says what a delivery means for its items: done, rejected, unknown or not sent, in words for the user. */
export function toOutcome(delivery: Delivery, of: Case): Outcome {
	const outcome = lastToOutcome(delivery, of);
	if (outcome.kind === 'done' || outcome.outcome === 'unknown') return outcome;
	if (delivery.mayHaveArrived) {
		const description = `${onEarlierAttempt} ${checkFirst(nameOf(of.request), of.service)} ${outcome.description}`;
		return { ...outcome, outcome: 'unknown', description };
	}
	return outcome.outcome === 'notSent'
		? { ...outcome, description: `Nothing was sent. ${outcome.description}` }
		: outcome;
}

/** What the last attempt by itself means. */
function lastToOutcome(delivery: Delivery, of: Case): Outcome {
	const { attempt, attempts } = delivery;
	const { request, service } = of;
	switch (attempt.kind) {
		case 'notConnected':
			return {
				kind: 'failed',
				outcome: 'notSent',
				...onNoConnection(attempt.reason, service),
				attempts,
			};
		case 'noResponse':
			return {
				kind: 'failed',
				outcome: 'unknown',
				message: onNoResponse(attempt.reason, service),
				description: checkFirst(nameOf(request), service),
				attempts,
			};
		case 'responded':
			return responseToOutcome(attempt.response, delivery, of);
	}
}

function responseToOutcome(response: HttpResponse, delivery: Delivery, of: Case): Outcome {
	const { request, service, redact, now } = of;
	const { attempts } = delivery;
	const { statusCode } = response;
	const who = nameOf(request);
	const failed = (outcome: Failed['outcome'], message: string, description: string): Failed => ({
		kind: 'failed',
		outcome,
		message,
		description,
		statusCode,
		attempts,
	});
	const said = (text: string | undefined) => (text === undefined ? undefined : quote(text, redact));

	if (statusCode >= 500) {
		const own = said(ownWords(response));
		return failed(
			'unknown',
			`${service.name} could not handle the request (HTTP ${statusCode})${own ? `: ${own}` : ''}`,
			`${checkFirst(who, service)} ${onBreakdown(delivery.askedToWaitMs)}`,
		);
	}
	if (statusCode >= 200 && statusCode < 300) {
		const reading = read(request, response);
		const message = reading.kind === 'unreadable' ? undefined : said(reading.message);
		switch (reading.kind) {
			case 'confirmed':
				return {
					kind: 'done',
					processedAt: now.toISOString(),
					...(message !== undefined && { message }),
					attempts,
				};
			case 'denied':
				return failed(
					'rejected',
					`${service.name} refused: ${message ?? 'it gave no reason'}`,
					`Look at the customer with ${who} and at the values of this item, change what stands in the way, and run the item again.`,
				);
			case 'unreadable':
				return failed(
					'unknown',
					`${service.name} answered (HTTP ${statusCode}), but the response ${reading.reason}`,
					`${checkFirst(who, service)} If it goes on, check the '${service.addressLabel}' in the credential: another page may be answering there.`,
				);
		}
	}
	const own = said(ownWords(response));
	return failed(
		'rejected',
		statusCode < 400
			? `${service.name} redirected the request to another address (HTTP ${statusCode})`
			: `${service.name} refused (HTTP ${statusCode})${own ? `: ${own}` : ''}`,
		onRefusal(statusCode, request, service, delivery.askedToWaitMs),
	);
}

function read(request: PlannedRequest, response: HttpResponse): Reading {
	if (!response.isComplete) return { kind: 'unreadable', reason: 'is far too long to be its own' };
	try {
		return request.readResponse(response.body);
	} catch {
		// An exception here would lose sight of what was sent: under a continue setting n8n would call it a success.
		return { kind: 'unreadable', reason: 'could not be read' };
	}
}

/**
 * The text in a response that is not 2xx. Web pages have none that helps, and where a response was cut off, so may be a key
 * in it, which then could not be told and hidden.
 */
function ownWords({ body, isComplete }: HttpResponse): string | undefined {
	if (!isComplete) return undefined;
	const json = parseJson(body);
	if (json !== undefined) return words(json);
	const text = body.trim();
	if (text.startsWith('<')) return deletionWords(text);
	return text === '' ? undefined : text;
}

/** Hidden before it is cut, because half a key is still half a key. */
function quote(text: string, redact: Redact): string {
	const clean = redact(text).replace(/\s+/g, ' ');
	if (clean.length <= LONGEST_QUOTE) return clean;
	// Half of a character that takes two places must not be left.
	return `${clean.slice(0, LONGEST_QUOTE - 1).replace(/\p{Surrogate}$/u, '')}…`;
}
