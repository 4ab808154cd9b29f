import { createHash } from 'node:crypto';

import type {
	IAuthenticate,
	ICredentialDataDecryptedObject as CredentialData,
	ICredentialTestRequest,
	IExecuteFunctions,
	IHttpRequestOptions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { text } from '../../../credentials/text';
import { TrackfinityApi } from '../../../credentials/TrackfinityApi.credentials';
import { TrackfinityDeleteApi } from '../../../credentials/TrackfinityDeleteApi.credentials';
import { InvalidInput } from '../parameters/invalidInput';
import type { Service } from '../services/service';
import type { Credential, HttpCall } from '../transport/send';
import { isExpression, isLost, split, toInvalidInput } from './readItem';

/** Where an item's request goes and what it is signed with: its credential, read and checked. */
export interface Account extends Credential {
	/** Never to be shown. */
	apiKey: string;
	/** The same for accounts with the same customers: address and, of the Delete service, Account ID. */
	customers: string;
	/** A hash, the same for the same customers and access, of which one verdict and one pace hold. */
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
 * Makes the reader of the account that an item's own credential values name: n8n resolves a credential's expressions for one
 * item at a time. Each read is one of its database, so one that is the same for all `count` items is read three times at
 * most. Throws an InvalidInput, with n8n's or the credential's own words, for an item that has no account.
 */
export function createAccountReader(
	context: IExecuteFunctions,
	{ credential: type }: Service,
	count: number,
): (index: number) => Promise<Account> {
	const known = new Map<string, Promise<Account>>();
	let stored: Promise<Stored | undefined> | undefined;
	let shared: Promise<Account | undefined> | undefined;
	return async (index) => {
		try {
			stored ??= readStored(context, type).catch(() => undefined);
			shared ??= readShared(context, type, count, stored).then(
				(data) => data && toAccount(type, data),
			);
			const account = await shared;
			if (account) return account;
			const data = await context.getCredentials<CredentialData>(type, index);
			checkParts(context, type, (await stored) ?? [], index);
			const key = JSON.stringify(data);
			const own = known.get(key) ?? toAccount(type, data);
			known.set(key, own);
			return await own;
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

/** Up to so many items are read one by one. */
const FEW = 2;
/** The index of an item that isn't there, nor in any list. */
const FAR_OFF = 1_000_003;

/**
 * Reads a credential that is the same for every item; undefined where that isn't certain. An item's account decides who is
 * deleted, so all of these have to agree: what is stored holds no expression, or one of constants alone; n8n looked at the
 * items only if there is one (it does for any, ran on 2.41); and an item that isn't there gets the same values.
 */
async function readShared(
	context: IExecuteFunctions,
	type: Service['credential'],
	count: number,
	stored: Promise<Stored | undefined>,
): Promise<CredentialData | undefined> {
	if (count <= FEW) return undefined;
	try {
		let isEvaluated = false;
		const items = new Proxy(context.getInputData(), {
			get: (target, name) => {
				isEvaluated ||= name !== 'length';
				return Reflect.get(target, name) as unknown;
			},
		});
		const watched: IExecuteFunctions = Object.create(context, {
			connectionInputData: { value: items },
		});
		const data = await watched.getCredentials(type, 0);
		const expressions = await stored;
		if (!expressions?.every(([, expression]) => isConstant(expression))) return undefined;
		if (isEvaluated !== expressions.length > 0) return undefined;
		checkParts(context, type, expressions, 0);
		const beyond = await context.getCredentials(type, FAR_OFF);
		return JSON.stringify(beyond) === JSON.stringify(data) ? data : undefined;
	} catch {
		// Each item is told for itself what is wrong.
		return undefined;
	}
}

/** The fields of a credential that hold expressions, by name and as stored. */
type Stored = ReadonlyArray<readonly [name: string, expression: string]>;

/** n8n's helper gives a credential "raw", as stored, though its types hide it from nodes (ran on 2.41). */
async function readStored(context: IExecuteFunctions, type: string): Promise<Stored> {
	const data = Reflect.get(context, 'additionalData') as IWorkflowExecuteAdditionalData;
	const { [type]: details } = context.getNode().credentials ?? {};
	if (details === undefined) return [];
	const { credentialsHelper: helper } = data;
	const raw = await helper.getDecrypted(data, details, type, context.getMode(), undefined, true);
	return Object.entries(raw).flatMap(([name, value]) =>
		isExpression(value) ? [[name, value] as const] : [],
	);
}

/** What n8n only knows where it reads a credential itself. */
const onlyInCredentials = /\$(?:secrets|self)\b/;

/**
 * Throws an InvalidInput where a text in the credential lacks a part for an item, or a number in it has lost digits: what is
 * left may be another account. Neither the expression nor its value is shown, which may be a part of the key.
 */
function checkParts(
	context: IExecuteFunctions,
	type: Service['credential'],
	stored: Stored,
	index: number,
): void {
	for (const [name, text] of stored) {
		const field = credentialTypes[type].properties.find((property) => property.name === name);
		const { all } = split(text);
		// Other fields, which n8n may have stored as well, name no account. Where it is the whole field, the credential judges it.
		if (field === undefined || text === `=${all[0]}`) continue;
		const values = all
			.filter((expression) => !onlyInCredentials.test(expression))
			.map((expression) => context.evaluateExpression(expression, index) as unknown);
		if (!values.some(isLost)) continue;
		throw new InvalidInput(
			`An expression in the '${field.displayName}' of the credential is empty, or not text or a whole number`,
			'What is left may be another account. Filter out items without this data before this node. If a part may be empty, put the whole field into one expression. Nothing was sent.',
		);
	}
}

/** What n8n knows that is the same for all items of a run. */
const constants = ['$env', '$execution', '$secrets', '$vars', '$workflow', 'true', 'false', 'null'];

/** Whether an expression is made of texts, numbers and constants of n8n alone. In doubt it isn't. */
function isConstant(expression: string): boolean {
	// Behind a last `{{` that nobody closed, n8n evaluates all there is (tournament 1, ran on 2.41).
	return [...expression.matchAll(/\{\{([^]*?)(?:\}\}|$)/g)].every(([, code = '']) => {
		const withoutTexts = code.replace(/"[^"\\]*"|'[^'\\]*'/g, '0');
		// Brackets and backquotes can hide a name, and calls can do anything.
		if (!/^[\w\s$.+?:|&!=<>-]*$/.test(withoutTexts)) return false;
		const names = withoutTexts.match(/(?<![\w$]|\.\s*)[a-z_$][\w$]*/gi) ?? [];
		return names.every((name) => constants.includes(name));
	});
}
