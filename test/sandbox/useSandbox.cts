import type { Sandbox } from '../../sandbox/index.cts';
import { until } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

type Form = Record<string, string>;

/** Gives a test file its sandbox, as new before each test, and what a client does with its Delete service. */
export function useSandbox() {
	const workbench = useWorkbench({ time: 'real' });
	const client = {
		get sandbox(): Sandbox {
			return workbench.sandbox;
		},
		/** Posts a form with the right credentials; `form` is added to them. */
		async post(form: Form, signal?: AbortSignal): Promise<Response> {
			const { url, userId, apiKey, accountId } = client.sandbox.credentials.trackfinityDeleteApi;
			return await fetch(url, {
				method: 'POST',
				headers: { api_access_key: apiKey },
				body: new URLSearchParams({ user_id: userId, account_id: accountId, ...form }),
				redirect: 'manual',
				...(signal && { signal }),
			});
		},
		/** Posts a form and leaves before there is a response, as soon as the request has arrived. */
		async postAndLeave(form: Form): Promise<void> {
			const { sandbox } = client;
			const arrived = sandbox.requestCount();
			const leaving = new AbortController();
			const settled = client.post(form, leaving.signal).catch(() => undefined);
			await until(() => sandbox.requestCount() > arrived);
			leaving.abort();
			await settled;
			await until(() => sandbox.inFlight() === 0);
		},
	};
	return client;
}
