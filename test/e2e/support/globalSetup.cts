import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { startPlayground } from '../../../dev/playground/index.cts';
import type { Playground } from '../../../dev/playground/index.cts';
import { logFile } from '../../../dev/playground/n8n.cts';
import { packNode } from '../../../dev/playground/nodePackage.cts';
import { defaultDataFolder, olderN8nFolder } from '../../../dev/playground/paths.cts';
import { publish } from './published.cts';

/** The older n8n to run in place of the playground's own, such as 1.123; the project compat in jest.config.js wants one. */
const version = process.env['COMPAT'];
const folder = path.join(defaultDataFolder, 'e2e', version ?? 'current');
/** One per run of jest, so that two runs at the same time do not get in each other's way. */
const dataFolder = path.join(folder, String(process.pid));

let running: Playground | undefined;

/** Brings up the n8n that all end-to-end tests share, with the node in it as it is packed now. */
export default async function globalSetup(): Promise<void> {
	await removeLeftovers();
	const say = (line: string) => process.stderr.write(`${line}\n`);
	const tarball = await packNode(path.join(folder, 'package'), { say });
	running = await startPlayground({
		...(version !== undefined && { n8nFolder: olderN8nFolder(version) }),
		dataFolder,
		fresh: true,
		tarball,
		say,
	});
	const { url, login, api, sandbox, credentials, workflows } = running;
	publish({
		url,
		login,
		cookie: api.loginCookie,
		sandboxUrl: sandbox.trackfinityUrl,
		deleteUrl: sandbox.deleteUrl,
		sandboxCredentials: sandbox.credentials,
		credentials,
		workflows: workflows.map(({ id, name }) => ({ id, name })),
		tarball,
		logFile: logFile(dataFolder),
	});
}

/** Removes what runs have left that were ended by force. */
async function removeLeftovers(): Promise<void> {
	for (const name of await readdir(folder).catch(() => [])) {
		if (/^\d+$/.test(name) && !isRunning(Number(name))) {
			await rm(path.join(folder, name), { recursive: true, force: true });
		}
	}
}

function isRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

/** Ends that n8n and the sandbox, and leaves nothing behind but n8n's log. */
export async function stop(): Promise<void> {
	await running?.stop();
	await rename(logFile(dataFolder), logFile(folder));
	await rm(dataFolder, { recursive: true, force: true });
}
