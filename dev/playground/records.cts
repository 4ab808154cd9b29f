import type {
	ExecutionStatus,
	IConnections,
	ICredentialDataDecryptedObject,
	INode,
	IPinData,
	IRunExecutionData,
	IWorkflowSettings,
} from 'n8n-workflow';

/** A workflow as n8n exports and imports it. */
export interface WorkflowFile {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: IPinData;
}

/** A workflow that n8n holds. */
export interface Workflow extends WorkflowFile {
	id: string;
	/** The version that is saved now; `activate` publishes it. */
	versionId: string;
}

/** A credential to create, its secrets in the clear. */
export interface CredentialFile {
	name: string;
	type: string;
	data: ICredentialDataDecryptedObject;
}

/** A credential that n8n holds, without its data. */
export interface Credential {
	id: string;
	name: string;
	type: string;
}

/** One run of a workflow, without its data. */
export interface ExecutionSummary {
	id: string;
	status: ExecutionStatus;
}

/** One run of a workflow with what every node took and gave. */
export interface Execution extends ExecutionSummary {
	data: IRunExecutionData;
}
