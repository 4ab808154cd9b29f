const { readdirSync } = require('node:fs');
const path = require('node:path');

const typescript = [
	'@swc/jest',
	{
		jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
		module: { type: 'commonjs' },
	},
];

/** @type {import('jest').ProjectConfig} */
const base = {
	// Only what is below test/ is looked through for tests; the playground holds a whole n8n.
	roots: ['<rootDir>/test'],
	testEnvironment: 'node',
	transform: { '^.+\\.c?ts$': typescript },
};

/** Tests on n8n's engine in-process. */
const onEngine = { ...base, setupFilesAfterEnv: ['<rootDir>/test/support/setup.cts'] };

/** For a file or a folder of tests by itself: `npx jest test/run/retries`. */
const files = {
	...onEngine,
	testMatch: ['<rootDir>/test/!(all|e2e|queue|stacks)/**/*.test.cts'],
};

/** `npm test`: the same tests in two files that take as long, one for each worker, so that n8n is loaded twice and not fifty times. */
const all = {
	...onEngine,
	displayName: 'all',
	testMatch: ['<rootDir>/test/all/{run,others}.test.cts'],
};

const versions = path.join(__dirname, 'dev', 'engine', 'versions');

/** The tests that run the built node, and no others. `n8nVersion` tells them which n8n is theirs. */
const engine = (n8nVersion) => ({
	...onEngine,
	displayName: n8nVersion,
	globals: { n8nVersion },
	// ES modules that n8n requires. Node.js can do that, jest only once they are translated.
	transform: { ...base.transform, '/node_modules/.+\\.js$': typescript },
	transformIgnorePatterns: ['/node_modules/(?!(is-network-error|p-retry)/)'],
	testMatch: ['<rootDir>/test/all/{run,node}.test.cts'],
});

/** `npm run test:engines`: on the execution engine of each n8n that the README names. */
const engines = [
	...readdirSync(versions, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => ({
			...engine(`n8n-${name}`),
			// For our own files and the built node; n8n's packages find each other in that folder by themselves.
			moduleNameMapper: {
				'^(n8n-core|n8n-workflow|reflect-metadata)(/package\\.json)?$': `${path.join(versions, name)}/node_modules/$1$2`,
			},
			setupFiles: [path.join(versions, 'unrefIntervals.cts')],
		})),
	engine('n8n-current'),
];

/** `npm run test:e2e`: all files share one n8n and one sandbox, which each test sets back to the start, so one file at a time. */
const e2e = {
	...base,
	displayName: 'e2e',
	testMatch: ['<rootDir>/test/e2e/**/*.test.cts'],
	globalSetup: '<rootDir>/test/e2e/support/globalSetup.cts',
	globalTeardown: '<rootDir>/test/e2e/support/globalTeardown.cts',
};

/** The same in the older n8n that the environment variable COMPAT names; `npm run test:compat` sets it. */
const compat = {
	...e2e,
	displayName: 'compat',
	testPathIgnorePatterns: [
		'/node_modules/',
		// Editing the node in a running n8n is for its developers, who do it in the playground's own.
		'<rootDir>/test/e2e/dev',
		// Agents that are no workflows, evaluations over data tables and the MCP server of a whole n8n came later.
		'<rootDir>/test/e2e/native-agents',
		'<rootDir>/test/e2e/own-executions',
		// The README shows the current n8n.
		'<rootDir>/test/e2e/editor-pictures',
		// Has no human review for tools.
		...(process.env.COMPAT === '1.123' ? ['<rootDir>/test/e2e/example-agent'] : []),
	],
};

/** `npm run test:queue`: each file has an n8n, two workers and a Redis of its own, so one file at a time. */
const queue = {
	...base,
	displayName: 'queue',
	testMatch: ['<rootDir>/test/queue/**/*.test.cts'],
	globalSetup: '<rootDir>/test/queue/support/globalSetup.cts',
};

/** `npm run test:stacks`: against real web servers. */
const stacks = {
	...onEngine,
	displayName: 'stacks',
	testMatch: ['<rootDir>/test/stacks/*.test.cts'],
};

const isChosen = process.argv.some((word) => word.startsWith('--selectProjects'));

/**
 * The scripts of package.json choose projects by name and say how long a test may take in a whole n8n. Without a choice it
 * is the project of single files.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	projects: isChosen ? [all, ...engines, e2e, compat, queue, stacks] : [files],
	maxWorkers: 2,
	// Tests on the engine live in a time of their own (test/support/simulatedTime.cts): this only ends one that hangs.
	testTimeout: 60_000,
};
