import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from './deliver';
import { deliver } from './deliver';
import { Faults } from './faults';
import { Holds } from './holds';
import type { RecordedRequest, Service } from './service';
import { isFormEncoded } from './service';

/** The one place that every API request of both services goes through: recorded, held, disrupted, answered. */
export class Traffic {
	readonly requests: RecordedRequest[] = [];
	readonly faults = new Faults();
	readonly holds = new Holds();
	/** How many requests have arrived, recorded or not. */
	count = 0;
	/** The most that have been in flight at once. */
	peakInFlight = 0;
	private readonly open = new Set<Exchange>();
	private readonly latencyMs: number;
	private readonly record: boolean;
	private cuts = 0;

	/** Every answer takes `latencyMs` milliseconds more; without `record` no request is kept, only counted. */
	constructor(latencyMs: number, record: boolean) {
		this.latencyMs = latencyMs;
		this.record = record;
	}

	/** How many requests have arrived and are neither answered nor cut off. */
	get inFlight(): number {
		return this.open.size;
	}

	/** Reads a request, has the service answer it, and gives the answer. */
	receive(service: Service, incoming: IncomingMessage, response: ServerResponse): void {
		let body = '';
		incoming.setEncoding('utf8');
		incoming.on('data', (chunk: string) => {
			body += chunk;
		});
		incoming.on('end', () => this.arrived(service, readRequest(service, incoming, body), response));
	}

	/** Back to the start: requests, counts, faults and holds are gone, and what was in flight is cut off. */
	reset(): void {
		this.cutOff();
		this.holds.releaseAll();
		this.faults.clear();
		this.requests.length = 0;
		this.count = 0;
		this.peakInFlight = 0;
	}

	/** Cuts off what is in flight; none of that is carried out any more. */
	cutOff(): void {
		this.cuts += 1;
		for (const exchange of [...this.open]) {
			exchange.response.destroy();
			exchange.end();
		}
	}

	private arrived(service: Service, request: RecordedRequest, response: ServerResponse): void {
		const exchange: Exchange = {
			service,
			request,
			response,
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
		response.once('close', () => exchange.end());

		const { waitMs, disruption } = this.faults.take(request);
		const released = this.holds.wait(request);
		const delay = waitMs + this.latencyMs;
		if (!released && delay === 0) return deliver(exchange, disruption);
		const cuts = this.cuts;
		// Like most servers, this one also carries out what a client no longer waits for, but not what belongs to
		// the time before it was cut off.
		void pause(released, delay).then(() => {
			if (cuts === this.cuts) deliver(exchange, disruption);
		});
	}
}

async function pause(released: Promise<void> | undefined, ms: number): Promise<void> {
	await released;
	// The waiting alone must not keep the process alive after the sandbox is closed.
	if (ms > 0) await sleep(ms, undefined, { ref: false });
}

function readRequest(service: Service, incoming: IncomingMessage, body: string): RecordedRequest {
	const headers: Record<string, string> = {};
	for (const name in incoming.headers) headers[name] = String(incoming.headers[name]);
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
