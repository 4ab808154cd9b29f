import type { Credential, Workflow } from '../../../dev/playground/index.cts';
import type { SandboxCredentials } from '../../../sandbox/index.cts';

/** What the tests know of the n8n that the global setup has started for all of them. */
export interface Published {
	/** Where n8n is, without a slash at the end. */
	url: string;
	/** The owner's login. */
	login: { email: string; password: string };
	/** A Cookie header's value that stands for that login; n8n 2.41 allows five logins in five minutes. */
	cookie: string;
	/** The sandbox as Trackfinity, and its control addresses below `/sandbox/`; without a slash at the end. */
	sandboxUrl: string;
	/** The sandbox as the delete service. */
	deleteUrl: string;
	/** What the sandbox accepts, for credentials of a test's own. */
	sandboxCredentials: SandboxCredentials;
	/** The two credentials that n8n holds. */
	credentials: Credential[];
	/** The example workflows that n8n holds. */
	workflows: Array<Pick<Workflow, 'id' | 'name'>>;
	/** The packed node that is installed in n8n. */
	tarball: string;
	/** All that n8n writes, while it writes. */
	logFile: string;
}

const VARIABLE = 'TRACKFINITY_E2E';

/** Hands it to the test files, whose processes inherit the environment. */
export function publish(published: Published): void {
	process.env[VARIABLE] = JSON.stringify(published);
}

/** @throws Error outside of a run of `npm run test:e2e` */
export function readPublished(): Published {
	const text = process.env[VARIABLE];
	if (text === undefined) throw new Error('These tests need the global setup: npm run test:e2e');
	return JSON.parse(text) as Published;
}
