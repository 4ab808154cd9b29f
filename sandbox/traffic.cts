import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange } from './deliver.cts';
import { deliver } from './deliver.cts';
import { Faults, matches } from './faults.cts';
import type { Hold } from './holds.cts';
import type { RecordedRequest, Service } from './service.cts';
import { isFormEncoded } from './service.cts';

/** The one place that every API request of both services goes through: recorded, held, disrupted, responded to. */
export class Traffic {
	readonly requests: RecordedRequest[] = [];
	readonly faults = new Faults();
	/** Those that are not released. */
	readonly holds = new Set<Hold>();
	/** How many requests have arrived, recorded or not. */
	count = 0;
	/** The most that have been in flight at once. */
	peakInFlight = 0;
	private readonly open = new Set<Exchange>();
	private cuts = 0;

	/** Every response takes `latencyMs` milliseconds more; without `record` no request is kept, only counted. */
	constructor(
		private readonly latencyMs: number,
		private readonly record: boolean,
	) {}

	/** How many requests have arrived and have neither got a response nor been cut off. */
	get inFlight(): number {
		return this.open.size;
	}

	/** Whether a request that came from this port has arrived and waits on purpose: for a hold or by a fault. */
	keepsWaiting(port: number | undefined): boolean {
		return [...this.open].some(
			({ isWaiting, outgoing }) =>
				isWaiting && port !== undefined && outgoing.socket?.remotePort === port,
		);
	}

	/** Reads a request, has the service respond to it, and sends the response. */
	receive(service: Service, incoming: IncomingMessage, outgoing: ServerResponse): void {
		let body = '';
		incoming.setEncoding('utf8');
		incoming.on('data', (chunk: string) => {
			body += chunk;
		});
		incoming.on('end', () => this.arrived(service, readRequest(service, incoming, body), outgoing));
	}

	/** Back to the start: requests, counts, faults and holds are gone, and what was in flight is cut off. */
	reset(): void {
		this.cutOff();
		for (const hold of this.holds) hold.release();
		this.faults.clear();
		this.requests.length = 0;
		this.count = 0;
		this.peakInFlight = 0;
	}

	/** Cuts off what is in flight; none of that is carried out any more. */
	cutOff(): void {
		this.cuts += 1;
		for (const exchange of this.open) {
			exchange.outgoing.destroy();
			exchange.end();
		}
	}

	private arrived(service: Service, request: RecordedRequest, outgoing: ServerResponse): void {
		const exchange: Exchange = {
			service,
			request,
			outgoing,
			isWaiting: false,
			end: (status) => {
				if (!this.open.delete(exchange)) return;
				request.endedAt = performance.now();
				if (status !== undefined) request.status = status;
			},
		};
		this.open.add(exchange);
		this.count += 1;
		this.peakInFlight = Math.max(this.peakInFlight, this.open.size);
		if (this.record) this.requests.push(request);
		outgoing.once('close', () => exchange.end());

		const { waitMs, disruption } = this.faults.take(request);
		const hold = [...this.holds].find(({ match }) => matches(match, request));
		const released = hold?.enter();
		const delay = waitMs + this.latencyMs;
		if (!released && delay === 0) return deliver(exchange, disruption);
		exchange.isWaiting = true;
		const { cuts } = this;
		// Like most servers, this one also carries out what a client no longer waits for, but not what belongs to
		// the time before it was cut off.
		void pause(released, delay).then(() => {
			exchange.isWaiting = false;
			if (cuts === this.cuts) deliver(exchange, disruption);
		});
	}
}

async function pause(released: Promise<void> | undefined, ms: number): Promise<void> {
	await released;
	// The waiting alone must not keep the process alive after the sandbox is closed.
	if (ms > 0) await new Promise((resolve) => void setTimeout(resolve, ms).unref());
}

function readRequest(service: Service, incoming: IncomingMessage, body: string): RecordedRequest {
	const headers = Object.fromEntries(
		Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
	);
	return {
		service: service.name,
		method: incoming.method ?? '',
		path: incoming.url ?? '',
		headers,
		body,
		form: isFormEncoded(headers) ? Object.fromEntries(new URLSearchParams(body)) : {},
		at: performance.now(),
	};
}
