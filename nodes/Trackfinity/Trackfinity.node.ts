import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { operations } from './operations';
import { optionsField } from './parameters/options';
import { blockedError, stoppedError, summary } from './report/errors';
import { dryRunHints, runHints } from './report/hints';
import { dryRunItems, carriedOutItems, blockedItems } from './report/items';
import { queueByCustomer } from './run/customerQueue';
import { perform } from './run/perform';
import { preflight } from './run/preflight';

export class Trackfinity implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Trackfinity',
		name: 'trackfinity',
		icon: { light: 'file:trackfinity.svg', dark: 'file:trackfinity.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Forget, lock, unlock, update and delete customers in Trackfinity',
		defaults: { name: 'Trackfinity' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'trackfinityApi',
				required: true,
				displayOptions: { show: { operation: ['forget', 'lock', 'setDetails', 'unlock'] } },
			},
			{
				name: 'trackfinityDeleteApi',
				required: true,
				displayOptions: { show: { operation: ['delete'] } },
			},
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Customer', value: 'customer' }],
				default: 'customer',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['customer'] } },
				options: operations.map(({ name, value, action, description }) => ({
					name,
					value,
					action,
					description,
				})),
				default: 'lock',
			},
			...operations.flatMap(({ fields }) => fields),
			optionsField,
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const continues = this.continueOnFail();

		const run = await preflight(this, continues);
		if (run.kind === 'blocked') {
			// Thrown under a continue setting, n8n would put the input items out as successes.
			if (continues) return [blockedItems(run)];
			throw blockedError(this.getNode(), run.reason);
		}

		const queues = queueByCustomer(run.entries);
		if (run.settings.dryRun) {
			this.addExecutionHints(...dryRunHints(queues));
			return [await dryRunItems(run)];
		}

		const result = await perform(this, run, queues, !continues);
		if (result.isCanceled) this.logger.warn(`The run was cancelled. ${summary(result.outcomes)}`);
		else if (result.firstFailure && !continues) {
			throw stoppedError(this.getNode(), result.firstFailure, result.outcomes);
		}
		this.addExecutionHints(...runHints(queues, result.outcomes));
		return [carriedOutItems(run, result)];
	}
}
