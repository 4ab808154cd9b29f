import type { INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { trim } from './trim';

/** Label of the switch below, for the messages that name it. */
export const ALLOW_INSECURE_LABEL = 'Allow Insecure Connections';

/** Both credentials have this switch; what it lifts is decided in `address.ts` and by each credential. */
export const allowInsecureField: INodeProperties = {
	displayName: ALLOW_INSECURE_LABEL,
	name: 'allowInsecure',
	type: 'boolean',
	default: false,
	description:
		"Whether to accept plain HTTP addresses and TLS certificates that can't be verified. Others on the network can then read the API key and the customer data.",
};

/** A credential's value as it is sent: what is pasted often brings a space or a line break along. */
export function text(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? trim(String(value)) : '';
}

/**
 * The same for a value that every request needs.
 *
 * @throws UserError when there is none: an expression that came to nothing leaves a field empty that the form demands
 */
export function requiredText(value: unknown, label: string): string {
	const required = text(value);
	if (required !== '') return required;
	throw new UserError(`The '${label}' is empty. Enter it in the credential.`);
}

/**
 * The same for a value that goes into a header.
 *
 * @throws UserError also when it holds characters that headers cannot carry: n8n's HTTP library would drop them without a
 * word
 */
export function headerText(value: unknown, label: string): string {
	const header = requiredText(value, label);
	if (/^[\x20-\x7e\xa0-\xff]*$/.test(header)) return header;
	throw new UserError(
		`The '${label}' contains a character that can't be sent, such as a line break. Enter it again in the credential.`,
	);
}
