import type { INodeProperties } from 'n8n-workflow';

import type { Reading } from '../responses/reading';
import type { Service } from '../services/service';

/** Reads one of the node's parameters by its path, expressions evaluated; `undefined` when it is not set. */
export type ReadParameter = (path: string) => unknown;

/** The parameter that names a customer, and its value as it is sent. */
export interface Identifier {
	parameter: 'customerId' | 'orderId' | 'subscriptionId' | 'code';
	label: string;
	value: string;
}

/** What is going to be asked of a service for one item. The credential adds the host, the key and the account. */
export interface PlannedRequest {
	identifier: Identifier;
	method: 'PATCH' | 'POST';
	/** The path below the credential's address. */
	path: string;
	/** Form fields in the order in which they are sent. */
	form: Array<[name: string, value: string]>;
	/** Values of the form that must never be shown, such as a new password. */
	secrets: string[];
	/** What the body of a 2xx response says about this request. */
	readResponse: (body: string) => Reading;
	/** What the item says when this is done, beside what every operation says. */
	done: Record<string, string[] | boolean>;
}

/** Turns an item into the request for it. Throws a InvalidInput when the item's values cannot be sent. */
export type Planner = (item: ReadParameter) => PlannedRequest;

/** One operation of the node: its fields, and how an item becomes a request. */
export interface Operation {
	/** The value in stored workflows. */
	value: string;
	/** The label in the list of operations. */
	name: string;
	/** The label in the node panel. */
	action: string;
	description: string;
	service: Service;
	/** Whether what it does cannot be taken back: such operations have a notice and a safety limit. */
	irreversible: boolean;
	fields: INodeProperties[];
	/**
	 * @param run reads parameters of the first item, for settings that hold for the whole run
	 * @throws InvalidInput when such a setting cannot be used
	 */
	planner: (run: ReadParameter) => Planner;
}
