const { transform, roots, testEnvironment } = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	roots,
	testEnvironment,
	transform,
	testMatch: ['<rootDir>/test/queue/**/*.test.cts'],
	globalSetup: '<rootDir>/test/queue/support/globalSetup.cts',
	// Each test file has an n8n, two workers and a Redis of its own.
	maxWorkers: 1,
	testTimeout: 300_000,
};
