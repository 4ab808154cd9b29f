import { parse, stringify } from 'flatted';
import type {
	ExecutionError,
	ExecutionStatus,
	ICredentialDataDecryptedObject,
	IExecuteContextData,
	INodeExecutionData,
	INodeType,
	IRun,
	ITaskData,
	NodeExecutionHint,
} from 'n8n-workflow';

import { CredentialsHelper, type RawOptions } from './credentialsHelper.cts';
import { execute, type ExecutionOptions } from './execution.cts';
import { recordLogs } from './logs.cts';
import type { NodePackage } from './package.cts';
import { createWorkflow, nodeNames, type Items, type WorkflowOptions } from './workflow.cts';

/** What goes into the node: in one go, or in a loop that runs the node once for each batch. No batch may be empty. */
type Input = { items: Items; batches?: never } | { batches: Items[]; items?: never };

export type RunOptions = Input &
	WorkflowOptions &
	ExecutionOptions &
	RawOptions & {
		/** The node has the credentials that are given here and no others. */
		credentials?: Partial<
			Record<'trackfinityApi' | 'trackfinityDeleteApi', ICredentialDataDecryptedObject>
		>;
	};

/** What one run of the node came to. A loop runs it several times. */
export interface Turn {
	/** Also there when the node threw under a continue setting, which n8n lets pass. */
	error?: ExecutionError;
	/** First output of the node; empty when it stopped or did not run. */
	output: INodeExecutionData[];
	/** Second output of the node, which it has under `continueErrorOutput` only. */
	errorOutput: INodeExecutionData[];
	hints: NodeExecutionHint[];
}

/** What an execution came to; where it speaks of the node's output, the last turn's. */
export interface RunResult extends Turn {
	status: ExecutionStatus;
	/** Every run of the node, in order. Empty when it did not run. Only the last of its tries is kept by n8n. */
	turns: Turn[];
	/**
	 * What n8n would keep of all that nodes remembered with `getContext`, read back from its database: under
	 * `node:Trackfinity` what this node did. As the `contextData` of a next run it is what n8n's Retry button carries over.
	 */
	contextData: IExecuteContextData;
	/** Everything that n8n would keep of the execution, unchanged. */
	run: IRun;
	/** What was logged through n8n while the workflow ran, at every level. */
	logs: string[];
	/** How often a credential was decrypted. */
	credentialReads: number;
}

export interface EngineOptions {
	/** More node types that `nodeType` may name. */
	extraNodeTypes?: Record<string, INodeType>;
}

export interface Engine {
	/** Runs one workflow. Resolves however the execution ends; rejects only if it could not be set up. */
	run: (options: RunOptions) => Promise<RunResult>;
}

/** n8n's execution engine over the nodes of a package. Executions may overlap. */
export function createEngine(
	pkg: NodePackage,
	{ extraNodeTypes = {} }: EngineOptions = {},
): Engine {
	return {
		async run(options) {
			const credentialsHelper = new CredentialsHelper(pkg.credentialTypes, options);
			const workflow = createWorkflow(
				options,
				options.batches ?? [options.items],
				credentialsHelper.store(options.credentials ?? {}),
				{ ...pkg.nodeTypes, ...extraNodeTypes },
			);

			const logs = recordLogs();
			const run = await execute(workflow, credentialsHelper, options).finally(logs.stop);

			const { resultData, executionData } = run.data;
			const turns = (resultData.runData[nodeNames.node] ?? []).map(toTurn);
			return {
				...noTurn,
				...turns.at(-1),
				...(resultData.error && { error: resultData.error }),
				status: run.status,
				turns,
				contextData: kept(executionData?.contextData ?? {}),
				run,
				logs: logs.lines,
				credentialReads: credentialsHelper.reads,
			};
		},
	};
}

const noTurn: Turn = { output: [], errorOutput: [], hints: [] };

function toTurn({ error, data, hints = [] }: ITaskData): Turn {
	const [output, errorOutput] = data?.['main'] ?? [];
	return {
		...(error && { error }),
		output: output ?? [],
		errorOutput: errorOutput ?? [],
		hints,
	};
}

/** n8n writes an execution to its database and reads it from there with this library, so only data survives. */
function kept(contextData: IExecuteContextData): IExecuteContextData {
	return parse(stringify(contextData)) as IExecuteContextData;
}
