import type { INodeExecutionData, NodeOperationError } from 'n8n-workflow';

import type { RunResult, Turn } from '../../dev/engine/index.cts';

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

/** The same as a letter for each. */
export function lettersOf(items: readonly INodeExecutionData[]): string {
	return outcomesOf(items).reduce((letters, outcome) => letters + outcome.charAt(0), '');
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
