// First, because it sets what n8n-core reads while it is loaded.
export { removeUserFolder } from './environment.cts';

export { testCredential } from './credentialTest.cts';
export {
	createEngine,
	type Engine,
	type EngineOptions,
	type RunOptions,
	type RunResult,
	type Turn,
} from './engine.cts';
export { runFlow, type FlowLink, type FlowNode, type FlowOptions } from './flow.cts';
export { recordLogs } from './logs.cts';
export { loadPackage, type NodePackage } from './package.cts';
export { AGENT, callTool, type ToolCallOptions, type ToolCallResult } from './toolCall.cts';
export { nodeNames, type Items } from './workflow.cts';
