const jestConfig = require('./jest.config.js');

/**
 * `npm test`: all tests in four files, for which jest loads n8n three times instead of fifty.
 *
 * @type {import('jest').Config}
 */
module.exports = { ...jestConfig, testMatch: ['<rootDir>/test/all/*.test.cts'] };
