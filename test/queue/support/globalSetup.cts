import path from 'node:path';
import { packNode } from '../../../dev/playground/nodePackage.cts';
import { defaultDataFolder } from '../../../dev/playground/paths.cts';

/** Where these tests keep the packed node, n8n's data and all logs, until the next run. */
export const folder = path.join(defaultDataFolder, 'queue');

/** Packs the node once for all test files. */
export default async function globalSetup(): Promise<void> {
	const say = (line: string) => process.stderr.write(`${line}\n`);
	process.env['TRACKFINITY_QUEUE_TARBALL'] = await packNode(folder, { say });
}
