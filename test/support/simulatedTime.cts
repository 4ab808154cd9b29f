import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Where Node.js reports each HTTP request that it sends. */
const REQUEST_STARTED = 'http.client.request.start';

const realIntl = globalThis.Intl;

/**
 * How long after the test before it each test begins. The node's process goes on from test to test, and what it remembers
 * of a service's pace is over by then.
 */
const APART_MS = 200_000;

let beganAt = 0;
let endedAt = 0;

/** Turns of the event loop in which what has just been done gets on by itself: promises, streams, closing connections. */
const SETTLING_TURNS = 5;

/** How often time goes on in one test at most. The longest one needs 6,000 steps: what needs more never ends. */
const MOST_STEPS = 100_000;

/**
 * Lets each test of the file live in a time of its own, so that waits take no time and a slow machine changes nothing:
 * timers, `performance` and `Date` stand still as long as the node waits for a response that is on its way, and jump to the
 * next timer once there is nothing else to wait for. Connections are real, and whatever takes real time (files, work in
 * threads) goes unnoticed.
 *
 * @param keepsWaiting whether the server deliberately doesn't respond to the request that came from this port, so that time
 * goes on for it
 * @returns what fails the work that a test waits for once it turns out never to end
 */
export function useSimulatedTime(
	keepsWaiting: (port: number | undefined) => boolean,
): <T>(work: Promise<T>) => Promise<T> {
	const open = new Set<ClientRequest>();
	const onRequest = (message: unknown): void => {
		const { request } = message as { request: ClientRequest };
		open.add(request);
		request.once('close', () => open.delete(request));
	};
	const isBusy = () => [...open].some(({ socket }) => !keepsWaiting(socket?.localPort));

	const goOn = async (test: AbortSignal): Promise<void> => {
		for (let step = 0; !test.aborted && step < MOST_STEPS;) {
			for (let turn = 0; turn < SETTLING_TURNS; turn++) await nextTurn();
			if (test.aborted || isBusy()) continue;
			jest.advanceTimersToNextTimer();
			// No timer of Node.js is shorter than this, and without it a wait of half a millisecond would never end.
			jest.advanceTimersByTime(1);
			step += 1;
		}
		if (!test.aborted) throw new Error(`Still not done after time went on ${MOST_STEPS} times`);
	};

	let test: AbortController;
	let time: Promise<void>;
	beforeAll(() => subscribe(REQUEST_STARTED, onRequest));
	beforeEach(() => {
		// What sockets and promises need stays real.
		jest.useFakeTimers({
			doNotFake: ['nextTick', 'setImmediate', 'clearImmediate', 'queueMicrotask', 'hrtime'],
		});
		// All that is faked of it is which date it formats when none is given, and n8n gives one, each time that it evaluates
		// an expression: the fake would take a tenth of a test.
		globalThis.Intl = realIntl;
		jest.advanceTimersByTime(endedAt + APART_MS);
		beganAt = performance.now();
		open.clear();
		test = new AbortController();
		time = goOn(test.signal);
	});
	afterEach(() => {
		test.abort();
		endedAt = performance.now();
		jest.useRealTimers();
	});
	afterAll(() => unsubscribe(REQUEST_STARTED, onRequest));

	// Time ends with the test, too, and then fails nothing.
	return async (work) => await Promise.race([work, time.then(async () => await work)]);
}

/** How many milliseconds have passed since the test began, in its own time. */
export function elapsedMs(): number {
	return performance.now() - beganAt;
}
