/** A customer of Trackfinity. */
export interface Customer {
	customer_id: string;
	subscription_id: string;
	/** The event IDs of the customer's transactions. */
	orderids: string[];
	/** The customer's code at the Delete service; empty for those who are not in the loyalty program. */
	code: string;
	locked: boolean;
	forgotten: boolean;
	/** What is known about the person, by API field name; a removed or forgotten field is absent. */
	details: Record<string, string>;
	tables: { member_note: string[]; member_auth: string[] };
}

/** A customer of the loyalty program, whom the Delete service deletes. */
export interface LoyaltyCustomer {
	code: string;
	card_number: string;
	customer_username: string;
	email: string;
	name: string;
	points: number;
	/** What else the service tells of a customer, by its own names; what isn't known is empty. */
	info: Record<string, string>;
}

/** What both services know at the start. */
export interface Seed {
	customers: Customer[];
	loyaltyCustomers: LoyaltyCustomer[];
}

/** The parameters by which Trackfinity finds a customer. */
export type Lookup = 'customer_id' | 'orderid' | 'subscription_id';

/** What both services know now. A lookup by an ID or a code is one step, however many customers there are. */
export class State {
	/** Trackfinity's customers, the records themselves. */
	customers: Customer[] = [];
	/** By code. Undefined stands for a deleted customer, so that the page can show in its old place that it is gone. */
	readonly loyalty = new Map<string, LoyaltyCustomer | undefined>();
	private readonly found = new Map<string, Customer>();

	/** `makeSeed` makes fresh records each time it is called. */
	constructor(private readonly makeSeed: () => Seed) {
		this.reset();
	}

	/** Undoes every change. */
	reset(): void {
		const { customers, loyaltyCustomers } = this.makeSeed();
		this.customers = customers;
		this.loyalty.clear();
		for (const customer of loyaltyCustomers) this.loyalty.set(customer.code, customer);
		this.found.clear();
		for (const customer of customers) {
			this.found.set(`customer_id ${customer.customer_id}`, customer);
			this.found.set(`subscription_id ${customer.subscription_id}`, customer);
			for (const orderid of customer.orderids) this.found.set(`orderid ${orderid}`, customer);
		}
	}

	/** The record itself, to be changed in place; identifiers are texts and must be equal character for character. */
	find(lookup: Lookup, value: string): Customer | undefined {
		return this.found.get(`${lookup} ${value}`);
	}

	/** The loyalty customers that are not deleted; with a code, only the one that has it. */
	loyaltyCustomers(code?: string): LoyaltyCustomer[] {
		const records = code === undefined ? this.loyalty.values() : [this.loyalty.get(code)];
		return [...records].filter((record) => record !== undefined);
	}

	/** Deletes one loyalty customer for good; false if there is none with this code. */
	deleteLoyaltyCustomer(code: string): boolean {
		const exists = this.loyalty.get(code) !== undefined;
		if (exists) this.loyalty.set(code, undefined);
		return exists;
	}
}
