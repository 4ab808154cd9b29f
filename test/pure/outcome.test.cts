import fc from 'fast-check';

import type { Delivery } from '../../nodes/Trackfinity/outcomes/delivery';
import { addAttempt, addExistence, withoutTexts } from '../../nodes/Trackfinity/outcomes/delivery';
import { toOutcome } from '../../nodes/Trackfinity/outcomes/toOutcome';
import type { Existence } from '../../nodes/Trackfinity/responses/reading';
import { deleteService } from '../../nodes/Trackfinity/services/deleteService';
import { trackfinity } from '../../nodes/Trackfinity/services/trackfinity';
import type { Attempt } from '../../nodes/Trackfinity/transport/attempt';
import {
	code,
	confirmed,
	deliveryOf,
	dropped,
	notConnected,
	plannedDeletion,
	plannedLock,
	rejected,
	responded,
	timedOut,
} from '../support/deliveries.cts';
import { deletedXml } from '../support/responses.cts';

const deletion = plannedDeletion();
const now = new Date('2026-03-01T12:00:00.000Z');
const seen = new Date('2026-03-01T11:59:00.000Z');

/** What a deletion comes to. */
function outcomeOf(delivery: Delivery) {
	return toOutcome(delivery, {
		request: deletion,
		service: deleteService,
		redact: (text) => text,
		now,
	});
}

/** What it comes to in one word. */
function wordFor(delivery: Delivery): string {
	const outcome = outcomeOf(delivery);
	return outcome.kind === 'done' ? outcome.proof : outcome.outcome;
}

function asked(delivery: Delivery, existence: Existence | 'not asked'): Delivery {
	return existence === 'not asked' ? delivery : addExistence(delivery, existence, seen);
}

describe('what one attempt says', () => {
	const canceled: Attempt = { kind: 'noResponse', reason: 'canceled' };
	const cutOff = responded(200, deletedXml(code), { isComplete: false });

	const byStatus = (verdict: Delivery['verdict'], statuses: readonly number[]) =>
		statuses.map((status) => ({ what: `HTTP ${status}`, verdict, attempt: responded(status) }));

	test.each([
		{ what: 'a 2xx that says yes', verdict: 'confirmed', attempt: confirmed },
		{ what: 'a 2xx that says no', verdict: 'rejected', attempt: rejected },
		{ what: 'a 2xx that says nothing', verdict: 'unclear', attempt: responded(200, '<html>') },
		{ what: 'a yes that goes on for too long', verdict: 'unclear', attempt: cutOff },
		...byStatus('rejected', [300, 302, 304, 400, 401, 403, 404, 405, 422, 429, 499]),
		...byStatus('unclear', [500, 502, 503, 504, 599]),
		{
			what: 'a yes with status 500',
			verdict: 'unclear',
			attempt: responded(500, deletedXml(code)),
		},
		{ what: 'a time-out', verdict: 'unclear', attempt: timedOut },
		{ what: 'a dropped connection', verdict: 'unclear', attempt: dropped },
		{ what: 'a canceled request', verdict: 'unclear', attempt: canceled },
		{ what: 'no connection', verdict: 'notSent', attempt: notConnected() },
	])('$what: $verdict', ({ attempt, verdict }) => {
		const delivery = deliveryOf(deletion, attempt);

		expect(delivery).toMatchObject({ attempt, verdict, attempts: 1, mayBeApplied: false });
		expect(delivery.mayArriveLate).toBe(attempt === timedOut);
	});

	test('a body that cannot be read says nothing, and what was thrown is not passed on', () => {
		const delivery = addAttempt(undefined, confirmed, () => {
			throw new Error('a secret');
		});

		expect(delivery.verdict).toBe('unclear');
		expect(JSON.stringify(delivery.reading)).not.toContain('secret');
	});
});

describe('what several attempts say', () => {
	const attempts = [confirmed, rejected, dropped, timedOut, notConnected(), responded(503)];
	const history = fc.array(fc.constantFrom(...attempts), { minLength: 1, maxLength: 6 });
	const mayHaveArrived = [dropped, timedOut, attempts.at(-1)];

	test('each counts, the last one speaks, and no earlier one that may have arrived is forgotten', () => {
		fc.assert(
			fc.property(history, (all) => {
				const [first = confirmed, ...others] = all;
				const last = all.at(-1) ?? first;
				const delivery = deliveryOf(deletion, first, ...others);

				expect(delivery).toMatchObject({
					attempt: last,
					verdict: deliveryOf(deletion, last).verdict,
					attempts: all.length,
					mayBeApplied: all.slice(0, -1).some((attempt) => mayHaveArrived.includes(attempt)),
					mayArriveLate: all.includes(timedOut),
				});
			}),
		);
	});

	test('a new attempt makes what the service said before it out of date, but not when it saw the customer', () => {
		const before = addExistence(deliveryOf(deletion, dropped), 'exists', seen);
		const after = addAttempt(before, dropped, deletion.readResponse);

		expect(before).toMatchObject({ existence: 'exists', lastSeen: seen });
		expect(after).not.toHaveProperty('existence');
		expect(after.lastSeen).toBe(seen);
		expect(addExistence(after, 'unclear', now)).toMatchObject({
			existence: 'unclear',
			lastSeen: seen,
		});
		expect(addExistence(after, 'exists', now).lastSeen).toBe(now);
	});

	test.each(['missing', 'unclear'] as const)('%s: the customer was not seen', (existence) => {
		const delivery = addExistence(deliveryOf(deletion, dropped), existence, seen);

		expect(delivery).toMatchObject({ existence, attempts: 1 });
		expect(delivery).not.toHaveProperty('lastSeen');
	});
});

describe('what a deletion comes to', () => {
	const lasts = { yes: confirmed, no: rejected, nothing: dropped, 'no connection': notConnected() };
	const earlier = {
		none: [],
		'without a connection': [notConnected()],
		busy: [responded(429)],
		dropped: [dropped],
		'dropped, then busy': [dropped, responded(429)],
	};
	const isUnclear = { none: 0, 'without a connection': 0, busy: 0 };
	const existences = ['not asked', 'exists', 'missing', 'unclear'] as const;

	/** By last attempt: what it comes to for each of these, without and with an earlier unclear attempt. */
	const table: Record<keyof typeof lasts, [without: string[], after: string[]]> = {
		yes: [['confirmed'], ['confirmed']],
		no: [
			['rejected', 'rejected', 'missing', 'rejected'],
			['unknown', 'rejected', 'verified', 'unknown'],
		],
		nothing: [
			['unknown', 'unknown', 'verified', 'unknown'],
			['unknown', 'unknown', 'verified', 'unknown'],
		],
		'no connection': [['notSent'], ['unknown']],
	};
	const rows = Object.entries(table).flatMap(([last, [without, after]]) =>
		Object.keys(earlier).flatMap((before) =>
			(before in isUnclear ? without : after).map((word, index) => ({
				last: last as keyof typeof lasts,
				before: before as keyof typeof earlier,
				existence: existences[index] ?? ('not asked' as const),
				word,
			})),
		),
	);

	test.each(rows)(
		'earlier attempts: $before; the last: $last; the customer: $existence -> $word',
		({ last, before, existence, word }) => {
			const [first = lasts[last], ...others] = [...earlier[before], lasts[last]];
			const delivery = asked(deliveryOf(deletion, first, ...others), existence);

			expect(wordFor(delivery)).toBe(word);
			expect(outcomeOf(delivery).attempts).toBe(earlier[before].length + 1);
		},
	);
});

describe('the words for it', () => {
	const late = 'An earlier attempt that timed out may still arrive.';

	test.each([
		['dropped', 'exists', dropped, `was still there at ${seen.toISOString()}`, false],
		['timed out', 'exists', timedOut, `was still there at ${seen.toISOString()}`, true],
		['dropped', 'unclear', dropped, 'Check the customer', false],
		['dropped', 'not asked', dropped, 'Check the customer', false],
	] as const)('unknown: %s, the customer: %s', (_, existence, attempt, words, isLate) => {
		const outcome = outcomeOf(asked(deliveryOf(deletion, attempt), existence));

		expect(outcome).toMatchObject({ outcome: 'unknown' });
		expect(outcome).toHaveProperty('description', expect.stringContaining(words));
		expect(String(Reflect.get(outcome, 'description')).includes(late)).toBe(isLate);
	});

	test('unknown, but seen after an earlier attempt: the description says when', () => {
		const before = addExistence(deliveryOf(deletion, dropped), 'exists', seen);
		const outcome = outcomeOf(
			addExistence(addAttempt(before, dropped, deletion.readResponse), 'unclear', now),
		);

		expect(outcome).toHaveProperty('description', expect.stringContaining(seen.toISOString()));
		expect(outcome).not.toHaveProperty('description', expect.stringContaining(now.toISOString()));
	});

	test.each([
		['dropped', dropped, false],
		['timed out', timedOut, true],
	] as const)('rejected after one that %s: its own words', (_, attempt, isLate) => {
		const outcome = outcomeOf(asked(deliveryOf(deletion, attempt, rejected), 'exists'));

		expect(outcome).toMatchObject({
			message: 'The Delete service rejected the request: Customer not found',
			statusCode: 200,
		});
		expect(String(Reflect.get(outcome, 'description')).includes(late)).toBe(isLate);
	});

	test('done without a clear response, and with nothing to delete: each says so', () => {
		expect(outcomeOf(asked(deliveryOf(deletion, dropped), 'missing'))).toEqual({
			kind: 'done',
			proof: 'verified',
			processedAt: now.toISOString(),
			message: 'The deletion had no clear response, and the service has no customer with this code',
			attempts: 1,
		});
		expect(outcomeOf(asked(deliveryOf(deletion, rejected), 'missing'))).toMatchObject({
			message: 'There was nothing to delete: the service has no customer with this code',
		});
	});

	test('a request that may be sent twice: running the item again is safe', () => {
		const request = plannedLock();
		const outcome = toOutcome(deliveryOf(request, dropped), {
			request,
			service: trackfinity,
			redact: (text) => text,
			now,
		});

		expect(outcome).toHaveProperty('description', expect.stringMatching(/again is safe/));
	});
});

describe('what is kept once the outcome is known', () => {
	const long = 'Not today. '.repeat(5_000);
	const bodies = [long, `{"error": "${long}"}`, `{"message": "${long}"}`, deletedXml(code)];

	test.each([200, 302, 404, 429, 500])('is short, and comes to the same: HTTP %i', (statusCode) => {
		for (const body of bodies) {
			const delivery = deliveryOf(deletion, timedOut, responded(statusCode, body));
			const kept = withoutTexts(delivery);

			expect(JSON.stringify(kept).length).toBeLessThan(400);
			for (const existence of ['not asked', 'exists', 'missing', 'unclear'] as const) {
				expect(wordFor(asked(kept, existence))).toBe(wordFor(asked(delivery, existence)));
			}
		}
	});
});
