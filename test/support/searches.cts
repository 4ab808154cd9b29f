import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { RunOptions, RunResult } from '../../dev/engine/index.cts';
import { useDeletions } from './deletions.cts';
import { failureOf, type FailedJson, itemsFor } from './runs.cts';
import { lookups } from './searchedCustomers.cts';
import { keptOf } from './strings.cts';

/** Which requests to the Delete service a fault or a hold is for. */
export const search = { form: { type: 'customer_search' } };
export const searchFor = (email: string) => ({ form: { ...search.form, email } });

/** Parameters of a deletion that finds the customer in this way. The other ways hold leftovers. */
export function deleteBy(lookupBy: string, options: INodeParameters = {}): INodeParameters {
	const id = '={{ $json.id }}';
	const ways = { code: id, cardNumber: id, email: id, username: id };
	return { operation: 'delete', lookupBy, ...ways, options };
}

/** What comes in that a search is about: sent to nobody so far, and what to do instead. */
export function notFoundOf(item: INodeExecutionData | undefined): FailedJson {
	const failure = failureOf(item);
	expect(failure).toMatchObject({ operation: 'delete', outcome: 'notSent', attempts: 0 });
	expect(failure.description).toMatch(/^Nothing was deleted, .*for certain\. .*'Customer Code'/);
	return failure;
}

/** What n8n keeps of a run that none of these may be in. Not all of it, which would fill screens. */
export function keptPartsOf(result: RunResult, parts: RegExp): string[] {
	return keptOf(result).match(new RegExp(parts, 'g')) ?? [];
}

/** A run as the tests of searches want it. */
export type SearchRun = Partial<Omit<RunOptions, 'items' | 'batches'>> & { by?: string };

/** A workbench, and what tests of searches do with it, beside what those of deletions do. */
export function useSearches() {
	const { workbench, inTurn, calls, runTries } = useDeletions();
	const formsOf = (type: string) =>
		workbench.sandbox.requests.map(({ form }) => form).filter((form) => form.type === type);
	return {
		...{ workbench, inTurn, calls, runTries },
		/** Deletes customers by what they are asked for, by email unless told otherwise; goes on past failures. */
		deleteThem: async (
			ids: readonly unknown[],
			options: INodeParameters = {},
			{ by = 'email', parameters, ...others }: SearchRun = {},
		): Promise<RunResult> =>
			await workbench.run({
				parameters: { ...deleteBy(by, { timeout: 1, ...options }), ...parameters },
				items: itemsFor(ids),
				onError: 'continueRegularOutput',
				...others,
			}),
		searchCount: () => formsOf('customer_search').length,
		/** Whom searches were for, in order of arrival. */
		searched: (): string[] =>
			formsOf('customer_search').map((form) => lookups.map(([, , name]) => form[name]).join('')),
		/** The codes that deletions were sent for, in order of arrival. */
		deletions: (): string[] => formsOf('customer_delete').map(({ code }) => code ?? ''),
	};
}
