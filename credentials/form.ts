import type { Icon, INodeProperties } from 'n8n-workflow';

export const icon: Icon = {
	light: 'file:../nodes/Trackfinity/trackfinity.svg',
	dark: 'file:../nodes/Trackfinity/trackfinity.dark.svg',
};

/** A field that every request needs. */
export function requiredField(
	displayName: string,
	name: string,
	more: Partial<INodeProperties>,
): INodeProperties {
	return { displayName, name, type: 'string', required: true, default: '', ...more };
}

/** Turns off the check for `http:` and, in n8n, that of certificates. */
export const allowInsecureField: INodeProperties = {
	displayName: 'Allow Insecure Connections',
	name: 'allowInsecure',
	type: 'boolean',
	default: false,
	description:
		"Whether to accept plain HTTP addresses and TLS certificates that can't be verified. Others on the network can then read the API key and the customer data.",
};
