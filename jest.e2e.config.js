const { transform, roots, testEnvironment } = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	roots,
	testEnvironment,
	transform,
	testMatch: ['<rootDir>/test/e2e/**/*.test.cts'],
	globalSetup: '<rootDir>/test/e2e/support/globalSetup.cts',
	globalTeardown: '<rootDir>/test/e2e/support/globalTeardown.cts',
	// All test files share one n8n and one sandbox, which each test sets back to the start.
	maxWorkers: 1,
	testTimeout: 120_000,
};
