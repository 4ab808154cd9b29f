import type { INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

/** Label of the switch below, for the messages that name it. */
export const ALLOW_INSECURE_LABEL = 'Allow Insecure Connections';

/** Both credentials have this switch; what it lifts is decided in `address.ts` and by each credential. */
export const allowInsecureField: INodeProperties = {
	displayName: ALLOW_INSECURE_LABEL,
	name: 'allowInsecure',
	type: 'boolean',
	default: false,
	description:
		'Whether to accept plain http addresses and TLS certificates that do not verify. Anyone on the way can then read the API key and the customer data.',
};

/** A credential's value as it is sent: what is pasted often brings a space or a line break along. */
export function text(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/**
 * The same for a value that goes into a header.
 *
 * @throws UserError when it holds characters that headers cannot carry: n8n's HTTP library would drop them without a word
 */
export function headerText(value: unknown, label: string): string {
	const header = text(value);
	if (/^[\x20-\x7e\xa0-\xff]*$/.test(header)) return header;
	throw new UserError(
		`The '${label}' holds a character that cannot be sent, such as a line break. Enter it anew in the credential.`,
	);
}
