import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';

const POLL_EVERY_MS = 25;

/**
 * Asks until the response is the one waited for, and returns it.
 * @param awaited what is waited for, for the message when it doesn't come in time
 * @param withinMs how long, in milliseconds; default 30 seconds
 * @throws Error when it has not come by then
 */
export async function until<T>(
	awaited: string,
	ask: () => Promise<T>,
	isAwaited: (response: T) => boolean,
	withinMs = 30_000,
): Promise<T> {
	const deadline = Date.now() + withinMs;
	for (;;) {
		const response = await ask();
		if (isAwaited(response)) return response;
		if (Date.now() > deadline) {
			throw new Error(
				`Waited ${withinMs} ms for ${awaited}; at last: ${inspect(response).slice(0, 1_000)}`,
			);
		}
		await delay(POLL_EVERY_MS);
	}
}
