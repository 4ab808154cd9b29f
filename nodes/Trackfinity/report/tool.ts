import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an AI agent calls the node. n8n makes a tool of it for that, whose type ends in `Tool` (ran on n8n 1.123, 2.20 and
 * 2.41).
 */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/**
 * Whether failures come out as items instead of ending the run. Those of a tool do, unless On Error is stored as Stop
 * Workflow, which is how n8n 2.41 tells the choice from the default. A model would get no more of what is thrown than its
 * message (n8n 2.41), and n8n 1.123 and 2.20 would end the agent's run.
 */
export function returnsFailures(context: IExecuteFunctions): boolean {
	return (
		context.continueOnFail() || (isTool(context) && context.getNode().onError !== 'stopWorkflow')
	);
}
