import { createHash } from 'node:crypto';

import type {
	IAuthenticate,
	ICredentialDataDecryptedObject as CredentialData,
	ICredentialTestRequest,
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeProperties,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { text, trim } from '../../../credentials/text';
import { TrackfinityApi } from '../../../credentials/TrackfinityApi.credentials';
import { TrackfinityDeleteApi } from '../../../credentials/TrackfinityDeleteApi.credentials';
import { InvalidInput } from '../parameters/invalidInput';
import { brokenIdentifier } from '../parameters/values';
import type { Service } from '../services/service';
import type { Credential, HttpCall } from '../transport/send';
import { isExpression, isLostPart, join, split, toInvalidInput } from './readItem';
import { throwIfMisled } from './toolCall';

/** Where an item's request goes and what it is signed with: its credential, read and checked. */
export interface Account extends Credential {
	/** Never to be shown. */
	apiKey: string;
	/** Equal for accounts with the same customers: address and, for the Delete service, Account ID. */
	customers: string;
	/** A hash of address and login: accounts with the same one share pace and circuit breaker. */
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
	const { method = 'GET', url: path = '', body } = request;
	return { method, path, form: Object.entries(Object(body) as Record<string, string>) };
}

/**
 * Makes the reader of each item's account: n8n resolves a credential's expressions for one item at a time. Each read goes to
 * its database, so a credential without expressions is read for one item. Throws an InvalidInput, in n8n's or the
 * credential's own words, for an item without an account.
 */
export function createAccountReader(
	context: IExecuteFunctions,
	{ credential: type }: Service,
): (index: number) => Promise<Account> {
	const known = new Map<string, Account>();
	let stored: CredentialData | undefined;
	let isFixed: boolean | undefined;
	let shared: Account | undefined;
	return async (index) => {
		if (shared !== undefined) return shared;
		try {
			stored ??= await readStored(context, type);
			throwIfMisled(context, stored);
			// The account decides who is deleted, so both must agree.
			isFixed ??= !Object.values(stored).some(isExpression) && !(await isEvaluated(context, type));
			const data = await context.getCredentials<CredentialData>(type, index);
			checkFields(context, type, stored, data, index);
			const key = JSON.stringify(data);
			const account = known.get(key) ?? (await toAccount(type, data));
			known.set(key, account);
			if (isFixed) shared = account;
			return account;
		} catch (thrown) {
			throw toInvalidInput(thrown, "Check the node's credential. Nothing was sent.");
		}
	};
}

async function toAccount(type: Service['credential'], data: CredentialData): Promise<Account> {
	const credential = credentialTypes[type];
	const authenticate = credential.authenticate as Sign;
	const sign = async (request: IHttpRequestOptions) => await authenticate(data, request);
	const access = JSON.stringify(await sign({ url: '' }));
	return {
		type,
		data,
		apiKey: text(data.apiKey),
		customers: credential.customersOf(data),
		access: createHash('sha256').update(access).digest('base64url'),
		sign,
	};
}

/**
 * Whether n8n looks at the items to read a credential, as it does for each expression in it (ran on 2.41). What it reads here
 * doesn't count: for tools and with Execute Once, n8n itself looks at other items.
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
	// Whoever reads it for an item sees why it can't be read.
	await watched.getCredentials(type, 0).catch(() => undefined);
	return isTouched;
}

/**
 * n8n's helper gives a credential "raw", as stored, though its types hide it from nodes (ran on 2.41). It asks its policies
 * about the node in the execute data, which is the agent for its tools. Throws in n8n's words if n8n refuses: nobody knows then whether a part is missing.
 */
async function readStored(context: IExecuteFunctions, type: string): Promise<CredentialData> {
	const data = Reflect.get(context, 'additionalData') as IWorkflowExecuteAdditionalData | undefined;
	const { [type]: details } = context.getNode().credentials ?? {};
	// Should n8n hide its helper one day, credentials without expressions must go on working.
	if (details === undefined || data === undefined) return {};
	const { credentialsHelper: helper } = data;
	const executeData = { ...context.getExecuteData(), node: context.getNode() };
	return await helper.getDecrypted(data, details, type, context.getMode(), executeData, true);
}

/** Known to n8n only where it reads a credential itself. */
const onlyInCredentials = /\$(?:secrets|self)\b/;
const otherData = /\$(?!(?:secrets|self)\b)[\w(]/;

/** Throws an InvalidInput, without the value, where a field is another than the one that is meant. */
function checkFields(
	context: IExecuteFunctions,
	type: Service['credential'],
	stored: CredentialData,
	data: CredentialData,
	index: number,
): void {
	for (const field of credentialTypes[type].properties) {
		// A choice or a switch names no account.
		if (field.type !== 'string') continue;
		const whole = stored[field.name];
		const given = data[field.name];
		if (isExpression(whole)) checkParts(context, field, whole, given, index);
		const value = text(given);
		// A key may be any text, and whoever enters one without an expression means it, even `dev-null`.
		if (field.typeOptions?.password || !(isExpression(whole) || value.includes('{{'))) continue;
		const broken = brokenIdentifier(value);
		if (broken === undefined) continue;
		throw new InvalidInput(
			`The '${field.displayName}' in the credential ${broken.what}`,
			broken.advice(field.displayName),
		);
	}
}

/**
 * Throws an InvalidInput where an expression in the credential gives nothing for an item, a number in it has lost digits, or
 * a part leads an address elsewhere: it may be another account. Neither the expression nor its value is shown: it may be part
 * of the key.
 */
function checkParts(
	context: IExecuteFunctions,
	{ name, displayName }: INodeProperties,
	whole: string,
	given: unknown,
	index: number,
): void {
	const where = `An expression in the '${displayName}' of the credential`;
	const { all, texts } = split(whole);
	if (whole === `=${all[0]}`) {
		// Of a number, the credential itself says what is wrong.
		if (!isLostPart(given) || typeof given === 'number') return;
		throw new InvalidInput(
			`${where} ${isNothing}`,
			'Filter out items without this data before this node. Nothing was sent.',
		);
	}
	const parts: unknown[] = [];
	for (const [position, expression] of all.entries()) {
		if (onlyInCredentials.test(expression)) {
			if (!otherData.test(expression)) continue;
			throw new InvalidInput(
				`${where} has $secrets or $self beside other data, so that it can't be checked`,
				'Put the whole field into one expression. Nothing was sent.',
			);
		}
		const value: unknown = context.evaluateExpression(expression, index);
		parts.push(value);
		if (isLostPart(value)) {
			throw new InvalidInput(
				`${where} ${isNothing}`,
				'What is left may be another account. Filter out items without this data before this node. If a part may be empty, put the whole field into one expression. Nothing was sent.',
			);
		}
		const isHost = position === 0 && startsWithHost(whole, expression);
		// Base URL takes the address of an API call for that of the site.
		const part = trim(String(value));
		const isName = namePart.test(part) && (name !== 'baseUrl' || part !== 'api');
		if (addresses.includes(name) && !isHost && !isName) {
			throw new InvalidInput(
				`${where} returns text that may lead to another address`,
				"Part of an address may have letters, digits, '-', '_', '~' and single dots between them. Filter out items with anything else before this node. If a whole address or path is meant, put the whole field into one expression. Nothing was sent.",
			);
		}
	}
	if (parts.length < all.length || join(texts, parts) === given) return;
	throw new InvalidInput(
		`${where} doesn't return the same value each time it is evaluated`,
		'Use expressions that change nothing. Nothing was sent.',
	);
}

const isNothing = 'is empty, or not text or a whole number';

const addresses = ['baseUrl', 'url'];

/** Leads to no other host or folder, as `/`, `@`, `:`, `..` or `%2e` may. */
const namePart = /^[\p{L}\p{M}\p{Nd}_~-]+(?:\.[\p{L}\p{M}\p{Nd}_~-]+)*$/u;

/** Whether an address begins with this expression, or only `https://` stands before it, and a path or nothing follows it. */
function startsWithHost(address: string, expression: string): boolean {
	return /^=\s*(?:https?:\/\/)?\{\{\}\}(?:\/|\s*$)/i.test(address.replace(expression, '{{}}'));
}
