import type { NoConnection, NoResponse } from '../../nodes/Trackfinity/transport/exchange';

/** What Node.js throws, or a library between it and n8n: the properties that tell something, as recorded. */
export interface Thrown {
	name?: string;
	message: string;
	code?: string;
	syscall?: string;
	/** The innermost exceptions, of a host with several addresses. */
	errors?: Thrown[];
}

/** The shapes in which n8n's HTTP helper passes an exception on, as recorded with each version of n8n-core. */
export const shapes: Record<string, (thrown: Thrown) => object> = {
	'Node.js': (thrown) => thrown,
	// Without a cause, and for several addresses with nothing but their texts.
	'n8n-core 1.122.0': ({ message, code, errors }) =>
		nodeApiError(code, [errors ? 'Error' : message], errors && joined(errors)),
	'n8n-core 2.20.6': ({ message, code, errors }) =>
		nodeApiError(code, [errors ? joined(errors) : message]),
	// In an AxiosError, which copies code, name and message but not the syscall, in a NodeApiError.
	'n8n-core 2.41.1': (thrown) => {
		const { message, code, name = 'Error', errors } = thrown;
		return {
			...nodeApiError(code, [errors ? joined(errors) : message]),
			cause: { name, code, message, config: { headers: { 'api-key': 'geheim' } }, cause: thrown },
		};
	},
};

/** n8n puts words of its own in `message`. */
function nodeApiError(code: string | undefined, messages: string[], description?: string): object {
	const message = "n8n's own words";
	return { name: 'NodeApiError', message, messages, httpCode: code ?? null, description };
}

function joined(errors: Thrown[]): string {
	return errors.map(({ message }) => message).join(' | ');
}

/** An exception, from what Node.js prints of it: `Error [CODE]: message`, or `Error: syscall CODE …` for one of the system. */
export function thrown(printed: string): Thrown {
	const [, name = '', code, message = ''] = /^(\w+)(?: \[(\w+)\])?: (.*)$/s.exec(printed) ?? [];
	const [, syscall, spoken] = /^([a-z]+) (E[A-Z_]+)/.exec(message) ?? [];
	const told = code ?? spoken;
	return { name, message, ...(told && { code: told }), ...(syscall && { syscall }) };
}

/** As OpenSSL says it. Node.js 20 and 24 differ in the names of functions and files. */
const openSsl = (reason: string, alert = '') =>
	`805CD329DD7F0000:error:0A00010B:SSL routines:ssl3_get_record:${reason}:../deps/openssl/openssl/ssl/record/ssl3_record.c:350:${alert}\n`;

/** TLS that OpenSSL gave up before the request was encrypted. */
const ofHandshake = (reason: string, alert?: number) =>
	`Error: write EPROTO ${openSsl(reason, alert ? `SSL alert number ${alert}` : '')}`;

/** TLS that broke when the request had been encrypted. */
const ofTls = (reason: string) =>
	`Error [ERR_SSL_${reason.replaceAll(' ', '_').toUpperCase()}]: ${openSsl(reason)}`;

const at = '127.0.0.1:81';

/** Exceptions after which nothing can have arrived: recorded, or as the sources of Node.js say. */
export const notArrived: Record<Exclude<NoConnection, 'proxyLogin'>, string[]> = {
	unknownHost: ['Error: getaddrinfo ENOTFOUND something.invalid'],
	unresolved: ['EAI_AGAIN', 'EAI_FAIL', 'EMFILE'].map((code) => `Error: getaddrinfo ${code} ${at}`),
	unreachable: [
		'Error: connect EHOSTUNREACH 2001:db8::1:81',
		'Error: connect ENETUNREACH 255.255.255.255:81 - Local (0.0.0.0:0)',
		'Error [ERR_SOCKET_CONNECTION_TIMEOUT]: Socket connection timeout',
		...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPERM'].map(
			(code) => `Error: connect ${code} ${at}`,
		),
	],
	noSockets: [
		`Error: connect EADDRNOTAVAIL ${at} - Local (0.0.0.0:0)`,
		...['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'].map((code) => `Error: connect ${code} ${at}`),
	],
	certificate: [
		'Error [DEPTH_ZERO_SELF_SIGNED_CERT]: self-signed certificate; if the root …',
		'Error [UNSPECIFIED]: EE certificate key too weak',
		'Error [CERT_HAS_EXPIRED]: certificate has expired',
		'Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match …',
		// The rest of the list on Node.js's page about X509 is like them.
		...['CERT_REVOKED', 'INVALID_CA', 'SELF_SIGNED_CERT_IN_CHAIN'].map(
			(code) => `Error [${code}]: n`,
		),
	],
	certificateChain: [
		'Error [UNABLE_TO_VERIFY_LEAF_SIGNATURE]: unable to verify the first …',
		'Error [UNABLE_TO_GET_ISSUER_CERT_LOCALLY]: unable to get local …',
	],
	notTls: [ofHandshake('wrong version number'), ofHandshake('packet length too long')],
	tls: [
		ofHandshake('tlsv1 alert protocol version', 70),
		ofHandshake('ssl/tls alert handshake failure', 40),
		ofHandshake('tlsv1 unrecognized name', 112),
		'Error [ECONNRESET]: Client network socket disconnected before secure TLS connection was established',
	],
	proxy: [
		'Error: Proxy connection ended before receiving CONNECT response',
		'Error: No header received from proxy CONNECT response',
		'Error: Invalid header from proxy CONNECT response: "nocolon"',
		'TypeError [ERR_INVALID_URL]: Invalid URL',
		'URIError: URI malformed',
	],
	blocked: [
		'SsrfBlockedIpError: The request was blocked because it resolves to a restricted IP address',
		'SsrfBlockedHostnameError: The request was blocked because the hostname is restricted',
	],
};

/** Exceptions after which the request may have arrived. */
export const mayHaveArrived: Record<NoResponse, string[]> = {
	timeout: ['AxiosError [ECONNABORTED]: timeout of 500ms exceeded', 'Error: read ETIMEDOUT'],
	canceled: ['CanceledError [ERR_CANCELED]: canceled'],
	notHttp: [
		'Error [HPE_INVALID_CONSTANT]: Parse Error: Expected HTTP/, RTSP/ or ICE/',
		'Error [HPE_HEADER_OVERFLOW]: Parse Error: Header overflow',
	],
	dropped: [
		'Error: read ECONNRESET',
		'Error [ECONNRESET]: socket hang up',
		'Error: write EPIPE',
		'Error: write EPROTO Write after DestroySSL',
		'Error: Something that nobody has seen yet',
		// The request had arrived, and plain HTTP, other bytes or an alert came in place of a response, or a client certificate was
		// demanded (TLS 1.3), which can't be told from an alert that comes later.
		...['wrong version number', 'packet length too long', 'encrypted length too long'].map(ofTls),
		...['bad record type', 'invalid aad', 'tlsv13 alert certificate required'].map(ofTls),
	],
};
