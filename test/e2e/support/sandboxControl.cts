import type {
	Customer,
	Fault,
	Lookup,
	LoyaltyCustomer,
	RecordedRequest,
} from '../../../sandbox/index.cts';

/** The running sandbox, seen and steered through its control addresses, from whatever process. */
export class SandboxControl {
	/** @param url the sandbox as Trackfinity, without a slash at the end */
	constructor(readonly url: string) {}

	/** Trackfinity's customers as they are now. */
	async customers(): Promise<Customer[]> {
		return await this.ask('GET', 'customers');
	}

	/** The Trackfinity customer with this ID, order ID or subscription ID. */
	async customer(id: string, lookup: Lookup = 'customer_id'): Promise<Customer> {
		const customers = await this.customers();
		const found = customers.find((customer) =>
			lookup === 'orderid' ? customer.orderids.includes(id) : customer[lookup] === id,
		);
		if (found === undefined) throw new Error(`The sandbox has no customer with ${lookup} ${id}.`);
		return found;
	}

	/** The loyalty customers that are not deleted. */
	async loyalty(): Promise<LoyaltyCustomer[]> {
		return await this.ask('GET', 'loyalty');
	}

	/** The codes of the loyalty customers that are not deleted. */
	async codes(): Promise<string[]> {
		return (await this.loyalty()).map(({ code }) => code);
	}

	/** Every API request since the last reset, in order of arrival. */
	async requests(): Promise<RecordedRequest[]> {
		return await this.ask('GET', 'requests');
	}

	/** How many requests are being answered, the most that were at once, and how many have arrived. */
	async stats(): Promise<{ inFlight: number; peakInFlight: number; count: number }> {
		return await this.ask('GET', 'stats');
	}

	/** Makes requests go wrong as described. */
	async fault(fault: Fault): Promise<void> {
		await this.ask('POST', 'faults', fault);
	}

	async clearFaults(): Promise<void> {
		await this.ask('DELETE', 'faults');
	}

	/** Back to the start: customers, requests and faults. */
	async reset(): Promise<void> {
		await this.ask('POST', 'reset');
	}

	private async ask<T>(method: string, name: string, body?: Fault): Promise<T> {
		const response = await fetch(`${this.url}/sandbox/${name}`, {
			method,
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		if (!response.ok) {
			throw new Error(`The sandbox answered ${method} ${name}: ${await response.text()}`);
		}
		return (await response.json()) as T;
	}
}
