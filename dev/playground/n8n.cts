import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endWithParent, installed, playgroundFolder } from './paths.cts';
import { start } from './processes.cts';
import { ownerNames } from './rest.cts';

/** How n8n is started. */
export interface N8nOptions {
	/** n8n's user folder; its own data are in `.n8n` below it. */
	dataFolder: string;
	/** Which n8n: the folder that it is installed in; the playground's own when left out. */
	n8nFolder?: string;
	/** The port of the editor, the REST routes and the webhooks; any free one when left out. */
	port?: number;
	/** The repository, or a copy of it, whose sources n8n loads again at every change. */
	dev?: string;
	/** Makes it a worker of n8n's queue mode, with this name; otherwise it is the main process. */
	worker?: string;
	/** More of n8n's environment variables, above the playground's. */
	environment?: Record<string, string>;
	/** Gets what n8n writes, one line at a time; the log file gets it as well. */
	onLog?: (line: string) => void;
	/** Ends n8n. */
	signal?: AbortSignal;
}

/** A running n8n. */
export interface N8nProcess {
	/** Where the editor, the REST routes and the webhooks are, without a slash at the end. */
	url: string;
	/** The process ID, for measuring it. */
	pid: number;
	/** Resolves when n8n has ended, by itself or by `stop`. */
	ended: Promise<unknown>;
	/** Ends n8n as a service manager would; once is enough, more does no harm. */
	stop(): Promise<void>;
}

/** Whom n8n belongs to. Not a secret: that n8n listens on this machine's loopback address only. */
export const login = { email: 'owner@example.com', password: 'Playground1' };

/** Where the log of n8n, or of the worker with this name, is. */
export function logFile(dataFolder: string, worker = 'n8n'): string {
	return path.join(dataFolder, `${worker}.log`);
}

/**
 * Starts n8n and waits until its editor can be opened, or a worker until it takes executions.
 * @param node the Node.js program that runs it
 * @throws Error with the end of n8n's log when it ends instead; the signal's reason when it is ended by that
 */
export async function startN8n(node: string, options: N8nOptions): Promise<N8nProcess> {
	const { dataFolder, n8nFolder = playgroundFolder, worker, onLog, signal } = options;
	const url = `http://127.0.0.1:${options.port ?? (await freePort())}`;
	signal?.throwIfAborted();
	const cache = worker === undefined ? await makeCache(dataFolder) : undefined;
	const log = createWriteStream(logFile(dataFolder, worker));
	let isReady = () => {};
	const ready = new Promise<void>((resolve) => (isReady = resolve));
	const program = installed(n8nFolder, 'n8n', 'bin', 'n8n');
	const command = worker === undefined ? 'start' : 'worker';
	const n8n = start(node, ['--import', endWithParent, program, command], {
		cwd: dataFolder,
		env: {
			...inheritedEnvironment(),
			...location(url),
			...owner,
			...quiet,
			PATH: `${path.dirname(node)}:${process.env['PATH']}`,
			N8N_USER_FOLDER: dataFolder,
			// As in n8n 2. With none, as in 1.123, an execution has ended a moment before its data are stored.
			DB_SQLITE_POOL_SIZE: '3',
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			// isolated-vm, which evaluates expressions, ships no binary for Macs with an Intel processor.
			...(!existsSync(
				installed(n8nFolder, 'isolated-vm', 'prebuilds', `${process.platform}-${process.arch}`),
			) && { N8N_EXPRESSION_ENGINE: 'legacy' }),
			...(options.dev && { N8N_DEV_RELOAD: 'true' }),
			...options.environment,
		},
		onLine: (line) => {
			log.write(`${line}\n`);
			onLog?.(line);
			// n8n 2.41 writes these as the last step of a start: workflows activated, routes served, queue connected.
			if (/^(Editor is now accessible via|n8n worker is now ready)/.test(line)) isReady();
		},
		signal,
		endWithinMs: 20_000,
	});
	const ended = n8n.ended.finally(async () => {
		log.end();
		if (cache !== undefined) await rm(cache, { recursive: true, force: true });
	});

	const endedFirst = await Promise.race([ready, ended.then(() => true)]);
	signal?.throwIfAborted();
	if (endedFirst || n8n.pid === undefined) {
		throw new Error(`n8n ended during its start:\n\n${n8n.lastLines.join('\n')}`);
	}
	return {
		url,
		pid: n8n.pid,
		ended,
		stop: async () => {
			n8n.end();
			await ended;
		},
	};
}

/**
 * A folder for what n8n makes at each start, its editor above all. Not where it would be, below our own: there n8n's linter
 * would read all of that for minutes, and its configuration has to stay as it is.
 */
async function makeCache(dataFolder: string): Promise<string> {
	const cache = await mkdtemp(path.join(tmpdir(), 'n8n-playground-cache-'));
	const expected = path.join(dataFolder, '.cache');
	await rm(expected, { recursive: true, force: true });
	await symlink(cache, expected);
	return cache;
}

/** n8n doesn't tell which port it got when it is given 0, so it needs one that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	return port;
}

/** Ours without settings of the user's own n8n and database, those of the npm that runs us, and options for our Node.js. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
	const others =
		/^(N8N_|DB_|QUEUE_|EXECUTIONS_|WEBHOOK_|npm_|NODE_OPTIONS$|NODE_ENV$|DIST_FOLDER$)/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !others.test(name)));
}

const location = (url: string) => ({
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_HOST: '127.0.0.1',
	N8N_PORT: new URL(url).port,
	N8N_EDITOR_BASE_URL: url,
	N8N_WEBHOOK_URL: url,
	// Over plain http, a secure cookie would lock out every browser that does not trust loopback addresses.
	N8N_SECURE_COOKIE: 'false',
});

/** Makes n8n take the owner from its environment, at every start, instead of asking the first visitor to sign up. */
const owner = {
	N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
	N8N_INSTANCE_OWNER_EMAIL: login.email,
	N8N_INSTANCE_OWNER_FIRST_NAME: ownerNames.firstName,
	N8N_INSTANCE_OWNER_LAST_NAME: ownerNames.lastName,
	// bcrypt of the password above; n8n takes no other form of it.
	N8N_INSTANCE_OWNER_PASSWORD_HASH: '$2a$10$7GtIBxJWPe3ZKoXdUnsfMuPunRsEze8ns5nIcogkBaqaer460di3i',
};

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
