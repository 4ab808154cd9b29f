import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { isToolCall } from './links/execution';
import { formFields, operations } from './operations';
import type { Outcome } from './outcomes/outcome';
import { summary } from './outcomes/outcome';
import { optionsField } from './parameters/options';
import type { BlockedRun } from './plan/preflight';
import { checkItems, queueByCustomer } from './plan/preflight';
import { blockedError, blockedOutcomes, stoppedError } from './report/errors';
import { dryRunHints, runHints } from './report/hints';
import { blockedItems, dryRunItems, returnsFailures, runItems } from './report/items';
import { carryOut } from './run/carryOut';
import { findCustomers } from './run/findCustomers';
import { Lanes } from './run/lane';
import { createYield } from './timing';

const credentialNames = new Set(operations.map(({ service }) => service.credential.name));

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
		credentials: [...credentialNames].map((name) => {
			const users = operations.filter(({ service }) => service.credential.name === name);
			const displayOptions = { show: { operation: users.map(({ value }) => value) } };
			return { name, required: true, displayOptions };
		}),
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
			...operations.flatMap(formFields),
			optionsField,
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const continues = returnsFailures(this);
		const isTool = isToolCall(this);
		const logCanceled = (outcomes: ReadonlyArray<Outcome | undefined>) =>
			this.logger.warn(`The execution was canceled. ${summary(outcomes)}`);
		const blockedOutput = (run: BlockedRun): INodeExecutionData[][] => {
			const isCanceled = this.getExecutionCancelSignal()?.aborted === true;
			if (isCanceled) logCanceled(blockedOutcomes(run));
			// Thrown under a continue setting, n8n would put the input items out as successes; thrown after a cancel, it would call
			// the execution failed.
			if (continues || isCanceled) return [blockedItems(run, isTool)];
			throw blockedError(this.getNode(), run);
		};

		const checked = await checkItems(this, continues);
		if ('reason' in checked) return blockedOutput(checked);
		const yieldToEventLoop = createYield();
		const lanes = new Lanes(this, checked, !continues);
		try {
			const find = async () => await findCustomers(checked, lanes);
			const run = await queueByCustomer(checked, continues, find);
			if ('reason' in run) return blockedOutput(run);

			if (run.settings.dryRun) {
				this.addExecutionHints(...dryRunHints(run));
				return [await dryRunItems(run, isTool)];
			}

			const outcomes = await carryOut(run, lanes);
			const { firstFailure, isCanceled } = lanes;
			if (isCanceled) logCanceled(outcomes);
			else if (firstFailure && !continues) {
				throw stoppedError(this.getNode(), firstFailure, outcomes);
			}
			await yieldToEventLoop();
			this.addExecutionHints(...runHints(run));
			await yieldToEventLoop();
			return [runItems(run, outcomes, isTool)];
		} finally {
			lanes.close();
		}
	}
}
