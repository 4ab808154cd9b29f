import type { ServerResponse } from 'node:http';
import type { Disruption } from './faults.cts';
import type { RecordedRequest, Service, ServiceResponse } from './service.cts';

/** One request on its way through the sandbox. */
export interface Exchange {
	service: Service;
	request: RecordedRequest;
	/** The HTTP side of it. */
	outgoing: ServerResponse;
	/** Whether it is kept waiting on purpose. */
	isWaiting: boolean;
	/** Notes that it has ended, and with which status if a response was sent in full. Only the first call counts. */
	end(status?: number): void;
}

type Kind<Name extends Disruption['kind']> = Extract<Disruption, { kind: Name }>;

const HTML_PAGE =
	'<!doctype html>\n<html lang="en"><head><title>Sign in</title></head>' +
	'<body><h1>Sign in</h1><p>Please sign in to go on.</p></body></html>\n';

/** Sends the response of the service, or what the disruption makes of it. */
export function deliver(exchange: Exchange, disruption?: Disruption): void {
	const { service, request } = exchange;
	if (!disruption) return send(exchange, service.respond(request));
	if (disruption.kind === 'drop') return drop(exchange, disruption);
	if (disruption.carryOut) service.respond(request);
	exchange.isWaiting = disruption.kind === 'hang' || disruption.kind === 'drip';
	if (disruption.kind === 'hang') return;
	if (disruption.kind === 'drip') return drip(exchange, disruption);
	send(exchange, forge(exchange, disruption));
}

// Without an explicit writeHead, Node.js adds the content length unless the headers hold one.
function setHead(outgoing: ServerResponse, { status, headers }: ServiceResponse): void {
	outgoing.statusCode = status;
	for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
}

function send({ outgoing, end }: Exchange, response: ServiceResponse): void {
	// Ended first: by the time the client reads the response, its request is in flight no more.
	end(response.status);
	setHead(outgoing, response);
	outgoing.end(response.body);
}

function drop({ service, request, outgoing, end }: Exchange, { when }: Kind<'drop'>): void {
	const cut = () => {
		end();
		outgoing.destroy();
	};
	if (when === 'before') return cut();
	const response = service.respond(request);
	if (when === 'after') return cut();
	setHead(outgoing, response);
	outgoing.setHeader('content-length', Buffer.byteLength(response.body) + 64);
	outgoing.write(response.body, cut);
}

function drip({ outgoing, service }: Exchange, { bytes, everyMs }: Kind<'drip'>): void {
	const buffer = Buffer.from(bytes);
	outgoing.setHeader('content-type', service.contentType);
	outgoing.flushHeaders();
	let at = 0;
	const timer = setInterval(() => {
		outgoing.write(buffer.subarray(at, at + 1));
		at = (at + 1) % buffer.length;
	}, everyMs).unref();
	outgoing.once('close', () => clearInterval(timer));
}

function forge(
	{ service, request }: Exchange,
	fault: Kind<'busy' | 'status' | 'answer' | 'redirect' | 'html' | 'echoSecrets'>,
): ServiceResponse {
	switch (fault.kind) {
		case 'busy': {
			const { retryAfter } = fault;
			const response = service.reject(request, 'Too many requests', 429);
			if (retryAfter !== undefined) response.headers['retry-after'] = retryAfter;
			return response;
		}
		case 'redirect':
			return { status: fault.status ?? 302, headers: { location: fault.location }, body: '' };
		case 'html':
			return {
				status: fault.status ?? 200,
				headers: { 'content-type': 'text/html; charset=utf-8' },
				body: HTML_PAGE,
			};
		case 'echoSecrets': {
			const secrets = secretsOf(request).flatMap((secret) =>
				fault.urlEncoded
					? [encodeURIComponent(secret), String(new URLSearchParams({ secret }))]
					: secret,
			);
			return service.reject(request, `Access denied for ${secrets.join(' and ')}`, fault.status);
		}
		case 'status':
		case 'answer':
			return {
				status: fault.status ?? 200,
				headers: { 'content-type': service.contentType, ...fault.headers },
				body: fault.body ?? '',
			};
	}
}

function secretsOf({ headers, form }: RecordedRequest): string[] {
	const apiKey = headers['api-key'] ?? headers.api_access_key;
	return [apiKey, form.user_password, form.password].filter((secret) => secret !== undefined);
}
