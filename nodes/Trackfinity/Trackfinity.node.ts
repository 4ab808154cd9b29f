import type {
	IExecuteFunctions,
	INodeCredentialDescription,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { operations } from './operations';
import type { Operation } from './operations/operation';
import { optionsField } from './parameters/options';
import { blockedError, stoppedError } from './report/errors';
import { dryRunHints, runHints } from './report/hints';
import { blockedItems, dryRunItems, runItems } from './report/items';
import { onItem, withoutItem } from './report/onItem';
import { summary } from './report/summary';
import { isTool, returnsFailures } from './report/tool';
import { carryOut } from './run/carryOut';
import { queueByCustomer } from './run/customerQueue';
import { preflight } from './run/preflight';
import { previewEntries } from './run/preview';

/** The credential of each service, shown for the operations that use it. */
function credentialsFor(all: readonly Operation[]): INodeCredentialDescription[] {
	const names = new Set(all.map(({ service }) => service.credential));
	return [...names].map((name) => ({
		name,
		required: true,
		displayOptions: {
			show: {
				operation: all.flatMap(({ service, value }) => (service.credential === name ? value : [])),
			},
		},
	}));
}

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
		credentials: credentialsFor(operations),
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
		const continues = returnsFailures(this);
		const tell = isTool(this) ? withoutItem : onItem;
		const run = await preflight(this, continues);
		if (run.kind === 'blocked') {
			// Thrown under a continue setting, n8n would put the input items out as successes.
			if (continues) return [blockedItems(run, tell)];
			throw blockedError(this.getNode(), run.reason);
		}

		const queues = queueByCustomer(run.entries.map(({ request }) => request));
		if (run.settings.dryRun) {
			this.addExecutionHints(...dryRunHints(queues));
			return [dryRunItems(run, await previewEntries(run.entries, run.connection), tell)];
		}

		const { outcomes, firstFailure, isCanceled } = await carryOut(this, run, queues, {
			stopOnFailure: !continues,
			onProgress: (soFar) => this.logger.info(`Trackfinity is still running. ${summary(soFar)}`),
		});
		if (isCanceled) this.logger.warn(`The execution was canceled. ${summary(outcomes)}`);
		else if (firstFailure && !continues) {
			throw stoppedError(this.getNode(), firstFailure, outcomes);
		}
		this.addExecutionHints(...runHints(queues, outcomes));
		return [runItems(run, outcomes, tell)];
	}
}
