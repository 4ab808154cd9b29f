import { freePort } from '../../../dev/playground/n8n.cts';
import { run } from '../../../dev/playground/processes.cts';
import { launch } from '../../support/launch.cts';

/** A running Redis. */
export interface Redis {
	port: number;
	/** Ends it; once is enough, more does no harm. */
	stop(): Promise<void>;
}

const INSTALL =
	'Queue mode needs Redis. Install it (Debian and Ubuntu: sudo apt-get install redis-server; macOS: brew install redis) and run this again.';

/** @throws Error that says how to install Redis when there is none */
export async function requireRedis(): Promise<void> {
	const options = { cwd: __dirname, hint: INSTALL };
	await run('redis-server', ['--version'], options).catch((cause: unknown) => {
		throw new Error(INSTALL, { cause });
	});
}

/** Starts a Redis of our own on loopback, which keeps nothing on the disk. */
export async function startRedis(folder: string): Promise<Redis> {
	const port = await freePort();
	const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
	let isReady = () => {};
	const ready = new Promise<void>((resolve) => (isReady = resolve));
	const redis = launch('redis-server', settings, {
		cwd: folder,
		onLine: (line) => line.includes('Ready to accept connections') && isReady(),
		endWithinMs: 5_000,
	});
	if (await Promise.race([ready, redis.ended.then(() => true)])) {
		throw new Error(`Redis ended during its start:\n\n${redis.lastLines.join('\n')}`);
	}
	return {
		port,
		stop: async () => {
			redis.end();
			await redis.ended;
		},
	};
}
