import type { PlannedRequest } from '../../nodes/Trackfinity/operations/operation';
import type { Failed } from '../../nodes/Trackfinity/outcomes/outcome';
import type { Entry } from '../../nodes/Trackfinity/run/entries';

/** A planned request for a customer that sets the city; enough for the parts that neither send nor read. */
export function planned(customerId: string, city = 'Wien'): PlannedRequest {
	return {
		identifier: { parameter: 'customerId', label: 'Customer ID', value: customerId },
		method: 'PATCH',
		path: '/api/customer/set_customer_details',
		form: [
			['customer_id', customerId],
			['city', city],
		],
		secretFields: [],
		readResponse: () => ({ kind: 'confirmed' }),
		done: {},
	};
}

/** What an invalid item comes to. */
export function invalid(message = 'It is empty', description = 'Fill it in.'): Failed {
	return { kind: 'failed', outcome: 'notSent', message, description, attempts: 0 };
}

/** Entries written as `191 Rome`, or `invalid` for an item that cannot be sent. */
export function entriesFrom(texts: readonly string[]): Entry[] {
	return texts.map((text) => {
		const [customerId = '', city] = text.split(' ');
		return text === 'invalid' ? { failure: invalid() } : { request: planned(customerId, city) };
	});
}

/** The requests of entries, as the queues are made from them. */
export function requestsFrom(texts: readonly string[]): Array<PlannedRequest | undefined> {
	return entriesFrom(texts).map(({ request }) => request);
}
