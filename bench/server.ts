import { startSandbox } from '../sandbox';
import { serve } from './child';

/** The sandbox in a process of its own, so that its work does not count as the node's. */
serve(async ({ customers, latencyMs }: { customers: number; latencyMs: number }) => {
	const sandbox = await startSandbox({ customers, latencyMs, record: false });
	return sandbox.credentials.trackfinityApi;
});
