const { readdirSync } = require('node:fs');
const path = require('node:path');

const { maxWorkers, testTimeout, transform, ...jestConfig } = require('./jest.config.js');

const versions = path.join(__dirname, 'engine', 'versions');

/** The tests that run the built node, and no others. `n8nVersion` tells them which n8n is theirs. */
const projectFor = (n8nVersion) => ({
	...jestConfig,
	displayName: n8nVersion,
	globals: { n8nVersion },
	// ES modules that n8n requires. Node.js can do that, jest only once they are translated.
	transform: { ...transform, '/node_modules/.+\\.js$': transform['^.+\\.c?ts$'] },
	transformIgnorePatterns: ['/node_modules/(?!(is-network-error|p-retry)/)'],
	testMatch: ['<rootDir>/test/all/{run,node}.test.cts'],
});

const older = readdirSync(versions, { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => ({
		...projectFor(`n8n-${name}`),
		// For our own files and the built node; n8n's packages find each other in that folder by themselves.
		moduleNameMapper: {
			'^(n8n-core|n8n-workflow|reflect-metadata)(/package\\.json)?$': `${path.join(versions, name)}/node_modules/$1$2`,
		},
		setupFiles: ['<rootDir>/engine/versions/unrefIntervals.cts'],
	}));

/**
 * The tests that go through the built node, on the execution engine of each n8n that the README names. One of them:
 * `npm run test:engines -- --selectProjects n8n-1.123`.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	maxWorkers,
	testTimeout,
	projects: [...older, projectFor('n8n-current')],
};
