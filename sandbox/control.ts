import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { checkFault } from './fault-check';
import { pathname } from './service';
import type { State } from './state';
import type { Traffic } from './traffic';

/** All control addresses begin with this. */
export const CONTROL_PREFIX = '/sandbox/';

type Action = (state: State, traffic: Traffic, body: string) => unknown;

const ACTIONS = new Map<string, Action>([
	['GET /sandbox/customers', (state) => state.allCustomers()],
	['GET /sandbox/loyalty', (state) => state.loyaltyCustomers()],
	['GET /sandbox/requests', (_state, traffic) => traffic.requests],
	[
		'GET /sandbox/stats',
		(_state, { inFlight, peakInFlight, count }) => ({ inFlight, peakInFlight, count }),
	],
	['POST /sandbox/faults', (_state, traffic, body) => addFault(traffic, body)],
	['DELETE /sandbox/faults', (_state, traffic) => clearFaults(traffic)],
	['POST /sandbox/reset', (state, traffic) => reset(state, traffic)],
]);

/**
 * Lets other processes look at the sandbox and change it, in JSON: 200 with what was asked for or with the number of
 * faults now active, 400 for a fault that is none, 404 for any other address. None of this counts as an API request.
 */
export async function control(
	state: State,
	traffic: Traffic,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const action = ACTIONS.get(`${request.method} ${pathname(request.url ?? '')}`);
	const give = (status: number, answer: unknown) => {
		response.statusCode = status;
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify(answer));
	};
	if (!action) return give(404, { error: `There is only: ${[...ACTIONS.keys()].join(', ')}` });
	try {
		give(200, action(state, traffic, await text(request)));
	} catch (error) {
		give(400, { error: error instanceof Error ? error.message : String(error) });
	}
}

function addFault(traffic: Traffic, body: string) {
	const fault: unknown = JSON.parse(body);
	checkFault(fault);
	traffic.faults.add(fault);
	return { faults: traffic.faults.count };
}

function clearFaults(traffic: Traffic) {
	traffic.faults.clear();
	return { faults: traffic.faults.count };
}

function reset(state: State, traffic: Traffic) {
	state.reset();
	traffic.reset();
	return { faults: traffic.faults.count };
}
