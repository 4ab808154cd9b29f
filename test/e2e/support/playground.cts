import { N8nApi } from '../../../dev/playground/index.cts';
import { readPublished, type Published } from './published.cts';
import { SandboxControl } from './sandboxControl.cts';

export type { Published } from './published.cts';
export { SandboxControl } from './sandboxControl.cts';

/** The n8n and the sandbox that all end-to-end tests share, and what else there is to know of them. */
export interface EndToEnd extends Published {
	/** n8n's REST routes, logged in as the owner. */
	api: N8nApi;
	sandbox: SandboxControl;
}

/** Gives a test file the running n8n; the sandbox is back at its start before each test. */
export function useN8n(): EndToEnd {
	const published = readPublished();
	const sandbox = new SandboxControl(published.sandboxUrl);
	beforeEach(async () => await sandbox.reset());
	return { ...published, api: new N8nApi(published.url, published.cookie), sandbox };
}
