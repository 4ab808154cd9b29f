import { defineConfig } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** From low to high: no file imports from a higher layer. */
const layers = [
	['credentials', 'nodes/Trackfinity/redact.ts', 'nodes/Trackfinity/timing.ts'],
	...[
		['transport', 'parameters', 'responses'],
		['services', 'links'],
		['operations'],
		['outcomes'],
		['plan'],
		['run'],
		['report'],
		['Trackfinity.node.ts'],
	].map((layer) => layer.map((name) => `nodes/Trackfinity/${name}`)),
];

const zones = layers
	.slice(1)
	.map((from, index) => ({ from, target: layers.slice(0, index + 1).flat() }));

// n8n's own rules (eslint.config.mjs, which its strict mode wants unchanged) are for what n8n loads, and take every .ts
// file for that. Sandbox, tools and tests run on Node.js itself, where timers, processes and files are the work: they are
// .cts files, which n8n's rules leave alone.
export default defineConfig(
	{ ignores: ['dist/', 'coverage/', '.n8n-playground/'] },
	{ files: ['**/*.cts'], extends: [tseslint.configs.strict] },
	{
		files: ['**/*.cts', 'nodes/**/*.ts', 'credentials/**/*.ts'],
		languageOptions: { parser: tseslint.parser },
		plugins: { '@typescript-eslint': tseslint.plugin, 'import-x': importX },
		settings: {
			'import-x/resolver-next': [createTypeScriptImportResolver()],
			'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.cts'] },
		},
		rules: {
			'@typescript-eslint/consistent-type-imports': 'error',
			'import-x/no-cycle': ['error', { ignoreExternal: true }],
			'import-x/no-restricted-paths': ['error', { zones }],
		},
	},
);
