import type {
	ExecutionStatus,
	IConnections,
	ICredentialDataDecryptedObject,
	INode,
	IPinData,
	IRunExecutionData,
	IWorkflowSettings,
	WorkflowExecuteMode,
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
	active: boolean;
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
	workflowId: string;
	mode: WorkflowExecuteMode;
	status: ExecutionStatus;
	/** ISO times; `stoppedAt` is missing while it runs. */
	startedAt: string;
	stoppedAt?: string;
}

/** One run of a workflow with what every node took and gave. */
export interface Execution extends ExecutionSummary {
	data: IRunExecutionData;
}

/** How far n8n is with making a version of a workflow the live one. */
export interface PublicationStatus {
	status: 'not_published' | 'in_progress' | 'published' | 'partial' | 'failed';
	liveVersionId: string | null;
	triggers: Array<{ errorMessage: string | null }>;
}

/** A community package that n8n has installed. */
export interface CommunityPackage {
	packageName: string;
	installedVersion: string;
	installedNodes: Array<{ name: string; type: string; latestVersion: number }>;
	/** Whether n8n could not load it at its start. */
	failedLoading?: boolean;
}
