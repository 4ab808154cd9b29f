import { setDetails } from '../../nodes/Trackfinity/operations/setDetails';
import type { Account } from '../../nodes/Trackfinity/plan/accounts';
import type { Job } from '../../nodes/Trackfinity/plan/customerQueue';
import { plan } from './histories.cts';

/** An account of these customers, as far as neither sends nor signs. */
export const accountOf = (customers: string, apiKey = 'key'): Account => ({
	...{ type: 'trackfinityApi', data: {}, apiKey, customerBase: customers, access: customers },
	sign: async (request) => await Promise.resolve({ ...request }),
});

/** A job of one item: it sets the city of a customer, written as `191 Rome`. */
export function jobOf(text: string, index = 0, account = accountOf('shop')): Job {
	const [customerId = '', city = 'Rome'] = text.split(' ');
	const request = plan(setDetails, { customerId, fields: { city } });
	return { request, account, items: [index], outcome: undefined };
}
