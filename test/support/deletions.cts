import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { RunOptions, RunResult } from '../../dev/engine/index.cts';
import type { Fault } from '../../sandbox/index.cts';
import { refusedXml, responseXml, says } from './responses.cts';
import { codes, continues, itemsFor, parametersFor, tries } from './runs.cts';
import { useWorkbench } from './workbench.cts';

/** Which requests to the Delete service a fault or a hold is for. */
export const deletion = { form: { type: 'customer_delete' } };
export const question = { form: { type: 'customer_exists' } };

/** Where a wait would come, there is none. */
const atOnce = { 'retry-after': '0' };

/** A customer of the sandbox, and the code of none. */
export const [code = ''] = codes;
export const noCode = '5555555555555555';

/** What goes wrong, and may be carried out all the same. */
type Disruption = Exclude<Fault, { kind: 'slow' | 'drop' }>;

/** Leaves it open whether a deletion was carried out, or whether there is a customer. */
const failing = (status: number) => ({ kind: 'status', status, headers: atOnce }) as const;
export const [down, broken] = [failing(503), failing(500)];

/** Statuses that pass by themselves; some of them proxies, and networks such as Cloudflare's, send in their own name. */
export const passing = [408, 425, 502, 503, 504, 520, 521, 522, 523, 524, 530];

/** In which forms the service can be asked to respond. */
export const formats: Array<[string, INodeParameters]> = [
	['XML', {}],
	['JSON', { responseFormat: 'json' }],
	['condensed JSON', { responseFormat: 'json', condensed: true }],
	['JSONP', { responseFormat: 'json', callback: 'app.done' }],
];

/** Says no in the service's own words. */
export const rejection = says(refusedXml('Not today'));

/** Says that the customer is there, whether it is or not. */
export const seen = says(responseXml('success', '<message>Customer exists</message>'));

const disruptions: Array<[name: string, fault: Disruption]> = [
	...[500, 503].map((status): [string, Disruption] => [`HTTP ${status}`, { ...down, status }]),
	['a web page', says('<!doctype html><html></html>')],
	['a 200 without a yes or a no', says('{}')],
	['a yes beside a no', says(responseXml('success', '<error>No</error>'))],
	['no response in time', { kind: 'hang' }],
];

/** What a deletion that was not carried out may come to, without a word of it. */
export const unclear: Array<[name: string, fault: Fault]> = [
	...disruptions,
	['a dropped connection', { kind: 'drop', when: 'before' }],
];

/** The same for one that was carried out. */
export const unclearButDone: Array<[name: string, fault: Fault]> = [
	...disruptions.map(([name, fault]): [string, Fault] => [name, { ...fault, carryOut: true }]),
	['a dropped connection', { kind: 'drop', when: 'after' }],
	['a response that is cut off', { kind: 'drop', when: 'midAnswer' }],
];

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
