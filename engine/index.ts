// First, because it sets what n8n-core reads while it is loaded.
export { removeUserFolder } from './environment';

export { testCredential } from './credentialTest';
export {
	createEngine,
	type Engine,
	type EngineOptions,
	type RunOptions,
	type RunResult,
	type Turn,
} from './engine';
export { recordLogs } from './logs';
export { loadPackage, type NodePackage } from './package';
export { nodeNames, type Items } from './workflow';
