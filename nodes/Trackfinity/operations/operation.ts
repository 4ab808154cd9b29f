import type { IDataObject, IHttpRequestMethods, INodeProperties } from 'n8n-workflow';

import type { Existence, Reading } from '../responses/reading';
import type { Service } from '../services/service';

/** Reads one of the node's parameters by its path, expressions evaluated; `undefined` when it is not set. */
export type ReadParameter = (path: string) => unknown;

/** The parameter that names a customer, and its value as it is sent. */
export interface Identifier {
	parameter: string;
	label: string;
	value: string;
}

/** What is going to be asked of a service for one item. The credential adds the host, the key and the account. */
export interface PlannedRequest {
	identifier: Identifier;
	method: IHttpRequestMethods;
	/** The path below the credential's address. */
	path: string;
	/** Form fields in the order in which they are sent. */
	form: Array<[name: string, value: string]>;
	/** Names of the form fields whose values must never be shown, such as a new password. */
	secretFields: string[];
	/** What the body of a 2xx response says about this request. */
	readResponse: (body: string) => Reading;
	/** What the item says when this is done, beside what every operation says. */
	done: IDataObject;
	/** The harmless question whether there is such a customer, sent to the same address, where the service can tell. */
	question?: {
		form: Array<[name: string, value: string]>;
		/** What the body of a 2xx response says about the customer. */
		readResponse: (body: string) => Existence;
	};
	/** Whether a customer that the service does not have counts as done. */
	ignoreMissing?: boolean;
}

/** Turns an item into the request for it. Throws an InvalidInput when the item's values cannot be sent. */
export type Planner = (item: ReadParameter) => PlannedRequest;

/** One operation of the node: its fields, and how an item becomes a request. */
export interface Operation {
	/** The value in stored workflows. */
	value: string;
	/** The label in the list of operations. */
	name: string;
	/** The label in the node panel, and the one text that every AI model sees. */
	action: string;
	description: string;
	service: Service;
	/** Whether what it does cannot be taken back: such operations have a notice and a safety limit. */
	irreversible: boolean;
	fields: INodeProperties[];
	/**
	 * Why two different requests for one customer contradict each other, for operations in which the first would undo the
	 * sense of the second.
	 */
	conflict?: {
		/** @param items the indexes of two or more items */
		message: (items: readonly number[]) => string;
		description: string;
	};
	/**
	 * @param run reads parameters of the first item, for settings that hold for the whole run
	 * @throws InvalidInput when such a setting cannot be used
	 */
	planner: (run: ReadParameter) => Planner;
}
