import { getAdditionalKeys } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	UnexpectedError,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialsExpressionResolveValues,
	type ICredentialType,
	type IExecuteData,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentials,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { bareNodeType, nodeTypesFrom } from './nodeTypes.cts';

const unavailable = async (): Promise<never> => {
	throw new UnexpectedError('The in-process engine only reads credentials');
};

export interface RawOptions {
	/** Whether n8n evaluates a credential's expressions also for who asks for it as it is stored. */
	ignoresRaw?: boolean;
	/** Whether n8n shows nobody a credential as it is stored. */
	refusesRaw?: boolean;
}

/**
 * n8n's CredentialsHelper (packages/cli/src/credentials-helper.ts of n8n 2.41) with memory for its encrypted database: on
 * every read the data is copied, cut down to the declared properties and completed with defaults.
 * Left out is what these credential types have not: declarative authentication, parent types, expirable tokens,
 * overwrites, dynamic credentials.
 */
export class CredentialsHelper extends ICredentialsHelper {
	/** How often a credential was decrypted. In n8n each time is a read of the database. */
	reads = 0;

	private readonly stored = new Map<string, ICredentialDataDecryptedObject>();

	constructor(
		private readonly types: Record<string, ICredentialType>,
		private readonly raw: RawOptions = {},
	) {
		super();
	}

	/** Stores one credential per type, its ID being the type, and returns what a node's `credentials` says to use them. */
	store(values: Record<string, ICredentialDataDecryptedObject>): INodeCredentials {
		const details: INodeCredentials = {};
		for (const [type, data] of Object.entries(values)) {
			this.stored.set(type, data);
			details[type] = { id: type, name: this.type(type).displayName };
		}
		return details;
	}

	override async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		_nodeCredentials: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		context?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		this.reads += 1;
		const data = structuredClone(this.stored.get(type));
		if (!data) throw new UnexpectedError(`There is no credential of type ${type}`);
		if ((context ?? executeData)?.node === undefined) {
			throw new UnexpectedError("n8n's policies know no node that reads the credential");
		}
		if (raw === true && this.raw.refusesRaw) throw new UnexpectedError('Not for this node');
		if (raw === true && !this.raw.ignoresRaw) return data;
		return this.applyDefaults(additionalData, data, type, mode, executeData, context);
	}

	/** Keeps the declared properties, adds the defaults of those that are missing, and evaluates expressions. */
	applyDefaults(
		additionalData: IWorkflowExecuteAdditionalData,
		data: ICredentialDataDecryptedObject,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		context?: ICredentialsExpressionResolveValues,
	): ICredentialDataDecryptedObject {
		const declared = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(type),
			data as INodeParameters,
			true,
			false,
			null,
			null,
		) as INodeParameters;
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });

		const values = context
			? context.workflow.expression.getParameterValue(
					declared,
					context.runExecutionData,
					context.runIndex,
					context.itemIndex,
					context.node.name,
					context.connectionInputData,
					mode,
					keys,
					executeData,
					false,
					declared,
				)
			: emptyWorkflow.expression.getComplexParameterValue(
					emptyNode,
					declared,
					mode,
					keys,
					undefined,
					undefined,
					declared,
				);
		return values as ICredentialDataDecryptedObject;
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const type = this.type(typeName);
		if (typeof type.authenticate !== 'function') {
			throw new UnexpectedError(
				`The credential type ${typeName} has no function that signs requests`,
			);
		}
		return await type.authenticate(credentials, requestOptions);
	}

	override getCredentialsProperties(type: string): INodeProperties[] {
		return this.type(type).properties;
	}

	override getParentTypes(): string[] {
		return [];
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	override runPreAuthentication = unavailable;

	override getCredentials = unavailable;

	override updateCredentials = unavailable;

	override updateCredentialsOauthTokenData = unavailable;

	private type(name: string): ICredentialType {
		const type = this.types[name];
		if (!type) throw new UnexpectedError(`There is no credential type ${name}`);
		return type;
	}
}

/** n8n evaluates expressions in a credential in a workflow of one node when there is no execution to evaluate them in. */
const emptyNode: INode = {
	id: '',
	name: '',
	typeVersion: 1,
	type: 'mock',
	position: [0, 0],
	parameters: {},
};

const emptyWorkflow = new Workflow({
	nodes: [emptyNode],
	connections: {},
	active: false,
	nodeTypes: nodeTypesFrom({ mock: bareNodeType('mock') }),
});
