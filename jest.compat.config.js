const e2e = require('./jest.e2e.config.js');

/**
 * The end-to-end tests in the older n8n that the environment variable COMPAT names; `npm run test:compat` sets it.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	...e2e,
	// Editing the node in a running n8n is for its developers, who do it in the playground's own.
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/dev'],
};
