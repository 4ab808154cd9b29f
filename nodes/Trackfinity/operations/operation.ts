import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Lookup } from '../parameters/lookup';
import type { ReadParameter } from '../parameters/readParameter';
import type { IdentifierText } from '../parameters/texts';
import type { Existence, Reading, SearchResult } from '../responses/reading';
import type { Service } from '../services/service';
import type { FormField, HttpCall } from '../transport/send';

/**
 * What is going to be asked of a service for one item: plain data, with which the operation makes the HTTP call. A run of
 * ten thousand items holds ten thousand of these.
 */
export interface PlannedRequest extends IdentifierText {
	/** How the customer is found; {@link IdentifierText.value} is the ID or code as it is sent. */
	lookup: Lookup;
	/** The form fields beside the customer, in the order in which they are sent. */
	fields: readonly FormField[];
	isSearch?: never;
}

/**
 * What is planned for an item that names its customer by something that requests can't name: the customer has to be found
 * first. A type of its own, so that none is ever sent in place of a request.
 */
export interface PlannedSearch extends Pick<PlannedRequest, 'value' | 'suspicion' | 'fields'> {
	isSearch: true;
	/** What the customer is found by. */
	lookup: Lookup;
}

/** What an item comes to: the request for it, or a search first. */
export type Planned = PlannedRequest | PlannedSearch;

/** Turns an item into the request for it. Throws an InvalidInput when the item's values cannot be sent. */
export type Planner = (item: ReadParameter) => Planned;

/** One operation of the node: its fields, how an item becomes a request, and what its response says. */
export interface Operation {
	/** The value in stored workflows. */
	value: string;
	/** The label in the list of operations. */
	name: string;
	/** The label in the node panel, and the one text that every AI model sees. */
	action: string;
	description: string;
	service: Service;
	/** For what cannot be taken back: the warning above its fields. Such operations have a safety limit, too. */
	irreversible?: string;
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
	/** The call for a request. The credential adds the host, the key and the account. */
	toCall: (request: PlannedRequest) => HttpCall;
	/** What the body of a 2xx response says about a request. May throw. */
	readResponse: (body: string, request: PlannedRequest) => Reading;
	/** The harmless question whether there is such a customer, where the service can tell. */
	question?: {
		toCall: (request: PlannedRequest) => HttpCall;
		/** What the body of a 2xx response says about the customer. May throw. */
		readResponse: (body: string, request: PlannedRequest) => Existence;
	};
	/** How a customer is found, reading only, where the service can tell. */
	search?: {
		toCall: (search: PlannedSearch) => HttpCall;
		/** What the body of a 2xx response says. May throw. */
		readResponse: (body: string, search: PlannedSearch) => SearchResult;
		/** The request for the customer that was found. */
		toRequest: (search: PlannedSearch, code: string) => PlannedRequest;
	};
	/** What else to say where the service rejected a request for a reason of its own. */
	rejectedAdvice?: string;
	/** Names of the form fields whose values must never be shown, such as a new password. */
	secretFields?: readonly string[];
	/** What the item says when a request is done, beside what every operation says. */
	doneFields: (request: PlannedRequest) => IDataObject;
}

/** Whether the customer of an item has to be found first. */
export function isSearch(planned: Planned): planned is PlannedSearch {
	return planned.isSearch === true;
}

/** The values of a request that must never be shown. */
export function secretsOf({ fields }: PlannedRequest, { secretFields }: Operation): string[] {
	if (secretFields === undefined) return [];
	return fields.flatMap(([name, value]) => (secretFields.includes(name) ? [value] : []));
}
