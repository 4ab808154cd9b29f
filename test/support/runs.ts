import type { INodeExecutionData, INodeParameters, NodeOperationError } from 'n8n-workflow';

import type { RunResult } from '../../engine';
import type { RecordedRequest, Sandbox } from '../../sandbox';

/** Parameters for each operation, as a workflow stores them: the customer comes from the item's `id`. */
export const parametersFor = {
	lock: (options: INodeParameters = {}) => byCustomerId('lock', options),
	unlock: (options: INodeParameters = {}) => byCustomerId('unlock', options),
	forget: (options: INodeParameters = {}) => byCustomerId('forget', options),
	/** Sets the city to the item's `city`. */
	setDetails: (options: INodeParameters = {}) => ({
		...byCustomerId('setDetails', options),
		fields: { city: '={{ $json.city }}' },
	}),
	delete: (options: INodeParameters = {}): INodeParameters => ({
		operation: 'delete',
		code: '={{ $json.id }}',
		options,
	}),
};

function byCustomerId(operation: string, options: INodeParameters): INodeParameters {
	return { operation, lookupBy: 'customerId', customerId: '={{ $json.id }}', options };
}

/** Customers of the sandbox that can be locked, forgotten and so on. */
export const customers = ['191', '204', '215', '226', '42', '0042', '237', '248', '259', '270'];

/** Codes that the sandbox's delete service knows. */
export const codes = ['1234567890123456', '9007199254740993123', '2345678901234567'];

/** One item for each id. */
export function itemsFor(ids: readonly unknown[]): Array<{ json: { id: never } }> {
	return ids.map((id) => ({ json: { id: id as never } }));
}

/** So many ids that the sandbox does not know, for runs that are not about its answers. */
export function manyIds(count: number): string[] {
	return Array.from({ length: count }, (_, index) => `C-${index}`);
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

/** What ended a run: its texts, and the item that it is about. */
export function stopOf({ error }: RunResult): {
	message: string;
	description: string;
	/** Both texts, as a person reads them. */
	text: string;
	itemIndex: unknown;
} {
	if (error === undefined) throw new TypeError('The run was not stopped');
	const { message, description, context } = error as NodeOperationError;
	return {
		message,
		description: description ?? '',
		text: `${message}\n${description}`,
		itemIndex: context.itemIndex,
	};
}

/** Resolves once `condition` holds, or when no test that waits for it can still be running. */
export async function until(condition: () => boolean): Promise<void> {
	const end = performance.now() + 20_000;
	while (!condition() && performance.now() < end) {
		await new Promise((resolve) => setImmediate(resolve));
	}
}
