import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { check } from '../../sandbox/check.cts';
import { startPlayground } from './index.cts';
import type { Playground } from './index.cts';
import { logFile } from './n8n.cts';
import { defaultDataFolder, repositoryFolder } from './paths.cts';

const USAGE = `Usage: npm start -- [options]
       npm run dev -- [options]

Starts an n8n of its own with this node installed, and the sandbox that stands in for Trackfinity. With npm run dev, n8n
loads the node again whenever a file in nodes/ or credentials/ changes.

  --fresh                start over: workflows, credentials and executions go, the installed n8n stays
  --port <number>        port of n8n (default: 5678)
  --sandbox-port <n>     port of the sandbox as Trackfinity (default: 5690)
  --delete-port <n>      port of the sandbox as the Delete service (default: 5691)
  --help                 show this`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const options = { port: text, 'sandbox-port': text, 'delete-port': text };

// The sandbox's ports are fixed, so that stored credentials stay right from start to start.
const port = z.coerce.number().int().min(1).max(65_535);
const portsSchema = z.object({
	port: port.default(5678),
	'sandbox-port': port.default(5690),
	'delete-port': port.default(5691),
});

/** What `npm start` and `npm run dev` run: a playground in the repository's own data folder, until Ctrl+C. */
async function main(signal: AbortSignal): Promise<void> {
	const { values } = parseArgs({ options: { ...options, dev: flag, fresh: flag, help: flag } });
	const { dev, fresh, help } = values;
	if (help) return console.log(USAGE);

	const ports = check(portsSchema, values);
	const playground = await startPlayground({
		dataFolder: defaultDataFolder,
		port: ports.port,
		sandbox: { port: ports['sandbox-port'], deletePort: ports['delete-port'] },
		fresh,
		...(dev && { dev: repositoryFolder }),
		onLog: (line) => line.startsWith('Hot reload') && console.log(`n8n: ${line}`),
		signal,
		say: console.log,
	});
	console.log(welcome(playground, dev));

	await Promise.race([playground.ended, once(signal, 'abort')]);
	const endedByItself = !signal.aborted;
	if (!endedByItself) console.log('\nStopping n8n and the sandbox ...');
	await playground.stop();
	if (endedByItself) throw new Error(`n8n has ended. Its log: ${logFile(defaultDataFolder)}`);
}

function welcome({ url, login, sandbox, workflows }: Playground, dev: boolean): string {
	return `
n8n is ready:  ${url}
Log in with:   ${login.email}
Password:      ${login.password}

Workflows:     ${workflows.map(({ name }) => name).join('\n               ') || 'none'}
Sandbox:       ${sandbox.trackfinityUrl} (Trackfinity), ${sandbox.deleteUrl} (Delete service)
${dev ? '\nEdit a file in nodes/ or credentials/: n8n loads the node again.' : ''}
Press Ctrl+C to stop. Your workflows stay; with --fresh, the next start begins from scratch.`;
}

const interrupted = new AbortController();
// A terminal's Ctrl+C reaches us from the terminal and again from npm; all mean the same.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => interrupted.abort());
}
main(interrupted.signal).catch((reason: unknown) => {
	if (interrupted.signal.aborted) {
		return console.log('\nStopped. The next start continues with what is missing.');
	}
	const message = reason instanceof Error ? reason.message : String(reason);
	console.error(`\n${message}`);
	if (message.includes('already in use')) {
		console.error('Stop what uses this port, or choose another: npm start -- --help');
	}
	process.exitCode = 1;
});
