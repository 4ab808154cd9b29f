import { parseArgs } from 'node:util';
import { z } from 'zod';
import { check } from './check.cts';
import type { Sandbox } from './server.cts';
import { startSandbox } from './server.cts';

const USAGE = `Usage: npm run sandbox -- [options]

  --port <number>         port of the Trackfinity service and the page (default: any free port)
  --delete-port <number>  port of the Delete service (default: any free port)
  --latency <ms>          extra delay of every response (default: 0)
  --customers <number>    use this many numbered customers instead of the usual ones
  --help                  show this`;

function describe({ trackfinityUrl, deleteUrl, credentials }: Sandbox): string {
	const { trackfinityApi, trackfinityDeleteApi } = credentials;
	return `The Trackfinity sandbox is running. Press Ctrl+C to stop it.

  Page of customers   ${trackfinityUrl}/
  Trackfinity         ${trackfinityUrl}/api/
  Delete service      ${deleteUrl}

In n8n, for the credential 'Trackfinity API':

  Base URL            ${trackfinityApi.baseUrl}
  API Username        ${trackfinityApi.username}
  API Key             ${trackfinityApi.apiKey}

In n8n, for the credential 'Trackfinity Delete API':

  API URL             ${trackfinityDeleteApi.url}
  User ID             ${trackfinityDeleteApi.userId}
  API Key             ${trackfinityDeleteApi.apiKey}
  Account ID          ${trackfinityDeleteApi.accountId}
`;
}

const whole = z.coerce.number().int().min(0);

const optionsSchema = z.object({
	port: whole.default(0),
	'delete-port': whole.default(0),
	latency: whole.default(0),
	customers: whole.max(1_000_000).optional(),
});

async function main(): Promise<void> {
	const text = { type: 'string' } as const;
	const options = { port: text, 'delete-port': text, latency: text, customers: text };
	const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } });
	if (values.help) return console.log(USAGE);
	const { port, latency, customers, ...more } = check(optionsSchema, values);
	const sandbox = await startSandbox({
		port,
		deletePort: more['delete-port'],
		latencyMs: latency,
		...(customers === undefined ? {} : { customers }),
	});
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close());
	}
	console.log(describe(sandbox));
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
