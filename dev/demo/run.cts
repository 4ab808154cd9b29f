import { join } from 'node:path';

import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { createEngine, loadPackage } from '../engine/index.cts';
import type { Sandbox } from '../../sandbox/index.cts';
import type { Row } from './file.cts';

/** How an item can end: done, or with the node's own word for why it was not. */
export type Ending = 'done' | 'rejected' | 'notSent' | 'unknown';

/** What came out for one row. */
export interface Result {
	row: Row;
	ending: Ending;
	/** What happened, and what to do about it; empty for what is done. */
	message: string;
	description: string;
	/** The item itself. */
	json: IDataObject;
}

/** What came out of the node for some rows. */
export interface Outcome {
	/** In the order of the rows. */
	results: Result[];
	/** What n8n shows above the output. */
	hints: string[];
	/** How many requests reached the services. */
	requests: number;
}

/** Runs the node over rows. */
export type Run = (parameters: INodeParameters, rows: readonly Row[]) => Promise<Outcome>;

/**
 * The built node on n8n's own engine, set to go on past items that fail. Its credentials are those of the first shop's
 * sandbox, but for the Base URL, which is an expression: the second shop's for items that say so.
 */
export async function createRun(shopA: Sandbox, shopB: Sandbox): Promise<Run> {
	const engine = createEngine(await loadPackage(join(__dirname, '..', '..')));
	const { trackfinityApi, trackfinityDeleteApi } = shopA.credentials;
	const baseUrl = `={{ $json.shop === 'B' ? '${shopB.trackfinityUrl}' : '${shopA.trackfinityUrl}' }}`;
	const credentials = { trackfinityApi: { ...trackfinityApi, baseUrl }, trackfinityDeleteApi };
	const requestCount = () => shopA.requestCount() + shopB.requestCount();
	return async (parameters, rows) => {
		const before = requestCount();
		const { output, errorOutput, hints, error } = await engine.run({
			parameters,
			items: [...rows],
			credentials,
			onError: 'continueErrorOutput',
		});
		if (error) throw new Error(`${error.message} ${error.description ?? ''}`);
		return {
			results: [...output, ...errorOutput]
				.map((item) => toResult(item, rows))
				.sort((one, other) => one.row.row - other.row.row),
			hints: hints.map(({ message }) => message),
			requests: requestCount() - before,
		};
	};
}

/** n8n links every item to the one that it came from. */
function toResult({ json, pairedItem }: INodeExecutionData, rows: readonly Row[]): Result {
	const index = typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : NaN;
	const row = rows[index];
	if (row === undefined) throw new Error('An item came out that no row went in for');
	const failure = json['error'] as
		{ outcome: Ending; message: string; description: string } | undefined;
	if (failure === undefined) return { row, ending: 'done', message: '', description: '', json };
	const { outcome, message, description } = failure;
	return { row, ending: outcome, message, description, json };
}
