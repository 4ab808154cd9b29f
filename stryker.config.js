/**
 * `npm run test:mutation`: breaks the source in some thousand ways, one after the other, and says which of them no test
 * notices. CONTRIBUTING.md has the score and the reasons for what is left.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
module.exports = {
	mutate: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	// The tests run the built node.
	buildCommand: 'npm run build',
	testRunner: 'jest',
	jest: { configFile: 'jest.mutation.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	// What is evaluated once, while a file is loaded, such as the descriptions of the fields: it would take all tests for each.
	ignoreStatic: true,
	concurrency: 2,
	timeoutMS: 5_000,
	timeoutFactor: 1.25,
	// What has not been changed since the last run is not run again.
	incremental: true,
	incrementalFile: 'coverage/mutation.json',
	htmlReporter: { fileName: 'coverage/mutation.html' },
	reporters: ['clear-text', 'progress', 'html'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	// Below a folder that no linter and no test reads.
	tempDirName: 'coverage/mutation',
	cleanTempDir: false,
	// All but what the tests need.
	ignorePatterns: [
		'/*',
		'!/credentials',
		'!/engine',
		'!/mutation',
		'!/nodes',
		'!/sandbox',
		'!/test',
		'!/*.js',
		'!/*.json',
	],
	thresholds: { high: 95, low: 90, break: 90 },
};
