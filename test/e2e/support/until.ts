import { setTimeout as delay } from 'node:timers/promises';

const POLL_EVERY_MS = 25;
const WAIT_MS = 30_000;

/**
 * Asks until the answer is the one waited for, and gives it.
 * @param awaited what is waited for, for the message when it does not come in time
 * @throws Error when it has not come after 30 seconds
 */
export async function until<T>(
	awaited: string,
	ask: () => Promise<T>,
	isAwaited: (answer: T) => boolean,
): Promise<T> {
	const deadline = Date.now() + WAIT_MS;
	for (;;) {
		const answer = await ask();
		if (isAwaited(answer)) return answer;
		if (Date.now() > deadline) {
			throw new Error(`Waited ${WAIT_MS} ms for ${awaited}; at last: ${JSON.stringify(answer)}`);
		}
		await delay(POLL_EVERY_MS);
	}
}
