import type { Sandbox } from '../../sandbox/index.cts';
import { startSandbox } from '../../sandbox/index.cts';
import { until } from '../support/runs.cts';

type Form = Record<string, string>;

/** A sandbox, and what a client does with its Delete service. */
export interface SandboxClient {
	readonly sandbox: Sandbox;
	/** Posts a form with the right credentials; `form` is added to them. */
	post(form: Form, signal?: AbortSignal): Promise<Response>;
	/** Whether the sandbox holds a loyalty customer with this code. */
	has(code: string): boolean;
	/** Posts a form and leaves before there is a response, as soon as the request has arrived. */
	postAndLeave(form: Form): Promise<void>;
}

/** Gives a test file its sandbox: started before its first test, as new before each, closed after the last. */
export function useSandbox(): SandboxClient {
	let started: Sandbox | undefined;
	beforeAll(async () => {
		started = await startSandbox();
	});
	beforeEach(() => started?.reset());
	afterAll(async () => await started?.close());

	const client: SandboxClient = {
		get sandbox() {
			if (started === undefined) throw new Error('The sandbox is only there inside of tests');
			return started;
		},
		async post(form, signal) {
			const { url, userId, apiKey, accountId } = client.sandbox.credentials.trackfinityDeleteApi;
			return await fetch(url, {
				method: 'POST',
				headers: { api_access_key: apiKey },
				body: new URLSearchParams({ user_id: userId, account_id: accountId, ...form }),
				redirect: 'manual',
				...(signal && { signal }),
			});
		},
		has: (code) => client.sandbox.loyaltyCustomers().some((customer) => customer.code === code),
		async postAndLeave(form) {
			const { sandbox } = client;
			const arrived = sandbox.requestCount();
			const leaving = new AbortController();
			const settled = client.post(form, leaving.signal).then(
				() => undefined,
				() => undefined,
			);
			await until(() => sandbox.requestCount() > arrived);
			leaving.abort();
			await settled;
			await until(() => sandbox.inFlight() === 0);
		},
	};
	return client;
}
