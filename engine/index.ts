// First, because it sets what n8n-core reads while it is loaded.
export { removeUserFolder } from './environment';

export { testCredential } from './credential-test';
export {
	createEngine,
	nodeNames,
	type Engine,
	type EngineOptions,
	type RunOptions,
	type RunResult,
} from './engine';
export { recordLogs } from './logs';
export { loadPackage, type NodePackage } from './package';
