import type { INodeProperties } from 'n8n-workflow';

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
