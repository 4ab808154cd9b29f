import { createHash } from 'node:crypto';

import type {
	ICredentialDataDecryptedObject as CredentialData,
	IExecuteFunctions,
	IHttpRequestOptions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { isExpression } from 'n8n-workflow';

import { credentialText } from '../../../credentials/text';
import { throwIfMisled } from '../links/misled';
import type { Service } from '../services/service';
import type { Credential } from '../transport/send';
import { checkCredential } from './checkCredential';
import { toInvalidInput } from './readItem';

/** Where an item's request goes and what it is signed with: its credential, read and checked. */
export interface Account extends Credential {
	/** Never to be shown. */
	apiKey: string;
	/** Equal for accounts with the same customers: address and, for the Delete service, Account ID. */
	customerBase: string;
	/** A hash of address and login: accounts with the same one share pace and circuit breaker. */
	access: string;
	/** The request as the credential sends it: addressed and signed. */
	sign: (request: IHttpRequestOptions) => Promise<IHttpRequestOptions>;
}

/**
 * Makes the reader of each item's account: n8n resolves a credential's expressions for one item at a time. Each read goes to
 * its database, so a credential without expressions is read for one item. Throws an InvalidInput, in n8n's or the
 * credential's own words, for an item without an account.
 */
export function createAccountReader(
	context: IExecuteFunctions,
	service: Service,
): (index: number) => Promise<Account> {
	const { name: type, properties } = service.credential;
	const known = new Map<string, Account>();
	let reading: Promise<CredentialData> | undefined;
	let isFixed: boolean | undefined;
	return async (index) => {
		const [first] = known.values();
		if (isFixed && first) return first;
		try {
			const stored = await (reading ??= readStored(context, type));
			// Two independent checks must agree, since the account decides who is deleted.
			isFixed ??= !Object.values(stored).some(isExpression) && !(await isEvaluated(context, type));
			const data = await context.getCredentials<CredentialData>(type, index);
			checkCredential(properties, stored, data, (part) => context.evaluateExpression(part, index));
			const key = JSON.stringify(data);
			const account = known.get(key) ?? (await toAccount(service, data));
			known.set(key, account);
			return account;
		} catch (thrown) {
			throw toInvalidInput(thrown, 'Choose a credential in this node, or check the chosen one.');
		}
	};
}

async function toAccount({ credential }: Service, data: CredentialData): Promise<Account> {
	const sign = async (request: IHttpRequestOptions) => await credential.authenticate(data, request);
	const access = JSON.stringify(await sign({ url: '' }));
	return {
		type: credential.name,
		data,
		apiKey: credentialText(data.apiKey),
		customerBase: credential.customerBaseOf(data),
		access: createHash('sha256').update(access).digest('base64url'),
		sign,
	};
}

/**
 * Whether n8n looks at the input items to read a credential, as it does for each expression in it (ran on 2.41). The values
 * that it reads here aren't used: for tools and with Execute Once, n8n itself looks at other items.
 */
async function isEvaluated(context: IExecuteFunctions, type: string): Promise<boolean> {
	let isTouched = false;
	const items = new Proxy(context.getInputData(), {
		get: (target, name) => {
			isTouched = true;
			return Reflect.get(target, name) as unknown;
		},
	});
	const watched: IExecuteFunctions = Object.create(context, {
		connectionInputData: { value: items },
	});
	// If this fails, reading the credential for an item fails as well, and says why.
	await watched.getCredentials(type, 0).catch(() => undefined);
	return isTouched;
}

/**
 * Reads a credential as stored, with its expressions, from n8n's helper, which n8n's types hide from nodes (ran on 2.41).
 * Throws if n8n's policies refuse it, since a part may be missing then (they go by the node in the execute data, which for
 * tools is the agent), and where its expressions would get another item's data.
 */
async function readStored(context: IExecuteFunctions, type: string): Promise<CredentialData> {
	const data = Reflect.get(context, 'additionalData') as IWorkflowExecuteAdditionalData | undefined;
	const { [type]: details } = context.getNode().credentials ?? {};
	// Should n8n hide its helper one day, credentials without expressions must go on working.
	if (details === undefined || data === undefined) return {};
	const { credentialsHelper: helper } = data;
	const executeData = { ...context.getExecuteData(), node: context.getNode() };
	const mode = context.getMode();
	const stored = await helper.getDecrypted(data, details, type, mode, executeData, true);
	await throwIfMisled(context, stored);
	return stored;
}
