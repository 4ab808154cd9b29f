import { join } from 'node:path';

import type { INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { NodeHelpers, type INodeType } from 'n8n-workflow';

import { deletedXml, refusedXml, says } from './responses.cts';

const { Trackfinity } = jest.requireActual<{ Trackfinity: new () => INodeType }>(
	join(__dirname, '..', '..'),
);
/** What the built node says of itself. */
export const { description } = new Trackfinity();

/** An operation as the form of the built node has it: who adds one finds it tested. */
export interface FormOperation {
	value: string;
	label: string;
	/** The name of its credential. */
	credential: 'trackfinityApi' | 'trackfinityDeleteApi';
	/** The parameter that usually holds the customer. */
	lookup: string;
	/** What 'Find Customer By' offers, by the parameter that then holds the customer, with its label. */
	lookups: ReadonlyMap<string, string>;
	/** As a workflow stores them: the customer comes from the item's `id`, and what has to be set from its `city`. */
	parameters: (options?: INodeParameters) => INodeParameters;
}

/** How each service says yes, about this customer, and no. */
export const answers = {
	trackfinityApi: {
		yes: () => says('true'),
		no: (words: string) => says(JSON.stringify({ error: words })),
	},
	trackfinityDeleteApi: {
		yes: (id: string) => says(deletedXml(id)),
		no: (words: string) => says(refusedXml(words)),
	},
};

const root = { resource: 'customer' };

/** The fields of the form for these values, once Resource and Operation are chosen. */
export function fieldsFor(values: INodeParameters): INodeProperties[] {
	const { properties } = description;
	const defaults = Object.fromEntries(properties.map((one) => [one.name, one.default]));
	const all = { ...defaults, ...root, ...values } as INodeParameters;
	return properties.filter(
		(property) =>
			!['resource', 'operation', 'options'].includes(property.name) &&
			NodeHelpers.displayParameter(all, property, { typeVersion: 1 }, description),
	);
}

function toFormOperation({ name: label, value }: INodePropertyOptions): FormOperation {
	const operation = String(value);
	const fields = fieldsFor({ operation });
	const choice = fields.find(({ name }) => name === 'lookupBy');
	const [only] = fields.filter(({ type }) => type === 'string');
	const lookup = String(choice?.default ?? only?.name);
	const choices = (choice?.options ?? []) as INodePropertyOptions[];
	const filled = fields
		.filter(({ type }) => type === 'collection')
		.map(({ name, options = [] }) => {
			const [first, ...more] = options.map((option) => option.name);
			return [name, { [more.includes('city') ? 'city' : String(first)]: '={{ $json.city }}' }];
		});
	return {
		value: operation,
		label,
		credential: credentialOf(operation),
		lookup,
		lookups: new Map(choices.map((one) => [String(one.value), one.name])),
		parameters: (options = {}) => ({
			operation,
			[lookup]: '={{ $json.id }}',
			...(Object.fromEntries(filled) as INodeParameters),
			options,
		}),
	};
}

function credentialOf(operation: string): FormOperation['credential'] {
	const credential = description.credentials?.find(({ displayOptions }) =>
		displayOptions?.show?.['operation']?.includes(operation),
	);
	return credential?.name as FormOperation['credential'];
}

/** Every operation of the built node, in the order of the form. */
export const operations: readonly FormOperation[] = (
	description.properties.find(({ name }) => name === 'operation')?.options as INodePropertyOptions[]
).map(toFormOperation);

/** Those without undo, which have a Safety Limit. */
export const irreversible = operations.filter(({ value }) =>
	fieldsFor({ operation: value }).some(({ name }) => name === 'safetyLimit'),
);

export const reversible = operations.filter((operation) => !irreversible.includes(operation));
