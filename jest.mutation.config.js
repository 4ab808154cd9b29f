const jestConfig = require('./jest.config.js');

/**
 * The tests that Stryker runs for each mutant.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	...jestConfig,
	testMatch: ['<rootDir>/test/all/{pure,run,node}.test.cts'],
	setupFiles: [require.resolve('./mutation/setup.cjs')],
	testEnvironment: require.resolve('./mutation/environment.cjs'),
	testSequencer: require.resolve('./mutation/sequencer.cjs'),
};
