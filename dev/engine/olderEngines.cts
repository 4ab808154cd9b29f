import { ErrorReporter, Tracing } from 'n8n-core';
import { LoggerProxy, NodeApiError, type INode, type JsonObject } from 'n8n-workflow';
import { version } from 'n8n-workflow/package.json';

/*
 * Where the n8n-core and n8n-workflow of older n8n versions differ from the current ones: in what this engine uses of them,
 * and in what its users can see. Types are checked against the current version only, so whatever an older one lacks
 * belongs here and nowhere else. The older versions that the tests run on are in versions/.
 */
const isN8n1 = version.startsWith('1.');

/**
 * Whether a credential's rules for status codes apply when it is tested. n8n's tester takes the status from the cause of
 * the NodeApiError, which the error does not have in n8n 1.123 and 2.20: there n8n's own words for the status show.
 */
export const appliesResponseCodeRules =
	new NodeApiError({} as INode, new Error() as Error & JsonObject).cause !== undefined;

/** What n8n reports exceptions to. It calls nothing of the logger but `error`. */
export function createErrorReporter(): ErrorReporter {
	const logger = LoggerProxy as unknown as ConstructorParameters<typeof ErrorReporter>[0];
	if (!isN8n1) return new ErrorReporter(logger, new Tracing());
	// n8n 1.123 has no Tracing, and its reporter takes the logger alone.
	const WithoutTracing = ErrorReporter as unknown as new (taken: typeof logger) => ErrorReporter;
	return new WithoutTracing(logger);
}
