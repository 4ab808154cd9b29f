import fc from 'fast-check';

import type { RawResponse, ScriptedRequest, ScriptedServer } from './servers.cts';
import { startScriptedServer } from './servers.cts';

type Respond = (request: ScriptedRequest) => RawResponse;

/** A server for many runs at once, each of which is told its own responses. */
export function useScripts() {
	const scripts: Respond[] = [];
	let server: ScriptedServer;
	beforeAll(async () => {
		server = await startScriptedServer(
			(request) => scripts[parseInt(request.run, 10)]?.(request) ?? { bytes: Buffer.alloc(0) },
		);
	});
	afterAll(async () => await server.close());

	/** The address that responds like this, whatever is put behind it, and what arrived there. */
	return (respond: Respond) => {
		const requests: ScriptedRequest[] = [];
		const count = scripts.push((request) => {
			requests.push(request);
			return respond(request);
		});
		return { url: server.urlFor(`${count - 1}-`), requests };
	};
}

/**
 * Checks a law for so many random cases side by side: one after the other, their waits would take minutes. All of them end
 * before it does.
 *
 * @returns what the checks gave
 */
export async function forAll<T, Result>(
	cases: fc.Arbitrary<T>,
	count: number,
	check: (one: T) => Promise<Result>,
): Promise<Result[]> {
	const ended = await Promise.allSettled(
		fc.sample(cases, { numRuns: count }).map(async (one) => {
			try {
				return await check(one);
			} catch (broken) {
				throw new Error(`This breaks the law: ${fc.stringify(one)}\n${broken}`);
			}
		}),
	);
	return ended.map((one) => {
		if (one.status === 'rejected') throw one.reason;
		return one.value;
	});
}
