import { packNode } from '../../../dev/playground/nodePackage.cts';
import { folder } from './folder.cts';
import { requireRedis } from './redis.cts';

/** Packs the node once for all test files. */
export default async function globalSetup(): Promise<void> {
	await requireRedis();
	const say = (line: string) => process.stderr.write(`${line}\n`);
	process.env['TRACKFINITY_QUEUE_TARBALL'] = await packNode(folder, { say });
}
