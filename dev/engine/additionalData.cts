import { ExternalSecretsProxy } from 'n8n-core';
import {
	UnexpectedError,
	type ICredentialsHelper,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

const instance = 'http://127.0.0.1:5678/';

const unavailable = async (): Promise<never> => {
	throw new UnexpectedError('The in-process engine runs single workflows only');
};

/** What n8n's server adds to an execution. The addresses are never called, but n8n parses them, so they must be absolute. */
export function additionalDataWith(
	credentialsHelper: ICredentialsHelper,
): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper,
		currentNodeExecutionIndex: 0,
		variables: {},
		externalSecretsProxy: new ExternalSecretsProxy(),
		instanceBaseUrl: instance,
		restApiUrl: `${instance}rest`,
		webhookBaseUrl: `${instance}webhook`,
		webhookTestBaseUrl: `${instance}webhook-test`,
		webhookWaitingBaseUrl: `${instance}webhook-waiting`,
		formBaseUrl: `${instance}form`,
		formTestBaseUrl: `${instance}form-test`,
		formWaitingBaseUrl: `${instance}form-waiting`,
		mcpBaseUrl: `${instance}mcp`,
		mcpTestBaseUrl: `${instance}mcp-test`,
		executeWorkflow: unavailable,
		startRunnerTask: unavailable,
		getRuntimeCredential: unavailable,
		getRunExecutionData: async () => undefined,
		logAiEvent: () => undefined,
	};
}
