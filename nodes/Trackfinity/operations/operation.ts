import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ReadParameter } from '../parameters/invalidInput';
import type { Lookup } from '../parameters/lookup';
import type { IdentifierText } from '../parameters/values';
import type { Call, Service } from '../services/service';
import type { FormField } from '../transport/send';

/** The request for one item, before it is sent: plain data, since a run may hold ten thousand. */
export interface PlannedRequest extends IdentifierText {
	/** How the customer is found: {@link IdentifierText.value} is the ID or code for it. */
	lookup: Lookup;
	/** The form fields besides the customer, in the order they are sent. */
	fields: readonly FormField[];
	isSearch?: never;
}

/** The same for a customer who has to be found first; a type of its own, so that it is never sent as a request. */
export interface PlannedSearch extends Omit<PlannedRequest, 'isSearch'> {
	isSearch: true;
}

export type Planned = PlannedRequest | PlannedSearch;

/** One operation of the node: its fields, how an item becomes a request, and what its response says. */
export interface Operation {
	/** As stored in workflows. */
	value: string;
	name: string;
	/** The one text of ours that every AI model sees. */
	action: string;
	description: string;
	service: Service;
	/** The warning above its fields, where it can't be undone. Such operations have a safety limit, too. */
	irreversible?: string;
	/** The ways to find its customer, and a hint that says what becomes of the customer. */
	lookups: readonly Lookup[];
	lookupHint?: string;
	/** The other fields of its form. */
	fields?: INodeProperties[];
	/** Why two different requests for one customer contradict each other, where the first would defeat the second. */
	conflict?: {
		message: (items: readonly number[]) => string;
		description: string;
		/** Message and description where another one was sent earlier in the execution. */
		withEarlier: readonly [string, string];
	};
	/**
	 * Reads run-wide settings from the first item; returns what turns an item and its customer into the request. Both throw
	 * InvalidInput.
	 */
	planner: (first: ReadParameter) => (item: ReadParameter, request: PlannedRequest) => Planned;
	toCall: (request: PlannedRequest) => Call;
	/** The read-only call that asks whether a customer exists, if the service has one: yes, no such customer, or nothing. */
	question?: (request: PlannedRequest) => Call;
	/** How a customer is found by a read-only call, if the service has one, and the request that follows. */
	search?: {
		toCall: (search: PlannedSearch) => Call;
		toRequest: (search: PlannedSearch, code: string) => PlannedRequest;
	};
	/** What else to say where the service rejected a request for a reason of its own. */
	rejectedAdvice?: string;
	/** Labels, by name, of what customers sign in with: a placeholder or a text that lacks a part would be the same for all. */
	signIn?: ReadonlyMap<string, string>;
	/** Names of the form fields whose values must never be shown, such as a new password. */
	secretFields?: readonly string[];
	/** What the item of a done request says, besides what all operations say. */
	doneFields: (request: PlannedRequest) => IDataObject;
}

/** The values of a request that must never be shown. */
export function secretsOf({ fields }: PlannedRequest, { secretFields = [] }: Operation): string[] {
	return fields.flatMap(([name, value]) => (secretFields.includes(name) ? value : []));
}
