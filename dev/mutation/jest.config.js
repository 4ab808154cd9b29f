const { projects, ...options } = require('../../jest.config.js');

/**
 * The tests that Stryker, which knows no projects, runs for each mutant.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	...options,
	...projects[0],
	rootDir: '../..',
	testMatch: ['<rootDir>/test/all/{pure,run,node}.test.cts'],
	setupFiles: [require.resolve('./setup.cjs')],
	testEnvironment: require.resolve('./environment.cjs'),
	runtime: require.resolve('./runtime.cjs'),
	testSequencer: require.resolve('./sequencer.cjs'),
};
