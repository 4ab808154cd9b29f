const e2e = require('./jest.e2e.config.js');

/**
 * The end-to-end tests in the older n8n that the environment variable COMPAT names; `npm run test:compat` sets it.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	...e2e,
	testPathIgnorePatterns: [
		'/node_modules/',
		// Editing the node in a running n8n is for its developers, who do it in the playground's own.
		'<rootDir>/test/e2e/dev',
		// The README shows the current n8n.
		'<rootDir>/test/e2e/editor-picture',
		// Has no human review for tools.
		...(process.env.COMPAT === '1.123'
			? ['<rootDir>/test/e2e/examples-agent', '<rootDir>/test/e2e/editor-agent']
			: []),
	],
};
