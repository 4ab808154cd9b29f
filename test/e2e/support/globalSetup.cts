import path from 'node:path';
import { type Playground, startPlayground } from '../../../dev/playground/index.cts';
import { logFile } from '../../../dev/playground/n8n.cts';
import { packNode } from '../../../dev/playground/nodePackage.cts';
import { defaultDataFolder, olderN8nFolder } from '../../../dev/playground/paths.cts';
import { publish } from './playground.cts';

/** The older n8n to run in place of the playground's own, such as 1.123; the project compat in jest.config.js wants one. */
const version = process.env['COMPAT'];

let running: Playground | undefined;

/** Brings up the n8n that all end-to-end tests share, with the node in it as it is packed now; its data stay until the next run. */
export default async function globalSetup(): Promise<void> {
	const dataFolder = path.join(defaultDataFolder, 'e2e', version ?? 'current');
	const say = (line: string) => process.stderr.write(`${line}\n`);
	const tarball = await packNode(path.join(defaultDataFolder, 'e2e', 'package'), { say });
	const older = version === undefined ? {} : { n8nFolder: olderN8nFolder(version) };
	running = await startPlayground({ ...older, dataFolder, fresh: true, tarball, say });
	const { url, api, sandbox, credentials, workflows } = running;
	publish({
		url,
		cookie: api.loginCookie,
		sandboxUrl: sandbox.trackfinityUrl,
		sandboxCredentials: sandbox.credentials,
		credentials,
		workflows: workflows.map(({ id, name }) => ({ id, name })),
		tarball,
		logFile: logFile(dataFolder),
	});
}

/** Ends that n8n and the sandbox. */
export async function stop(): Promise<void> {
	await running?.stop();
}
