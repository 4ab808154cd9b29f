import fc from 'fast-check';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { RunOptions } from '../engine/index.cts';
import { encodings } from '../../test/support/encodings.cts';
import { deletedJson, deletedXml, escapeXml, responseXml } from '../../test/support/responses.cts';
import { body, bytes, CODE } from './documents.cts';
import { lawOfRuns } from './law.cts';
import type { Law } from './law.cts';
import { useBench } from './node.cts';
import type { Received, Response } from './node.cts';
import { mayConfirmChange, mayConfirmDeletion, mayTellMissing, namesAnother } from './oracle.cts';
import { searches } from './searches.cts';

/*
 * Laws of whole runs: of the built node, on n8n's engine, over HTTP. What they know of the node is what a workflow sees of
 * it, and what arrives at the services.
 */

const API_KEY = '44b5498dbcb481a0d00b404c0169af62';

/** Credentials of both services for the address of a run. */
const credentials = (url: string, apiKey = API_KEY) => ({
	trackfinityApi: { baseUrl: url, username: 'fuzz', apiKey },
	trackfinityDeleteApi: { url, userId: 'fuzz', apiKey, accountId: 'fuzz', sendApiKeyIn: 'header' },
});

const isDeletion = ({ form }: Received) => form['type'] === 'customer_delete';
const isQuestion = ({ form }: Received) => form['type'] === 'customer_exists';

/** The `error` of an item. */
interface Failure {
	message: string;
	description: string;
	outcome: string;
}

function failureOf(item: INodeExecutionData | undefined): Failure | undefined {
	return item?.json['error'] as Failure | undefined;
}

// What a deletion is answered with, and what follows from it

/** Another customer than any that is to be deleted. */
const ANOTHER = '990';

const toDeletions = {
	yes: (code: string): Response => ({ body: deletedXml(code) }),
	'yes in JSON': (code: string): Response => ({ body: deletedJson(code) }),
	another: (): Response => ({ body: deletedXml(ANOTHER) }),
	'another in JSON': (): Response => ({ body: deletedJson(ANOTHER) }),
	'no match': (): Response => ({ body: responseXml('no_match', '') }),
	no: (): Response => ({ body: responseXml('error', '<error>No</error>') }),
	'not found': (): Response => ({ status: 404 }),
	nothing: (): Response => ({ body: '{}' }),
	both: (code: string): Response => ({
		body: responseXml(
			'success',
			`<customer status="deleted"><code>${code}</code></customer><error>No</error>`,
		),
	}),
	'another status': (): Response => ({ body: deletedXml(ANOTHER), status: 500 }),
	broken: (): Response => ({ status: 500 }),
	down: (): Response => ({ status: 503 }),
	busy: (): Response => ({ status: 429 }),
};
const toQuestions = {
	exists: (): Response => ({ body: responseXml('success', '') }),
	'another exists': (): Response => ({
		body: responseXml('success', `<customer><code>${ANOTHER}</code></customer>`),
	}),
	missing: (): Response => ({ body: responseXml('no_match', '') }),
	'said no': (): Response => ({ body: responseXml('error', '<error>No</error>') }),
	'was broken': (): Response => ({ status: 500 }),
	'was down': (): Response => ({ status: 503 }),
};
type ToDeletion = keyof typeof toDeletions;
type ToQuestion = keyof typeof toQuestions;

interface Call {
	code: string;
	said: ToDeletion | ToQuestion;
}

const unclear: string[] = ['nothing', 'both', 'another status', 'broken', 'down'];
const rejected: string[] = ['no', 'not found'];

/**
 * Whether a call may come after another for the same customer, in one try of a run.
 *
 * @param before all calls for the customer so far
 * @param next nothing, when no more came
 */
function mayFollow(before: readonly Call[], next: Call, ignoreMissing: boolean): boolean {
	const said = before.at(-1)?.said ?? '';
	const isNextQuestion = next.said in toQuestions;
	const deletions = before.filter((call) => call.said in toDeletions);
	const wasUnclear = deletions.some((call) => unclear.includes(call.said));
	const lastDeletion = deletions.at(-1)?.said ?? '';
	if (unclear.includes(said)) return isNextQuestion;
	if (rejected.includes(said)) return isNextQuestion && (ignoreMissing || wasUnclear);
	if (said === 'busy') return !isNextQuestion;
	if (said === 'exists') return !isNextQuestion && unclear.includes(lastDeletion);
	return said === 'was down' && isNextQuestion;
}

const mostly = <Name extends string>(all: readonly Name[], likely: readonly Name[]) =>
	fc.array(
		fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...likely) }, fc.constantFrom(...all)),
		{ minLength: 40, maxLength: 40 },
	);

const deletionRuns = fc.record({
	codes: fc.uniqueArray(fc.constantFrom('12', '0012', '120', '7', 'C-12', 'c-12', 'ORD 7'), {
		minLength: 1,
	}),
	onError: fc.constantFrom('stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'),
	tries: fc.constantFrom(1, 1, 1, 2),
	options: fc.record({
		retries: fc.nat(3),
		ignoreMissing: fc.boolean(),
		parallelRequests: fc.constantFrom(1, 1, 3),
	}),
	deletions: mostly(Object.keys(toDeletions) as ToDeletion[], [
		'yes',
		'nothing',
		'broken',
		'down',
		'busy',
	]),
	questions: mostly(Object.keys(toQuestions) as ToQuestion[], ['exists', 'exists', 'missing']),
});

const callsAndOutcomes = lawOfRuns(
	'a deletion is sent once, again only while the customer is there, and never after another was deleted',
	0.15,
	deletionRuns,
	async ({ codes, onError, tries, options, deletions, questions }) => {
		const bench = await useBench();
		const calls: Call[] = [];
		const respond = (request: Received): Response => {
			const code = request.form['code'] ?? '';
			const at = calls.length % deletions.length;
			if (isDeletion(request)) {
				const said = deletions[at] ?? 'no';
				calls.push({ code, said });
				return toDeletions[said](code);
			}
			// The harmless test call.
			if (!isQuestion(request)) return { body: responseXml('success', '') };
			const said = questions[at] ?? 'said no';
			calls.push({ code, said });
			return toQuestions[said]();
		};
		const { output, errorOutput } = await bench.run(
			respond,
			{
				parameters: { operation: 'delete', code: '={{ $json.code }}', options },
				items: codes.map((code) => ({ code })),
				onError: onError as NonNullable<RunOptions['onError']>,
				node: { retryOnFail: tries > 1, maxTries: tries, waitBetweenTries: 1 },
			},
			credentials,
		);

		const tellsAnother = ({ said }: Call) => said === 'another' || said === 'another in JSON';
		for (const code of codes) {
			const own = calls.filter((call) => call.code === code);
			for (const [index, next] of own.entries()) {
				if (index === 0) continue;
				const before = own.slice(0, index);
				if (before.some((call) => tellsAnother(call) || call.said.startsWith('yes'))) return false;
				if (tries === 1 && !mayFollow(before, next, options.ignoreMissing)) return false;
			}
		}
		const first = calls.findIndex(tellsAnother);
		if (first !== -1) {
			const before = new Set(calls.slice(0, first + 1).map(({ code }) => code));
			const started = new Set(calls.map(({ code }) => code)).size - before.size;
			// What was under way finishes.
			if (started >= options.parallelRequests) return false;
			if (options.parallelRequests === 1 && calls.length > first + 1) return false;
		}
		if (onError === 'stopWorkflow') return true;
		return [...output, ...errorOutput].every((item) => {
			const own = calls.filter((call) => call.code === codes[originOf(item)]);
			const has = (...said: string[]) => own.some((call) => said.includes(call.said));
			const { success, deleted, verified } = item.json;
			const failure = failureOf(item);
			if (own.some(tellsAnother)) {
				return (
					success === undefined &&
					failure?.outcome === 'unknown' &&
					failure.description.includes(ANOTHER)
				);
			}
			if (success !== true) return failure !== undefined;
			if (deleted === false) return options.ignoreMissing && has('no match', 'missing');
			return verified === true
				? has(...unclear) && has('no match', 'missing')
				: has('yes', 'yes in JSON');
		});
	},
);

function originOf({ pairedItem }: INodeExecutionData): number {
	return (pairedItem as { item: number }).item;
}

// Accounts

/** What tells an item's account in a credential, and how it may be written. */
const readings = [
	(name: string) => `={{ $json.${name} }}`,
	(name: string) => `={{ $json["${name}"] }}`,
	(name: string) => `={{ $input.item?.json?.${name} ?? "nobody" }}`,
	(name: string) => `={{ $input.all()[$itemIndex].json.${name} }}`,
	(name: string) => `={{ (() => { try { return $json.${name} } catch { return "nobody" } })() }}`,
];
const accountScripts = {
	yes: ({ form }: Received): Response => ({
		body: form['code'] === undefined ? 'true' : deletedXml(form['code']),
	}),
	no: (): Response => ({ body: '{"error":"No"}' }),
	nothing: (): Response => ({ body: '{}' }),
	'not found': (): Response => ({ status: 404 }),
	'wrong key': (): Response => ({ status: 401 }),
	forbidden: (): Response => ({ status: 403 }),
	busy: (): Response => ({ status: 429 }),
	broken: (): Response => ({ status: 500 }),
};
type AccountSaid = keyof typeof accountScripts;
const accountScript = fc.array(
	fc.oneof(
		{ weight: 2, arbitrary: fc.constant<AccountSaid>('yes') },
		fc.constantFrom(...(Object.keys(accountScripts) as AccountSaid[])),
	),
	{ minLength: 8, maxLength: 8 },
);
const ACCOUNTS = ['A', 'B', 'C'] as const;

const accountRuns = fc.record({
	operation: fc.constantFrom('lock', 'setDetails', 'forget', 'delete'),
	/** Some customers twice, and some that two accounts have; most runs are of one account but for few items. */
	items: fc.array(
		fc.record({
			account: fc.oneof({ weight: 3, arbitrary: fc.constant('A') }, fc.constantFrom(...ACCOUNTS)),
			id: fc.nat(9).map(String),
			city: fc.constantFrom('Rome', 'Oslo'),
		}),
		{ minLength: 2, maxLength: 12 },
	),
	reading: fc.constantFrom(...readings),
	/** What of an account differs; the rest of its credential is the same for all. */
	differs: fc.constantFrom('address', 'account', 'all'),
	scripts: fc.record({ A: accountScript, B: accountScript, C: accountScript }),
});

const accounts = lawOfRuns(
	'each account gets what it would get if its items ran alone, and nothing else',
	0.06,
	accountRuns,
	async ({ operation, items, reading, differs, scripts }) => {
		// Trackfinity has one account for each address.
		const varies = operation === 'delete' ? differs : 'address';
		const run = async (some: typeof items) => {
			const received: Record<string, string[]> = { A: [], B: [], C: [] };
			let isRight = true;
			const bench = await useBench();
			const nameIn = (part: string | undefined) => part?.at(-1) ?? '';
			const { output } = await bench.run(
				(request) => {
					const { form, headers, path } = request;
					const parts = [
						...(varies === 'account' ? [] : [path.split('/')[0]]),
						...(varies === 'address' ? [] : [form['account_id']]),
						...(varies === 'all' ? [form['user_id'], String(headers['api_access_key'])] : []),
					].map(nameIn);
					const [name = ''] = parts;
					const own = received[name];
					isRight &&= own !== undefined && parts.every((part) => part === name);
					if (own === undefined) return {};
					const said = scripts[name as (typeof ACCOUNTS)[number]][own.length % 8] ?? 'yes';
					own.push(JSON.stringify([path, form]));
					return accountScripts[said](request);
				},
				{
					parameters: {
						operation,
						customerId: '={{ $json.id }}',
						code: '={{ $json.id }}',
						safetyLimit: 0,
						...(operation === 'setDetails' && { fields: { city: '={{ $json.city }}' } }),
						options: { retries: 1, parallelRequests: 1 },
					},
					items: some.map(({ account, ...item }): IDataObject => ({
						...item,
						address: varies === 'account' ? '' : `/shop-${account}`,
						account: varies === 'address' ? 'account' : `account-${account}`,
						user: varies === 'all' ? `user-${account}` : 'user',
						key: varies === 'all' ? `key-${account}` : 'key',
					})),
					onError: 'continueRegularOutput',
				},
				(url) => {
					const address = `${url}${reading('address').slice(1)}`;
					return {
						trackfinityApi: {
							baseUrl: `=${address}`,
							username: reading('user'),
							apiKey: reading('key'),
						},
						trackfinityDeleteApi: {
							url: `=${address}`,
							userId: reading('user'),
							apiKey: reading('key'),
							accountId: reading('account'),
							sendApiKeyIn: 'header',
						},
					};
				},
			);
			const outcomes = output.map((item) => failureOf(item)?.outcome ?? item.json['success']);
			return { received, outcomes, isRight };
		};
		const mixed = await run(items);
		if (!mixed.isRight) return false;
		for (const name of ACCOUNTS) {
			const own = items.filter(({ account }) => account === name);
			const alone = own.length === 0 ? undefined : await run(own);
			const outcomes = mixed.outcomes.filter((_, index) => items[index]?.account === name);
			const isSame =
				JSON.stringify([mixed.received[name], outcomes]) ===
				JSON.stringify([alone?.received[name] ?? [], alone?.outcomes ?? []]);
			if (!isSame) return false;
		}
		return true;
	},
);

// Whatever a response says

/** Bodies for many items of a run; between them comes a clear yes, or the node would stop calling the service. */
const bodyRuns = fc.record({
	operation: fc.constantFrom('lock', 'delete', 'delete'),
	responses: fc.array(
		fc.record({
			status: fc.constantFrom(200, 200, 200, 201, 400, 500),
			said: fc.oneof(
				{ weight: 4, arbitrary: body.map((text) => ({ text })) },
				bytes.map((one) => ({ ...one, text: undefined })),
			),
		}),
		{ minLength: 24, maxLength: 24 },
	),
});

/** What the bytes may be meant to say, whatever declares their charset. */
function textsOf(of: Buffer): string[] {
	return ['utf-8', 'utf-16le', 'utf-16be', 'latin1'].map((charset) =>
		new TextDecoder(charset).decode(of),
	);
}

const bodies = lawOfRuns(
	'no item is done without a yes, and where another customer was deleted nothing follows',
	0.12,
	bodyRuns,
	async ({ operation, responses }) => {
		const bench = await useBench();
		const isOfDeletion = operation === 'delete';
		const said = responses.map(({ status, said: one }, index) => {
			const code = `${CODE}${index}`;
			const of =
				one.text === undefined
					? Buffer.from(one.bytes)
					: Buffer.from(one.text.replaceAll(CODE, code));
			return {
				code,
				status,
				bytes: of,
				texts: one.text === undefined ? textsOf(of) : [of.toString()],
				contentType: one.text === undefined ? one.contentType : undefined,
			};
		});
		const byCode = new Map(said.map((one) => [one.code, one]));
		const calls: Array<{ code: string; isQuestion: boolean }> = [];
		const { output } = await bench.run(
			(request) => {
				const code = request.form['code'] ?? request.form['customer_id'] ?? '';
				calls.push({ code, isQuestion: isQuestion(request) });
				const response = byCode.get(code);
				if (response === undefined) return accountScripts.yes(request);
				// So that nothing is verified: what an item says comes from the response to its deletion.
				if (!isDeletion(request) && isOfDeletion) return { status: 400 };
				const { status, bytes: of, contentType } = response;
				return { status, body: of, contentType };
			},
			{
				parameters: {
					operation,
					customerId: '={{ $json.code }}',
					code: '={{ $json.code }}',
					safetyLimit: 0,
					options: {
						retries: 0,
						parallelRequests: 1,
						...(isOfDeletion && { ignoreMissing: true }),
					},
				},
				items: said.flatMap(({ code }, index) => [
					{ code },
					...(index % 4 === 3 ? [{ code: `clear ${index}` }] : []),
				]),
				onError: 'continueRegularOutput',
			},
			credentials,
		);
		let hasEnded = false;
		return output.every((item) => {
			const code = String(item.json['code'] ?? item.json['customerId'] ?? codeIn(failureOf(item)));
			const one = byCode.get(code);
			const own = calls.filter((call) => call.code === code);
			if (hasEnded && own.length > 0) return false;
			if (one === undefined) return true;
			const isSuccess = one.status < 300;
			const some = (says: (text: string) => boolean) => isSuccess && one.texts.some(says);
			const { success, deleted, verified } = item.json;
			if (success === true) {
				if (!isOfDeletion) return some(mayConfirmChange);
				if (verified === true) return false;
				return some(deleted === true ? (text) => mayConfirmDeletion(text, code) : mayTellMissing);
			}
			const other =
				isOfDeletion && isSuccess && one.texts.length === 1
					? namesAnother(one.texts[0] ?? '', code)
					: undefined;
			if (other === undefined || own.length === 0) return true;
			hasEnded = true;
			const failure = failureOf(item);
			return (
				own.length === 1 && failure?.outcome === 'unknown' && failure.description.includes(other)
			);
		});
	},
);

function codeIn(failure: Failure | undefined): unknown {
	const { code, customerId } = Object(failure) as Record<string, unknown>;
	return code ?? customerId;
}

// Secrets

const writings = Object.values(encodings);
const frames: Array<(text: string) => string> = [
	(text) => JSON.stringify({ error: true, message: `No: ${text}.` }),
	(text) => responseXml('error', `<error>No: ${escapeXml(text)}.</error>`),
	(text) => `No: ${text}!`,
];
const secretRuns = fc.record({
	operation: fc.constantFrom('setDetails', 'delete'),
	secret: fc
		.oneof(
			fc.stringMatching(/^[0-9a-f]{12,40}$/),
			fc.string({ unit: fc.constantFrom(...`%&;#\\+/"'<>~ abc019`), minLength: 6, maxLength: 24 }),
			fc.constant('long-'.repeat(1_200)),
		)
		.map((text) => text.trim())
		.filter((text) => text.length >= 6),
	echoes: fc.array(
		fc.record({
			inner: fc.constantFrom(...writings),
			outer: fc.constantFrom(...writings),
			frame: fc.constantFrom(...frames),
			status: fc.constantFrom(200, 400, 404, 500),
		}),
		{ minLength: 12, maxLength: 12 },
	),
});

const secrets = lawOfRuns(
	'no item holds a secret that a service repeats, plain, encoded or encoded twice',
	0.06,
	secretRuns,
	async ({ operation, secret, echoes }) => {
		const bench = await useBench();
		const written = echoes.map(({ inner, outer }) => outer(inner(secret)));
		const isPassword = operation === 'setDetails';
		const { output } = await bench.run(
			({ form }) => {
				const at = Number(form['code'] ?? form['customer_id']);
				const one = echoes[at];
				if (one === undefined) return {};
				return { status: one.status, body: one.frame(written[at] ?? '') };
			},
			{
				parameters: {
					operation,
					customerId: '={{ $json.id }}',
					code: '={{ $json.id }}',
					...(isPassword && { fields: { password: secret } }),
					options: { retries: 0, parallelRequests: 5 },
				},
				items: echoes.map((_, id) => ({ id })),
				onError: 'continueRegularOutput',
			},
			(url) => credentials(url, isPassword ? API_KEY : secret),
		);
		const shown = JSON.stringify(output);
		const texts = output.map((item) => JSON.stringify(failureOf(item)?.message));
		const json = (text: string) => JSON.stringify(text).slice(1, -1);
		return (
			output.length === echoes.length &&
			!shown.includes(json(secret)) &&
			texts.every((text, at) => !text.includes(json(written[at] ?? secret)))
		);
	},
);

/** Nothing that begins or ends with white space, and nothing that could be a tag, which isn't shown. */
const harmless = fc
	.string({
		unit: fc.constantFrom(...`abcdefgh 0123456789%&;#\\+"'/.,:()[]{}=é🔑`),
		maxLength: 200,
	})
	.map((text) => `Sorry ${text} end`.replace(/ +/g, ' '));

const harmlessTexts = lawOfRuns(
	'a text without a secret is shown as it is',
	0.03,
	fc.record({
		texts: fc.array(harmless, { minLength: 12, maxLength: 12 }),
		secret: fc.stringMatching(/^[J-Z]{8,24}$/),
	}),
	async ({ texts, secret }) => {
		const bench = await useBench();
		const { output } = await bench.run(
			({ form }) => ({
				status: 400,
				body: JSON.stringify({ error: texts[Number(form['customer_id'])] }),
			}),
			{
				parameters: {
					operation: 'setDetails',
					customerId: '={{ $json.id }}',
					fields: { password: secret },
					options: { retries: 0 },
				},
				items: texts.map((_, id) => ({ id })),
				onError: 'continueRegularOutput',
			},
			credentials,
		);
		return output.every((item, at) => failureOf(item)?.message.includes(texts[at] ?? '-') === true);
	},
);

export const lawsOfRuns: Law[] = [
	...[callsAndOutcomes, accounts, searches, bodies, secrets, harmlessTexts],
];
