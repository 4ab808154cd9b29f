/**
 * For a file or a folder of tests by itself: `npx jest test/run/retries`. All of them are faster with jest.all.config.js.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	// Only what is below test/ is looked through for tests; the playground holds a whole n8n.
	roots: ['<rootDir>/test'],
	testMatch: ['<rootDir>/test/*.test.cts', '<rootDir>/test/!(all|e2e|queue)/**/*.test.cts'],
	testEnvironment: 'node',
	transform: {
		'^.+\\.c?ts$': [
			'@swc/jest',
			{
				jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
				module: { type: 'commonjs' },
			},
		],
	},
	setupFilesAfterEnv: ['<rootDir>/test/support/setup.cts'],
	maxWorkers: 2,
	// Tests live in a time of their own (support/simulatedTime.cts): this only ends one that hangs.
	testTimeout: 60_000,
};
