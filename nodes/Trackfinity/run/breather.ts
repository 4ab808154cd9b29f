import { sleep } from 'n8n-workflow';

const LONGEST_STRETCH_MS = 30;

/**
 * Makes a function to call between steps of long work: from time to time it lets everything else that n8n does take its
 * turn. Reading one expression takes n8n 0.1 to 0.4 ms, so thousands of items in one go would block it for seconds.
 */
export function createYield(): () => Promise<void> {
	let since = performance.now();
	return async () => {
		if (performance.now() - since < LONGEST_STRETCH_MS) return;
		await sleep(0);
		since = performance.now();
	};
}
