import type { Customer, Fault, LoyaltyCustomer, RecordedRequest } from '../../../sandbox/index.cts';

/** The running sandbox, seen and steered through its control addresses, from whatever process. */
export class SandboxControl {
	/** @param url the sandbox as Trackfinity, without a slash at the end */
	constructor(private readonly url: string) {}

	/** Trackfinity's customers as they are now. */
	readonly customers = async () => await this.ask<Customer[]>('GET', 'customers');

	/** The Trackfinity customer with this ID, or with an order of this ID. */
	async customer(id: string): Promise<Customer> {
		const all = await this.customers();
		const found = all.find((one) => one.customer_id === id || one.orderids.includes(id));
		if (found === undefined) throw new Error(`The sandbox has no customer ${id}.`);
		return found;
	}

	/** The codes of the loyalty customers that are not deleted. */
	readonly codes = async () =>
		(await this.ask<LoyaltyCustomer[]>('GET', 'loyalty')).map(({ code }) => code);

	/** Every API request since the last reset, in order of arrival. */
	readonly requests = async () => await this.ask<RecordedRequest[]>('GET', 'requests');

	/** Of those, the Trackfinity customers that they were about. */
	readonly customerIds = async () => (await this.requests()).map(({ form }) => form.customer_id);

	/** Makes requests go wrong as described. */
	readonly fault = async (fault: Fault) => await this.ask<unknown>('POST', 'faults', fault);

	/** Back to the start: customers, requests and faults. */
	readonly reset = async () => await this.ask<unknown>('POST', 'reset');

	private async ask<T>(method: string, name: string, fault?: Fault): Promise<T> {
		const body = fault && { body: JSON.stringify(fault) };
		const response = await fetch(`${this.url}/sandbox/${name}`, { method, ...body });
		if (response.ok) return (await response.json()) as T;
		throw new Error(`The sandbox answered ${method} ${name}: ${await response.text()}`);
	}
}
