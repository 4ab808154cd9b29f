import { freePort } from '../../../dev/playground/n8n.cts';
import { launch } from '../../support/launch.cts';

const INSTALL =
	'Queue mode needs Redis. Install it (Debian and Ubuntu: sudo apt-get install redis-server; macOS: brew install redis) and run this again.';

/**
 * Starts a Redis of our own on loopback, which keeps nothing on the disk.
 * @throws Error that says how to install Redis when there is none
 */
export async function startRedis(folder: string): Promise<{ port: number; stop(): Promise<void> }> {
	const port = await freePort();
	const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
	let isReady = () => {};
	const ready = new Promise<void>((resolve) => (isReady = resolve));
	const redis = launch('redis-server', settings, {
		cwd: folder,
		onLine: (line) => line.includes('Ready to accept connections') && isReady(),
	});
	if (await Promise.race([ready, redis.ended.then(() => true)])) {
		throw new Error(`Redis ended during its start. ${INSTALL}\n\n${redis.lastLines.join('\n')}`);
	}
	const stop = async () => {
		redis.end();
		await redis.ended;
	};
	return { port, stop };
}
