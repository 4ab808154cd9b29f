import { createHash } from 'node:crypto';

import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	ICredentialTestRequest,
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { text } from '../../../credentials/text';
import { TrackfinityApi } from '../../../credentials/TrackfinityApi.credentials';
import { TrackfinityDeleteApi } from '../../../credentials/TrackfinityDeleteApi.credentials';
import { InvalidInput } from '../parameters/invalidInput';
import type { Service } from '../services/service';
import { createYield } from '../timing';
import type { Credential, HttpCall } from '../transport/send';
import { toInvalidInput } from './readItem';

/** Where an item's request goes and what it is signed with: its credential, read and checked. */
export interface Account extends Credential {
	/** Never to be shown. */
	apiKey: string;
	/** The same for accounts with the same customers: address and, of the Delete service, Account ID. */
	customers: string;
	/** The same for the same customers and the same access, of which one verdict and one pace hold. A hash. */
	access: string;
	/** The request as the credential sends it: addressed and signed. */
	sign: (request: IHttpRequestOptions) => Promise<IHttpRequestOptions>;
}

type Sign = Extract<IAuthenticate, (...args: never[]) => unknown>;

const credentialTypes = {
	trackfinityApi: new TrackfinityApi(),
	trackfinityDeleteApi: new TrackfinityDeleteApi(),
};

/** The harmless call with which a credential is tested. */
export function testCallOf({ credential }: Service): HttpCall {
	const { request }: ICredentialTestRequest = credentialTypes[credential].test;
	const { method = 'GET', url = '', body } = request;
	const fields = Object.entries(Object(body) as Record<string, string>);
	return { method, path: url, form: fields };
}

/**
 * Gives each item the account that its own credential values name. n8n resolves the expressions in a credential for one
 * item at a time, and each read is one of its database; a credential that is the same for every item is read three times.
 *
 * @param indexes the items that need one
 * @param isWanted whether to go on
 * @returns by index, the account or why the item has none
 * @throws InvalidInput with n8n's or the credential's own words when no item has an account, for the same reason
 */
export async function readAccounts(
	context: IExecuteFunctions,
	service: Service,
	indexes: readonly number[],
	isWanted: () => boolean,
): Promise<Map<number, Account | InvalidInput>> {
	const accounts = new Map<number, Account | InvalidInput>();
	const known = new Map<string, Account | InvalidInput>();
	const open = async (data: ICredentialDataDecryptedObject) => {
		const key = JSON.stringify(data);
		const account = known.get(key) ?? (await toAccount(service, data).catch(toReason));
		known.set(key, account);
		return account;
	};
	const shared = await readShared(context, service.credential, indexes.length);
	const yieldToEventLoop = createYield();
	const sharedAccount = shared === undefined ? undefined : await open(shared);
	for (const index of indexes) {
		if (!isWanted()) break;
		const account =
			sharedAccount ??
			(await context.getCredentials(service.credential, index).then(open).catch(toReason));
		accounts.set(index, account);
		if (sharedAccount === undefined) await yieldToEventLoop();
	}
	throwIfNone([...accounts.values()]);
	return accounts;
}

function toReason(thrown: unknown): InvalidInput {
	return toInvalidInput(thrown, "Check the node's credential. Nothing was sent.");
}

function throwIfNone(accounts: ReadonlyArray<Account | InvalidInput>): void {
	const [first] = accounts;
	const isNone = accounts.every(
		(one) => one instanceof InvalidInput && one.message === (first as InvalidInput).message,
	);
	if (first instanceof InvalidInput && isNone) throw first;
}

/** @throws what the credential throws for a value that cannot be used */
async function toAccount(service: Service, data: ICredentialDataDecryptedObject): Promise<Account> {
	const type = credentialTypes[service.credential];
	const authenticate = type.authenticate as Sign;
	const sign = async (request: IHttpRequestOptions) => await authenticate(data, request);
	const { url, headers, body, skipSslCertificateValidation } = await sign({ url: '' });
	const access = JSON.stringify([url, headers, body, skipSslCertificateValidation]);
	return {
		type: service.credential,
		data,
		apiKey: text(data.apiKey),
		customers: type.customersOf(data),
		access: createHash('sha256').update(access).digest('base64url'),
		sign,
	};
}

/** So few are read one by one. */
const FEW = 3;

/** The index of an item that isn't there, nor in any list. */
const FAR_OFF = 1_000_003;

/**
 * Reads a credential that is the same for every item; undefined where that isn't certain. An item's account decides who is
 * deleted, so all of these have to agree:
 *
 * - what is stored holds no expression, or one of constants alone. n8n's helper gives it as it is when asked for it "raw",
 *   though its types don't show it to nodes (ran on 2.41, with each of its expression engines)
 * - for an expression n8n looks up the first of the items, whatever is in it; here it doesn't (ran on 2.41)
 * - an item that isn't there gets the same values
 */
async function readShared(
	context: IExecuteFunctions,
	type: string,
	count: number,
): Promise<ICredentialDataDecryptedObject | undefined> {
	if (count <= FEW) return undefined;
	try {
		let isEvaluated = false;
		const items = new Proxy(context.getInputData(), {
			get: (target: INodeExecutionData[], name) => {
				if (name !== 'length') isEvaluated = true;
				const value: unknown = Reflect.get(target, name);
				return value;
			},
		});
		const watched: IExecuteFunctions = Object.create(context, {
			connectionInputData: { value: items },
		});
		const data = await watched.getCredentials(type, 0);
		const expressions = (await storedValues(context, type)).filter(isExpression);
		if (isEvaluated !== expressions.length > 0) return undefined;
		if (!expressions.every(isConstant)) return undefined;
		const beyond = await context.getCredentials(type, FAR_OFF);
		return JSON.stringify(beyond) === JSON.stringify(data) ? data : undefined;
	} catch {
		// Each item is told for itself what is wrong.
		return undefined;
	}
}

/** What a credential holds, expressions not evaluated. */
async function storedValues(context: IExecuteFunctions, type: string): Promise<unknown[]> {
	const { additionalData } = context as unknown as {
		additionalData: IWorkflowExecuteAdditionalData & { credentialsHelper: ICredentialsHelper };
	};
	const details = context.getNode().credentials?.[type];
	if (details === undefined) return [];
	const raw = await additionalData.credentialsHelper.getDecrypted(
		additionalData,
		details,
		type,
		context.getMode(),
		undefined,
		true,
	);
	return Object.values(raw);
}

function isExpression(value: unknown): value is string {
	return typeof value === 'string' && value.startsWith('=');
}

/** What n8n knows that is the same for all items of a run. */
const constants = ['$env', '$execution', '$secrets', '$vars', '$workflow', 'true', 'false', 'null'];

/** Whether an expression is made of texts, numbers and constants of n8n alone. In doubt it isn't. */
function isConstant(expression: string): boolean {
	const codes = [...expression.matchAll(/\{\{([^]*?)\}\}/g)].map(([, code = '']) => code);
	return codes.every((code) => {
		const withoutTexts = code.replace(/"[^"\\]*"|'[^'\\]*'/g, '0');
		// Brackets and backquotes can hide a name, and calls can do anything.
		if (!/^[\w\s$.+?:|&!=<>-]*$/.test(withoutTexts)) return false;
		const names = withoutTexts.match(/(?<![\w$]|\.\s*)[a-z_$][\w$]*/gi) ?? [];
		return names.every((name) => constants.includes(name));
	});
}
