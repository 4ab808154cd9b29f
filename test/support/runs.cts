import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	NodeOperationError,
} from 'n8n-workflow';

import type { RunOptions, RunResult, Turn } from '../../dev/engine/index.cts';
import type { RecordedRequest, Sandbox } from '../../sandbox/index.cts';
import { type FormOperation, operations } from './operations.cts';
import type { Workbench } from './workbench.cts';

/** Parameters for each operation, as the form of the built node has it. A new one is added here by its name. */
export const parametersFor = Object.fromEntries(
	operations.map(({ value, parameters }) => [value, parameters]),
) as Record<'forget' | 'lock' | 'unlock' | 'setDetails' | 'delete', FormOperation['parameters']>;

/** Customers of the sandbox that can be locked, forgotten and so on. */
export const customers = ['191', '204', '215', '226', '42', '0042', '237', '248', '259', '270'];

/** Codes that the sandbox's Delete service knows. */
export const codes = ['1234567890123456', '9007199254740993123', '2345678901234567'];

/** One item for each ID. */
export function itemsFor(ids: readonly unknown[]): Array<{ json: { id: never } }> {
	return ids.map((id) => ({ json: { id: id as never } }));
}

/** So many IDs that the sandbox doesn't know, for runs that are not about its responses. */
export function manyIds(count: number): string[] {
	return Array.from({ length: count }, (_, index) => `C-${index}`);
}

/** The values of On Error under which a run goes on after a failure. */
export const continueModes = ['continueRegularOutput', 'continueErrorOutput'] as const;

/** The values of On Error. */
export const modes = ['stopWorkflow', ...continueModes] as const;

/** For the options: one request after the other, each sent once. */
export const oneByOne = { parallelRequests: 1, retries: 0 };

/** How a run takes failures. */
export const stops = { onError: 'stopWorkflow' } as const;
export const continues = { onError: 'continueRegularOutput' } as const;

/** Items that set the city of a customer, written as `191 Rome`. */
export function cityItems(...texts: string[]): Array<{ id: string; city: string }> {
	return texts.map((text) => {
		const [id = '', city = ''] = text.split(' ');
		return { id, city };
	});
}

/** An item that holds something else once so many requests have arrived, as in the next try of Retry On Fail. */
export function changing(
	sandbox: Sandbox,
	after: number,
	first: IDataObject,
	later: IDataObject,
): IDataObject {
	const item: IDataObject = {};
	for (const key of Object.keys(first)) {
		const get = () => (sandbox.requestCount() < after ? first : later)[key];
		Object.defineProperty(item, key, { enumerable: true, get });
	}
	return item;
}

/** Items as `191 Rome`, or as `191 Rome, after 2: 204 Oslo`: that one once so many requests have arrived. */
export function changingItems(sandbox: Sandbox, ...texts: string[]): IDataObject[] {
	return texts.map((text) => {
		const [now = '', after, then = ''] = text.split(/, after (\d+): /);
		const [first = {}, later = {}] = cityItems(now, then);
		return after === undefined ? first : changing(sandbox, Number(after), first, later);
	});
}

/** The requests that set the city of a customer, in order of arrival, written in the same way. */
export function citiesSent({ requests }: Sandbox, id?: string): string[] {
	return requests
		.filter((request) => id === undefined || customerOf(request) === id)
		.map((request) => `${customerOf(request)} ${request.form.city}`);
}

/** Every request is confirmed, whoever it is for. */
export function confirmAll(sandbox: Sandbox): void {
	sandbox.fault({ kind: 'answer', body: 'true' });
}

/** Whom a request is for. */
export function customerOf({ form }: RecordedRequest): string {
	return form.customer_id ?? form.code ?? '';
}

/** Whom the requests were for, in order of arrival. */
export function sent(sandbox: Sandbox): string[] {
	return sandbox.requests.map(customerOf);
}

/** Both credentials of the sandbox, for services at another address and with these changes. */
export function credentialsAt({ credentials }: Sandbox, url: string, changes: object = {}) {
	const { trackfinityApi, trackfinityDeleteApi } = credentials;
	return {
		trackfinityApi: { ...trackfinityApi, baseUrl: url, ...changes },
		trackfinityDeleteApi: { ...trackfinityDeleteApi, url, ...changes },
	};
}

/** What becomes of one item, whose customer the sandbox has, past failures. */
export async function runOne(
	workbench: Workbench,
	operation: keyof typeof parametersFor,
	options: INodeParameters = {},
	others: Partial<Omit<RunOptions, 'batches'>> = {},
): Promise<INodeExecutionData | undefined> {
	const { output } = await workbench.run({
		parameters: parametersFor[operation](options),
		items: [{ id: (operation === 'delete' ? codes[0] : customers[0]) ?? '', city: 'Bonn' }],
		onError: 'continueRegularOutput',
		...others,
	});
	return output[0];
}

/** n8n's own Retry On Fail, which runs the whole node again, without its wait. */
export function tries(maxTries: number): Pick<RunOptions, 'node'> {
	return { node: { retryOnFail: true, maxTries, waitBetweenTries: 1 } };
}

/** What the `error` of a failed item holds. */
export interface FailedJson {
	message: string;
	description: string;
	operation?: string;
	outcome: string;
	statusCode?: number;
	attempts: number;
}

/** The `error` of an item; throws when it has none. */
export function failureOf(item: INodeExecutionData | undefined): FailedJson {
	const failure = item?.json.error;
	if (failure === undefined) throw new TypeError(`No failed item: ${JSON.stringify(item)}`);
	return failure as unknown as FailedJson;
}

/** What became of each item, in a word: done, or the outcome of its failure. */
export function outcomesOf(items: readonly INodeExecutionData[]): string[] {
	return items.map((item) => (item.json.success === true ? 'done' : failureOf(item).outcome));
}

/** The items that failed, wherever the node put them out; all others count as done. */
export function failedOf({ output, errorOutput }: Turn): INodeExecutionData[] {
	return [...output.filter(({ json }) => json.error !== undefined), ...errorOutput];
}

/** The items out are linked to all items in, each to its own, in input order. */
export function expectLinked(items: readonly INodeExecutionData[], count: number): void {
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
		Array.from({ length: count }, (_, item) => ({ item })),
	);
}

/** What ended a run: its texts, and the item that it is about. */
export function stopOf({ error }: Pick<RunResult, 'error'>) {
	if (error === undefined) throw new TypeError('The run was not stopped');
	const { message, description, context } = error as NodeOperationError;
	const text = `${message}\n${description}`;
	return { message, description: description ?? '', text, itemIndex: context.itemIndex };
}

/** Resolves once `condition` holds, or when no test that waits for it can still be running. */
export async function until(condition: () => boolean): Promise<void> {
	const end = performance.now() + 20_000;
	while (!condition()) {
		if (performance.now() > end) throw new Error(`It never came to this: ${condition}`);
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
}

/** Lets so much time pass, in the test's own time. */
export async function sleep(milliseconds: number): Promise<void> {
	await new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
