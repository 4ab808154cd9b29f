/*
 * The SSHClientsManager of n8n-core 1.122 and 2.20 starts an interval with the first execution and lets it keep the process
 * alive; the current one does not. Jest loads this before the tests of an older version, so that it can end after them.
 */
const start = globalThis.setInterval;

const startUnref = (...args: Parameters<typeof start>) => start(...args).unref();

globalThis.setInterval = Object.assign(startUnref, start);
