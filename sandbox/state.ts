/** A customer of Trackfinity. */
export interface Customer {
	customer_id: string;
	subscription_id: string;
	/** The event ids of the customer's transactions. */
	orderids: string[];
	/** The customer's code at the delete service; empty for those who are not in the loyalty programme. */
	code: string;
	locked: boolean;
	forgotten: boolean;
	/** Trackfinity has no such state: deleting happens at the other service. */
	deleted?: never;
	/** What is known about the person, by API field name; a removed or forgotten field is absent. */
	details: Record<string, string>;
	tables: { member_note: string[]; member_auth: string[] };
}

/** A customer of the loyalty programme, whom the delete service deletes. */
export interface LoyaltyCustomer {
	code: string;
	name: string;
	email: string;
	points: number;
}

/** What both services know at the start. */
export interface Seed {
	customers: Customer[];
	loyaltyCustomers: LoyaltyCustomer[];
}

/** The parameters by which Trackfinity finds a customer. */
export type Lookup = 'customer_id' | 'orderid' | 'subscription_id';

/** What both services know now. Every look-up is one step, however many customers there are. */
export class State {
	private readonly makeSeed: () => Seed;
	private customers: Customer[] = [];
	private readonly found: Record<Lookup, Map<string, Customer>> = {
		customer_id: new Map(),
		orderid: new Map(),
		subscription_id: new Map(),
	};
	/** A deleted customer leaves the code behind, so that the page can show in its old place that it is gone. */
	readonly loyalty = new Map<string, LoyaltyCustomer | 'deleted'>();

	/** `makeSeed` makes fresh records each time it is called. */
	constructor(makeSeed: () => Seed) {
		this.makeSeed = makeSeed;
		this.reset();
	}

	/** Forgets every change. */
	reset(): void {
		const seed = this.makeSeed();
		this.customers = seed.customers;
		this.loyalty.clear();
		for (const customer of seed.loyaltyCustomers) this.loyalty.set(customer.code, customer);
		for (const index of Object.values(this.found)) index.clear();
		for (const customer of seed.customers) {
			this.found.customer_id.set(customer.customer_id, customer);
			this.found.subscription_id.set(customer.subscription_id, customer);
			for (const orderid of customer.orderids) this.found.orderid.set(orderid, customer);
		}
	}

	/** All Trackfinity customers, the records themselves. */
	allCustomers(): readonly Customer[] {
		return this.customers;
	}

	/** The record itself, to be changed in place; identifiers are texts and must be equal character for character. */
	find(lookup: Lookup, value: string): Customer | undefined {
		return this.found[lookup].get(value);
	}

	/** The loyalty customers that are not deleted. */
	loyaltyCustomers(): LoyaltyCustomer[] {
		return [...this.loyalty.values()].filter((customer) => customer !== 'deleted');
	}

	/** Deletes one loyalty customer for good; false if there is none with this code. */
	deleteLoyaltyCustomer(code: string): boolean {
		const customer = this.loyalty.get(code);
		if (customer === undefined || customer === 'deleted') return false;
		this.loyalty.set(code, 'deleted');
		return true;
	}
}
