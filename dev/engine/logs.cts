import { inspect } from 'node:util';

import type { LogMetadata, Logger } from 'n8n-workflow';

type ScopedLogger = Logger & { scoped(scopes: string | string[]): Logger };

const recordings = new Set<string[]>();

/** A line holds everything that was handed to the logger, however deep, so that a search for a secret cannot miss it. */
function record(level: string, message: string, metadata?: LogMetadata): void {
	if (recordings.size === 0) return;
	const details = metadata ? ` ${inspect(metadata, inspectAll)}` : '';
	for (const lines of recordings) lines.push(`${level}: ${message}${details}`);
}

const inspectAll = {
	depth: 12,
	maxArrayLength: null,
	maxStringLength: null,
	breakLength: Infinity,
};

/**
 * Makes n8n's logger report every line to the recordings. n8n's LoggerProxy and `this.logger` of a node end in the same
 * logger; its scoped children, which have a logger each, are replaced by their parent.
 */
export function tapLogger(logger: ScopedLogger): void {
	const methods: ScopedLogger = {
		error: (message, metadata) => record('error', message, metadata),
		warn: (message, metadata) => record('warn', message, metadata),
		info: (message, metadata) => record('info', message, metadata),
		debug: (message, metadata) => record('debug', message, metadata),
		scoped: () => logger,
	};
	Object.assign(logger, methods);
}

/**
 * Collects what is logged through n8n from now on, one string per line, until `stop` is called.
 * Lines of executions that run at the same time are not told apart.
 */
export function recordLogs(): { lines: string[]; stop: () => void } {
	const lines: string[] = [];
	recordings.add(lines);
	return { lines, stop: () => recordings.delete(lines) };
}
