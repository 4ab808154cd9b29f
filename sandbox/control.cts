import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { pathname } from './service.cts';
import type { State } from './state.cts';
import type { Traffic } from './traffic.cts';

/** All control addresses begin with this. */
export const CONTROL_PREFIX = '/sandbox/';

type Action = (state: State, traffic: Traffic, body: string) => unknown;

const ACTIONS = new Map<string, Action>([
	['GET /sandbox/customers', ({ customers }) => customers],
	['GET /sandbox/loyalty', (state) => state.loyaltyCustomers()],
	['GET /sandbox/requests', (_state, { requests }) => requests],
	[
		'GET /sandbox/stats',
		(_state, { inFlight, peakInFlight, count }) => ({ inFlight, peakInFlight, count }),
	],
	['POST /sandbox/faults', (_state, { faults }, body) => void faults.add(JSON.parse(body))],
	['DELETE /sandbox/faults', (_state, { faults }) => faults.clear()],
	[
		'POST /sandbox/reset',
		(state, traffic) => {
			state.reset();
			traffic.reset();
		},
	],
]);

/**
 * Lets other processes look at the sandbox and change it, in JSON: 200 with what was asked for or else with the number of
 * faults now active, 400 for a fault that is none, 404 for any other address. None of this counts as an API request.
 */
export async function control(
	state: State,
	traffic: Traffic,
	incoming: IncomingMessage,
	outgoing: ServerResponse,
): Promise<void> {
	const action = ACTIONS.get(`${incoming.method} ${pathname(incoming.url ?? '')}`);
	const send = (status: number, body: unknown) => {
		outgoing.statusCode = status;
		outgoing.setHeader('content-type', 'application/json');
		outgoing.end(JSON.stringify(body));
	};
	if (!action) return send(404, { error: `There is only: ${[...ACTIONS.keys()].join(', ')}` });
	try {
		const result = action(state, traffic, await text(incoming));
		send(200, result ?? { faults: traffic.faults.count });
	} catch (error) {
		send(400, { error: error instanceof Error ? error.message : String(error) });
	}
}
