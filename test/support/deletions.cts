import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { RunOptions, RunResult } from '../../dev/engine/index.cts';
import type { Fault } from '../../sandbox/index.cts';
import { codes, continues, itemsFor, parametersFor, tries } from './runs.cts';
import { useWorkbench } from './workbench.cts';

export * from './faults.cts';

/** Which requests to the Delete service a fault or a hold is for. */
export const deletion = { form: { type: 'customer_delete' } };
export const question = { form: { type: 'customer_exists' } };

export const ofCode = (code: string) => ({ form: { ...deletion.form, code } });

/** A customer of the sandbox, and the code of none. */
export const [code = ''] = codes;
export const noCode = '5555555555555555';

/** A workbench, and what tests of deletions do with it. */
export function useDeletions() {
	const workbench = useWorkbench();
	const run = async (
		ids: readonly string[],
		options: INodeParameters = {},
		others: Pick<RunOptions, 'onError' | 'credentials' | 'node' | 'cancelWhen'> = {},
	): Promise<RunResult> =>
		await workbench.run({
			parameters: parametersFor.delete({ timeout: 1, ...options }),
			items: itemsFor(ids),
			...{ ...continues, ...others },
		});
	return {
		workbench,
		/** Deletes customers; goes on past failures unless told otherwise. */
		runDeletions: run,
		/** Runs the node past failures, in as many tries as n8n's Retry On Fail makes of it. */
		runTries: async (
			parameters: INodeParameters,
			items: readonly IDataObject[],
			maxTries = 2,
		): Promise<RunResult> =>
			await workbench.run({ parameters, items: [...items], ...continues, ...tries(maxTries) }),
		/** Deletes one customer, and gives the item for it. */
		deleteOne: async (
			options: INodeParameters = {},
			id = code,
		): Promise<INodeExecutionData | undefined> => (await run([id], options)).output[0],
		/** Each of these befalls one request of the sort, in turn. */
		inTurn: (match: { form: Record<string, string> }, ...faults: readonly Fault[]): void => {
			for (const fault of faults) workbench.sandbox.fault({ ...fault, ...match, times: 1 });
		},
		/** What was sent, in order of arrival: deletions, questions and searches. */
		calls: (): string[] =>
			workbench.sandbox.requests.map(({ form }) => form.type?.replace('customer_', '') ?? ''),
		/** Whether the service has a customer. */
		isThere: (customer = code): boolean =>
			workbench.sandbox.loyaltyCustomers().some((one) => one.code === customer),
	};
}
