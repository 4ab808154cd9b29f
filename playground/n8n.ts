import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { NodeJs } from './nodejs';
import { ownerEnvironment } from './owner';
import { installed, playgroundFolder } from './paths';
import { PlaygroundError } from './playgroundError';
import { endGroup, start } from './processes';

/** What n8n is started with. */
export interface N8nOptions {
	node: NodeJs;
	/** n8n's user folder; its own data are in `.n8n` below it. */
	dataFolder: string;
	/** The port of the editor. */
	port: number;
	/** The port at which n8n's task runners find it; must differ from n8n to n8n on one machine. */
	brokerPort: number;
	/** More of n8n's environment variables, above the playground's. */
	environment?: Record<string, string> | undefined;
	/** Ends the start. */
	signal?: AbortSignal | undefined;
}

/** A running n8n. */
export interface N8nProcess {
	/** Where the editor, the REST routes and the webhooks are, without a slash at the end. */
	url: string;
	/** The process ID, for measuring it. */
	pid: number;
	/** All that n8n has written so far. */
	logs(): string;
	/** Resolves when n8n has ended, by itself or by `stop`. */
	ended: Promise<void>;
	/** Ends n8n as a service manager would, and by force if that takes longer than `STOP_WITHIN_MS`. */
	stop(): Promise<void>;
}

const endWithParent = pathToFileURL(path.join(playgroundFolder, 'endWithParent.mjs')).href;
const STOP_WITHIN_MS = 20_000;
const LAST_LINES = 25;

/** Where n8n's database is. */
export function databaseFile(dataFolder: string): string {
	return path.join(dataFolder, '.n8n', 'database.sqlite');
}

/**
 * Starts n8n and waits until its editor can be opened.
 * @throws PlaygroundError with the end of n8n's log when it ends instead; the signal's reason when it is ended by it
 */
export async function startN8n(options: N8nOptions): Promise<N8nProcess> {
	options.signal?.throwIfAborted();
	const lines: string[] = [];
	const logFile = path.join(options.dataFolder, 'n8n.log');
	const log = createWriteStream(logFile);
	const { promise: ready, resolve: isReady } = signalOnce();
	const n8n = start(
		options.node.program,
		['--import', endWithParent, installed('n8n', 'bin', 'n8n'), 'start'],
		{
			cwd: options.dataFolder,
			env: n8nEnvironment(options),
			onLine: (line) => {
				lines.push(line);
				log.write(`${line}\n`);
				// n8n 2.41 writes this as the last step of its start, workflows activated and routes served.
				if (line.startsWith('Editor is now accessible via')) isReady();
			},
			signal: options.signal,
			endWithinMs: STOP_WITHIN_MS,
		},
	);
	const ended = once(n8n, 'close').then(() => {
		log.end();
	});

	await Promise.race([ready, ended]);
	options.signal?.throwIfAborted();
	const { pid } = n8n;
	if (n8n.exitCode !== null || n8n.signalCode !== null || pid === undefined) {
		throw new PlaygroundError(
			`n8n did not start. Its log is in ${logFile} and ends with:\n${lines.slice(-LAST_LINES).join('\n')}`,
		);
	}

	return {
		url: `http://127.0.0.1:${options.port}`,
		pid,
		logs: () => lines.join('\n'),
		ended,
		stop: async () => {
			endGroup(n8n, STOP_WITHIN_MS);
			await ended;
		},
	};
}

function signalOnce(): { promise: Promise<void>; resolve: () => void } {
	let resolve: () => void = () => undefined;
	const promise = new Promise<void>((settle) => (resolve = settle));
	return { promise, resolve };
}

function n8nEnvironment(options: N8nOptions): NodeJS.ProcessEnv {
	const url = `http://127.0.0.1:${options.port}`;
	return {
		...inheritedEnvironment(),
		PATH: `${path.dirname(options.node.program)}:${process.env.PATH}`,
		N8N_USER_FOLDER: options.dataFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(options.port),
		N8N_EDITOR_BASE_URL: url,
		N8N_WEBHOOK_URL: url,
		N8N_RUNNERS_BROKER_PORT: String(options.brokerPort),
		// Over plain http, a secure cookie would lock out every browser that does not trust loopback addresses.
		N8N_SECURE_COOKIE: 'false',
		// isolated-vm, which evaluates expressions, ships no binary for Macs with an Intel processor.
		...(existsSync(installed('isolated-vm', 'prebuilds', `${process.platform}-${process.arch}`))
			? {}
			: { N8N_EXPRESSION_ENGINE: 'legacy' }),
		...ownerEnvironment,
		...quiet,
		...options.environment,
	};
}

/** Nothing that a person plays with here is anybody else's business, and no start waits for the internet. */
const quiet = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
};

/**
 * Our environment without what would reach n8n by accident: settings of the user's own n8n and database, those of the
 * npm that runs us, and options for our own Node.js, which n8n's may not know.
 */
function inheritedEnvironment(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) =>
				!/^(N8N_|DB_|QUEUE_|EXECUTIONS_|WEBHOOK_|npm_|NODE_OPTIONS$|NODE_ENV$)/.test(name),
		),
	);
}
