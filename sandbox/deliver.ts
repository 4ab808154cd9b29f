import type { ServerResponse } from 'node:http';
import type { Disruption, Drip, EchoSecrets, Forged, Status } from './faults';
import type { Answer, RecordedRequest, Service } from './service';

/** One request on its way through the sandbox. */
export interface Exchange {
	service: Service;
	request: RecordedRequest;
	response: ServerResponse;
	/** Notes that it has ended, and with which status if it was answered in full. Only the first call counts. */
	end(status?: number): void;
}

const HTML_PAGE =
	'<!doctype html>\n<html lang="en"><head><title>Sign in</title></head>' +
	'<body><h1>Sign in</h1><p>Please sign in to go on.</p></body></html>\n';

// Without an explicit writeHead, Node.js adds the content length unless the headers hold one.
function writeHead(response: ServerResponse, { status, headers }: Answer): void {
	response.statusCode = status;
	for (const name in headers) response.setHeader(name, headers[name] ?? '');
}

function give({ response, end }: Exchange, answer: Answer): void {
	// Ended first: by the time the client reads the answer, its request is in flight no more.
	end(answer.status);
	writeHead(response, answer);
	response.end(answer.body);
}

function cut({ response, end }: Exchange): void {
	end();
	response.destroy();
}

function cutInAnswer(exchange: Exchange, answer: Answer): void {
	const { response } = exchange;
	writeHead(response, answer);
	response.setHeader('content-length', Buffer.byteLength(answer.body) + 64);
	response.write(answer.body, () => cut(exchange));
}

function drip({ response, service }: Exchange, { bytes, everyMs }: Drip): void {
	const buffer = Buffer.from(bytes);
	let sent = 0;
	response.setHeader('content-type', service.contentType);
	response.flushHeaders();
	const timer = setInterval(() => {
		const at = sent++ % buffer.length;
		response.write(buffer.subarray(at, at + 1));
	}, everyMs);
	response.once('close', () => clearInterval(timer));
}

function forged({ service }: Exchange, fault: Status | Forged): Answer {
	return {
		status: fault.status ?? 200,
		headers: { 'content-type': service.contentType, ...fault.headers },
		body: fault.body ?? '',
	};
}

function echo({ service, request }: Exchange, { status, urlEncoded }: EchoSecrets): Answer {
	const { headers, form } = request;
	const secrets = [
		headers['api-key'] ?? headers.api_access_key,
		form.user_password,
		form.password,
	].filter((secret) => secret !== undefined);
	const shown = urlEncoded
		? secrets.flatMap((secret) => [
				encodeURIComponent(secret),
				String(new URLSearchParams({ secret })),
			])
		: secrets;
	return service.refuse(request, `Access denied for ${shown.join(' and ')}`, status);
}

/** Gives the answer of the service, or what the disruption makes of it. */
export function deliver(exchange: Exchange, disruption?: Disruption): void {
	const { service, request } = exchange;
	if (!disruption) return give(exchange, service.answer(request));
	switch (disruption.kind) {
		case 'busy': {
			const answer = service.refuse(request, 'Too many requests', 429);
			if (disruption.retryAfter !== undefined)
				answer.headers['retry-after'] = disruption.retryAfter;
			return give(exchange, answer);
		}
		case 'status':
			return give(exchange, forged(exchange, disruption));
		case 'answer':
			if (disruption.carryOut) service.answer(request);
			return give(exchange, forged(exchange, disruption));
		case 'drop': {
			if (disruption.when === 'before') return cut(exchange);
			const answer = service.answer(request);
			return disruption.when === 'after' ? cut(exchange) : cutInAnswer(exchange, answer);
		}
		case 'hang':
			return;
		case 'drip':
			return drip(exchange, disruption);
		case 'redirect': {
			const { status = 302, location } = disruption;
			return give(exchange, { status, headers: { location }, body: '' });
		}
		case 'html': {
			const headers = { 'content-type': 'text/html; charset=utf-8' };
			return give(exchange, { status: disruption.status ?? 200, headers, body: HTML_PAGE });
		}
		case 'echoSecrets':
			return give(exchange, echo(exchange, disruption));
	}
}
