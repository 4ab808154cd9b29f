import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import type { Row } from './file.cts';
import { customerOf, type World } from './world.cts';

/** One operation over the rows that ask for it. */
export interface Step {
	/** What the rows say in the column `request`. */
	request: string;
	title: string;
	/** One sentence on what there is to see. */
	sentence: string;
	/** Of the node, as they would be filled in in n8n's editor. */
	parameters: INodeParameters;
	/** How many rows are meant to end in which way. */
	expected: { done: number; rejected: number; notSent: number; requests: number };
	/** What goes wrong on purpose at the service. */
	fault?: Fault;
	/** What has to be different at the services when the node says that a row is done. */
	change: (row: Row, world: World) => void;
}

/** A row names its customer by order, by subscription or, if by neither, by ID. */
const customer: INodeParameters = {
	lookupBy:
		"={{ $json.order_id ? 'orderId' : $json.subscription_id ? 'subscriptionId' : 'customerId' }}",
	customerId: '={{ $json.customer_id }}',
	orderId: '={{ $json.order_id }}',
	subscriptionId: '={{ $json.subscription_id }}',
};

/** What the law may make a shop keep. */
const kept = ['email', 'country'];

export const lock: Step = {
	request: 'lock',
	title: 'Lock',
	sentence: 'The same request twice is sent once, and rows that name nobody are not sent at all.',
	parameters: { operation: 'lock', ...customer },
	expected: { done: 4, rejected: 1, notSent: 2, requests: 4 },
	change: (row, world) => Object.assign(customerOf(row, world) ?? {}, { locked: true }),
};

export const unlock: Step = {
	request: 'unlock',
	title: 'Unlock, with a busy service',
	sentence:
		'The service responds to one request with "busy, try again in a second"; the node waits and tries again by itself.',
	parameters: { operation: 'unlock', ...customer },
	expected: { done: 3, rejected: 0, notSent: 0, requests: 4 },
	fault: { kind: 'busy', path: '/api/customer/unlock', retryAfter: '1', times: 1 },
	change: (row, world) => Object.assign(customerOf(row, world) ?? {}, { locked: false }),
};

export const setDetails: Step = {
	request: 'set',
	title: 'Set details',
	sentence: 'Blank cells leave the old details alone, and nothing is cleared by accident.',
	parameters: {
		operation: 'setDetails',
		lookupBy: 'customerId',
		customerId: '={{ $json.customer_id }}',
		fields: {
			firstname: '={{ $json.first_name }}',
			email: '={{ $json.email }}',
			city: '={{ $json.city }}',
		},
		fieldsToRemove: '={{ $json.remove }}',
	},
	expected: { done: 2, rejected: 1, notSent: 2, requests: 3 },
	change: (row, world) => {
		const details = customerOf(row, world)?.details ?? {};
		const { first_name: firstname, email, city } = row;
		for (const [name, value] of Object.entries({ firstname, email, city })) {
			if (value !== '') details[name] = value;
		}
		Reflect.deleteProperty(details, row.remove);
	},
};

export const move: Step = {
	request: 'move',
	title: 'Two shops, one credential',
	sentence:
		"Both shops have a customer 42. The credential's Base URL is an expression, so each item reaches its own shop.",
	parameters: setDetails.parameters,
	expected: { done: 2, rejected: 0, notSent: 0, requests: 2 },
	change: setDetails.change,
};

export const forget: Step = {
	request: 'forget',
	title: 'Forget (no undo)',
	sentence: `Everything that identifies these customers is wiped, except ${kept.join(' and ')}, which the run is told to keep.`,
	parameters: { operation: 'forget', ...customer, keep: kept },
	expected: { done: 2, rejected: 0, notSent: 1, requests: 2 },
	change: (row, world) => {
		const one = customerOf(row, world);
		if (one === undefined) return;
		const details = Object.entries(one.details).filter(([name]) => kept.includes(name));
		one.details = Object.fromEntries(details);
		one.tables = { member_note: [], member_auth: [] };
		one.forgotten = true;
	},
};

export const erase: Step = {
	request: 'erase',
	title: 'Delete by email (no undo)',
	sentence:
		'A privacy request names a person, not a code. The node asks the service for the code, and deletes nobody unless exactly one customer has this address.',
	parameters: { operation: 'delete', lookupBy: 'email', email: '={{ $json.email }}' },
	// Three searches, and one deletion.
	expected: { done: 1, rejected: 1, notSent: 1, requests: 4 },
	change: ({ email }, world) => {
		world.loyalty = world.loyalty.filter((one) => one.email !== email);
	},
};

const deletion: INodeParameters = { operation: 'delete', code: '={{ $json.code }}' };

const deleteRow: Step['change'] = (row, world) => {
	world.loyalty = world.loyalty.filter(({ code }) => code !== row.code);
};

export const deleteCustomers: Step = {
	request: 'delete',
	title: 'Delete (no undo), with a connection that is cut',
	sentence:
		'The response to one deletion never arrives. The node asks the service whether the customer is still there, so the deletion is verified.',
	parameters: deletion,
	// One of the requests is the question.
	expected: { done: 3, rejected: 1, notSent: 2, requests: 5 },
	fault: {
		kind: 'drop',
		when: 'after',
		form: { type: 'customer_delete', code: 'a1f0c3d29be84756' },
		times: 1,
	},
	change: deleteRow,
};

export const deleteAgain: Step = {
	request: 'delete',
	title: 'Delete once more, as after a crash',
	sentence:
		"With 'Ignore Missing Customers', a run that stopped halfway is simply run again: every customer ends as done.",
	parameters: { ...deletion, options: { ignoreMissing: true } },
	// Each deletion is rejected, and each time the service is asked whether there is such a customer.
	expected: { done: 4, rejected: 0, notSent: 2, requests: 8 },
	change: deleteRow,
};
