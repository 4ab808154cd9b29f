import type { INodeProperties } from 'n8n-workflow';

import { findName, readChoice } from './choices';
import type { ReadParameter } from './invalidInput';
import { InvalidInput, quote } from './invalidInput';
import type { IdentifierText } from './values';
import { readIdentifier } from './values';

/** A way to find a customer. */
export type Lookup = ReturnType<typeof lookup>;

/**
 * @param parameter the field that holds the ID, and its key in the output items
 * @param more `isOwnId` for the ID that the service itself gives a customer
 */
export function lookup(
	parameter: string,
	label: string,
	sentAs: string,
	more: { placeholder: string; description: string; isOwnId?: boolean },
) {
	return { parameter, label, sentAs, ...more };
}

/** A text that stands for missing data, once its signs are taken out: zeros alone, or such a word. */
const placeholderText = /^(?:0*|empty|false|na|nan|nil|none|null|true|undefined|unknown)$/i;

const LOOKUP_BY_LABEL = 'Find Customer By';

/** The fields with which an operation finds its customer. The hint says what becomes of the customer. */
export function lookupFields(allowed: readonly Lookup[], hint?: string): INodeProperties[] {
	const names = allowed.map(({ parameter }) => parameter);
	const [first = ''] = names;
	return [
		{
			displayName: LOOKUP_BY_LABEL,
			name: 'lookupBy',
			type: 'options',
			default: first,
			options: allowed.map(({ label, parameter, description }) => ({
				name: label,
				value: parameter,
				description,
			})),
			description: 'Which identifier to use',
			...(hint !== undefined && { hint }),
		},
		...allowed.map(({ label, parameter, placeholder, description }): INodeProperties => ({
			displayName: label,
			name: parameter,
			// Not `required`: with an expression in 'Find Customer By' n8n would ask for every one of these.
			type: 'string',
			default: '',
			placeholder,
			description,
			// Not `show` for its own choice: with an expression that has no value yet, the editor would show none of them.
			displayOptions: { hide: { lookupBy: names.filter((name) => name !== parameter) } },
		})),
	];
}

/** Reads which customer an item is about. Only the chosen field counts: others may hold leftovers. Throws an InvalidInput. */
export function readLookup(
	item: ReadParameter,
	allowed: readonly Lookup[],
): IdentifierText & { lookup: Lookup; fields: [] } {
	const labels = Object.fromEntries(allowed.map(({ parameter, label }) => [parameter, label]));
	const given = item('lookupBy');
	const choice = findName(given, labels) ?? given;
	const chosen = readChoice(choice, LOOKUP_BY_LABEL, allowed, ({ parameter }) => parameter);
	const { parameter, label, isOwnId } = chosen;
	const identifier = readIdentifier(item(parameter), label);
	// It would find whoever has the same in place of data.
	if (!isOwnId && placeholderText.test(identifier.value.replace(/[^\p{L}\p{N}\p{So}]/gu, ''))) {
		throw new InvalidInput(
			`'${label}' stands for data that isn't there: ${quote(identifier.value)}`,
			`Filter out items without '${label}' before this node.`,
		);
	}
	// Fields are set later: added by a spread, they would make the object five times as large.
	return { lookup: chosen, fields: [], ...identifier };
}
