/**
 * `npm run test:mutation`: breaks the source in some thousand ways, one after the other, and says which of them no test
 * notices. A part of it: `npm run test:mutation -- --mutate 'nodes/Trackfinity/responses/**'`.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
module.exports = {
	mutate: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	// The tests run the built node.
	buildCommand: 'npm run build',
	testRunner: 'jest',
	jest: { configFile: 'dev/mutation/jest.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	// What is evaluated once, while a file is loaded, such as the descriptions of the fields: it would take all tests for each.
	ignoreStatic: true,
	concurrency: 2,
	// What jest leaves behind in the realm that runtime.cjs keeps is some 40 MB for each mutant.
	maxTestRunnerReuse: 20,
	// What takes so much longer than without a mutant has been noticed, too: a loop without an end, mostly.
	timeoutMS: 5_000,
	timeoutFactor: 1.25,
	// What has not been changed since the last run is not run again.
	incremental: true,
	incrementalFile: 'coverage/mutation.json',
	htmlReporter: { fileName: 'coverage/mutation.html' },
	reporters: ['clear-text', 'progress', 'html'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	// n8n's linter would read what is left there.
	tempDirName: 'coverage/mutation',
	cleanTempDir: 'always',
	// All but what the tests need.
	ignorePatterns: [
		'/*',
		'!/credentials',
		'!/dev',
		'/dev/*',
		'!/dev/bench',
		'!/dev/engine',
		'!/dev/fuzz',
		'!/dev/mutation',
		'!/nodes',
		'!/sandbox',
		'!/test',
		'!/*.js',
		'!/*.json',
	],
	thresholds: { high: 95, low: 90, break: 90 },
};
