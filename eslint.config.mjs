import { config as n8n } from '@n8n/node-cli/eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// n8n's rules are for what n8n loads: the nodes, the credentials and package.json. The rest (tests, sandbox, tools) runs
// on Node.js itself, where timers, processes and files are the work; there the strict TypeScript rules apply.
const shipped = ['package.json', 'nodes/**/*.ts', 'credentials/**/*.ts'];

export default defineConfig(
	{ ignores: ['dist/', 'coverage/', '.n8n-playground/', 'playground/node_modules/'] },
	{ files: shipped, extends: [n8n] },
	{ files: ['**/*.ts'], extends: [tseslint.configs.strict] },
);
