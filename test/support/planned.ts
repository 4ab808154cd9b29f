import type { Failed } from '../../nodes/Trackfinity/outcomes/outcome';
import type { PlannedRequest } from '../../nodes/Trackfinity/operations/operation';
import type { Entry } from '../../nodes/Trackfinity/run/plan';

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
		secrets: [],
		readResponse: () => ({ kind: 'confirmed' }),
		done: {},
	};
}

/** What a bad item comes to. */
export function invalid(message = 'It is empty', description = 'Fill it in.'): Failed {
	return { kind: 'failed', outcome: 'notSent', message, description, attempts: 0 };
}

/** Entries written as `191 Rome`, or `bad` for an item that cannot be sent. */
export function entriesFrom(texts: readonly string[]): Entry[] {
	return texts.map((text) => {
		const [customerId = '', city] = text.split(' ');
		return text === 'bad' ? { failure: invalid() } : { request: planned(customerId, city) };
	});
}
