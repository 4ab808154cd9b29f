import { parseArgs } from 'node:util';
import type { Sandbox, SandboxOptions } from './server';
import { startSandbox } from './server';

const USAGE = `Usage: npm run sandbox -- [options]

  --port <number>         port of the Trackfinity service and the page (default: a free one)
  --delete-port <number>  port of the delete service (default: a free one)
  --latency <ms>          how much longer every answer takes (default: 0)
  --customers <number>    so many numbered customers instead of the usual ones
  --help                  show this`;

function readOptions(): SandboxOptions | 'help' {
	const { values } = parseArgs({
		options: {
			port: { type: 'string' },
			'delete-port': { type: 'string' },
			latency: { type: 'string' },
			customers: { type: 'string' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return 'help';
	const customers = wholeNumber('--customers', values.customers, 1_000_000);
	return {
		port: wholeNumber('--port', values.port, 65_535) ?? 0,
		deletePort: wholeNumber('--delete-port', values['delete-port'], 65_535) ?? 0,
		latencyMs: wholeNumber('--latency', values.latency, 600_000) ?? 0,
		...(customers === undefined ? {} : { customers }),
	};
}

function wholeNumber(name: string, text: string | undefined, max: number): number | undefined {
	if (text === undefined) return undefined;
	if (!/^\d+$/.test(text) || Number(text) > max) {
		throw new Error(`${name} takes a whole number from 0 to ${max}, not '${text}'.`);
	}
	return Number(text);
}

function describe({ trackfinityUrl, deleteUrl, credentials }: Sandbox): string {
	const { trackfinityApi, trackfinityDeleteApi } = credentials;
	return `The Trackfinity sandbox is running. Ctrl-C ends it.

  Page of customers   ${trackfinityUrl}/
  Trackfinity         ${trackfinityUrl}/api/
  Delete service      ${deleteUrl}

For n8n, credential "Trackfinity API":

  Base URL            ${trackfinityApi.baseUrl}
  API Username        ${trackfinityApi.username}
  API Key             ${trackfinityApi.apiKey}

For n8n, credential "Trackfinity Delete API":

  API URL             ${trackfinityDeleteApi.url}
  User ID             ${trackfinityDeleteApi.userId}
  API Key             ${trackfinityDeleteApi.apiKey}
  Account ID          ${trackfinityDeleteApi.accountId}
`;
}

async function main(): Promise<void> {
	const options = readOptions();
	if (options === 'help') return console.log(USAGE);
	const sandbox = await startSandbox(options);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close());
	}
	console.log(describe(sandbox));
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
