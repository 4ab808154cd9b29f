import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type ICredentialTestRequest,
	type INode,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

import { additionalDataWith } from './additionalData.cts';
import { CredentialsHelper } from './credentialsHelper.cts';
import { bareNodeType, nodeTypesFrom } from './nodeTypes.cts';
import { createErrorReporter } from './olderEngines.cts';
import type { NodePackage } from './package.cts';

/** The shape of what n8n-core throws for a request whose response has another status than 2xx, or that has none. */
interface RequestError extends Error {
	cause?: { code?: string; response?: { status: number; statusText: string } };
}

/** n8n logs the messages and stacks of a test that threw. */
const errorReporter = createErrorReporter();

const nodeTypeName = 'n8n-nodes-base.noOp';

/**
 * Tests a credential as the editor's test button does: n8n's CredentialsTester (services/credentials-tester.service.ts
 * of n8n 2.41) makes a node of the test's request and runs it declaratively. Here, too, n8n-core does the sending.
 * @param type the name of a credential type of the package
 * @param data what the user typed in
 */
export async function testCredential(
	pkg: NodePackage,
	type: string,
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const test = pkg.credentialTypes[type]?.test;
	if (!test) return { status: 'Error', message: 'No testing function found for this credential.' };

	const credentialsHelper = new CredentialsHelper(pkg.credentialTypes);
	const additionalData = additionalDataWith(credentialsHelper);
	let credential: ICredentialsDecrypted;
	try {
		credential = {
			id: type,
			name: type,
			type,
			data: credentialsHelper.applyDefaults(additionalData, data, type, 'internal'),
		};
	} catch (error) {
		return { status: 'Error', message: (error as Error).message };
	}
	credentialsHelper.getDecrypted = async () => credential.data ?? {};

	let items: INodeExecutionData[][] | undefined;
	try {
		items = await send(test, credential, additionalData);
	} catch (error) {
		errorReporter.error(error);
		return { status: 'Error', message: messageFor(error as RequestError, test) };
	}
	for (const rule of test.rules ?? []) {
		if (rule.type !== 'responseSuccessBody') continue;
		const { key, value, message } = rule.properties;
		if (valueAt(items?.[0]?.[0]?.json, key) === value) return { status: 'Error', message };
	}
	return { status: 'OK', message: 'Connection successful!' };
}

/** Runs a node that has nothing but the test's request, as n8n's tester does. */
async function send(
	test: ICredentialTestRequest,
	{ id, name, type, data }: ICredentialsDecrypted,
	additionalData: ReturnType<typeof additionalDataWith>,
): Promise<INodeExecutionData[][] | undefined> {
	const { description } = bareNodeType(nodeTypeName);
	const nodeType: INodeType = {
		description: {
			...description,
			credentials: [{ name: type, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: test.request },
					default: '',
				},
			],
		},
	};
	const node: INode = {
		id: 'temp',
		parameters: {},
		name: 'Temp-Node',
		type: nodeTypeName,
		typeVersion: 1,
		position: [0, 0],
		credentials: { [type]: { id, name } },
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypesFrom({ [nodeTypeName]: nodeType }),
	});
	const context = new ExecuteContext(
		workflow,
		node,
		{ ...additionalData, currentNodeParameters: node.parameters },
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const routing = new RoutingNode(context, nodeType, { id, name, type, ...(data && { data }) });
	return await routing.runNode();
}

/** What n8n shows for a test that threw: the rule for the status, the status text, the connection's code, or the message. */
function messageFor({ cause, message }: RequestError, test: ICredentialTestRequest): string {
	if (cause?.response) {
		const { status, statusText } = cause.response;
		for (const rule of test.rules ?? []) {
			if (rule.type === 'responseCode' && rule.properties.value === status) {
				return rule.properties.message;
			}
		}
		if (status < 199 || status > 299) return statusText || `Received HTTP status code: ${status}`;
	} else if (cause?.code) {
		return cause.code;
	}
	return message;
}

function valueAt(data: unknown, path: string): unknown {
	return path
		.split(/[.[\]]+/)
		.filter(Boolean)
		.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], data);
}
