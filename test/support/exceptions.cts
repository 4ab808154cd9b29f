import type { NoConnection, NoResponse } from '../../nodes/Trackfinity/transport/exchange';

/** What Node.js throws, or a library between it and n8n: the properties that tell something, as recorded. */
export interface Thrown {
	message: string;
	code?: string;
	syscall?: string;
	name?: string;
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
			cause: { name, code, message, config: requestWithKey, cause: thrown },
		};
	},
};

const requestWithKey = { headers: { 'api-key': 'geheim' } };

/** n8n puts words of its own in `message`. */
function nodeApiError(code: string | undefined, messages: string[], description?: string): object {
	const message = "n8n's own words";
	return { name: 'NodeApiError', message, messages, httpCode: code ?? null, description };
}

function joined(errors: Thrown[]): string {
	return errors.map(({ message }) => message).join(' | ');
}

/** An exception of the operating system: `connect ECONNREFUSED 127.0.0.1:81`. */
export function ofSystem(syscall: string, code: string, rest = '127.0.0.1:81'): Thrown {
	return { message: `${syscall} ${code} ${rest}`, code, syscall };
}

/** As OpenSSL says it. Node.js 20 and 24 differ in the names of functions and files. */
const openSsl = (reason: string, alert = '') =>
	`805CD329DD7F0000:error:0A00010B:SSL routines:ssl3_get_record:${reason}:../deps/openssl/openssl/ssl/record/ssl3_record.c:350:${alert}\n`;

/** TLS that OpenSSL gave up before the request was encrypted. */
const ofHandshake = (reason: string, alert?: string) =>
	ofSystem('write', 'EPROTO', openSsl(reason, alert));

/** TLS that broke when the request had been encrypted. */
const ofTls = (reason: string): Thrown =>
	coded(`ERR_SSL_${reason.replaceAll(' ', '_').toUpperCase()}`, openSsl(reason));

/** All of these mean the same. */
const each = <T extends NoConnection | NoResponse>(reason: T, ...all: Thrown[]) =>
	all.map((thrown): [T, Thrown] => [reason, thrown]);

/** An exception that is told by its code, its name or its message. */
const coded = (code: string, message: string): Thrown => ({ message, code });
const named = (name: string, message: string): Thrown => ({ message, name });
const said = (message: string): Thrown => ({ message });

const whileConnecting = (code: string) => ofSystem('connect', code);
const whileReading = (code: string) => ofSystem('read', code, '');
const blocked = 'The request was blocked because';
const secure = 'Client network socket disconnected before secure TLS connection was established';
const alert = (text: string, number: number) => ofHandshake(text, `SSL alert number ${number}`);

/** Exceptions after which nothing can have arrived: recorded, or as the sources of Node.js say. */
export const notArrived: ReadonlyArray<[NoConnection, Thrown]> = [
	['unknownHost', ofSystem('getaddrinfo', 'ENOTFOUND', 'something.invalid')],
	...each(
		'unresolved',
		...['EAI_AGAIN', 'EAI_FAIL', 'EMFILE'].map((one) => ofSystem('getaddrinfo', one)),
	),
	['unreachable', ofSystem('connect', 'ECONNREFUSED')],
	['unreachable', ofSystem('connect', 'EHOSTUNREACH', '2001:db8::1:81')],
	['unreachable', ofSystem('connect', 'ENETUNREACH', '255.255.255.255:81 - Local (0.0.0.0:0)')],
	['unreachable', coded('ERR_SOCKET_CONNECTION_TIMEOUT', 'Socket connection timeout')],
	...each('unreachable', ...['ECONNRESET', 'ETIMEDOUT', 'EPERM'].map(whileConnecting)),
	['noSockets', ofSystem('connect', 'EADDRNOTAVAIL', '127.0.0.1:81 - Local (0.0.0.0:0)')],
	...each('noSockets', ...['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'].map(whileConnecting)),
	['certificate', coded('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate')],
	['certificate', coded('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate; if the root …')],
	['certificate', coded('UNSPECIFIED', 'EE certificate key too weak')],
	['certificate', coded('CERT_HAS_EXPIRED', 'certificate has expired')],
	['certificate', coded('ERR_TLS_CERT_ALTNAME_INVALID', 'Hostname/IP does not match …')],
	['certificateChain', coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first …')],
	['certificateChain', coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unable to get local …')],
	['notTls', ofHandshake('wrong version number')],
	['notTls', ofHandshake('packet length too long')],
	['tls', alert('tlsv1 alert protocol version', 70)],
	['tls', alert('ssl/tls alert handshake failure', 40)],
	['tls', alert('tlsv1 unrecognized name', 112)],
	['tls', alert('tlsv1 alert no application protocol', 120)],
	['tls', coded('ECONNRESET', secure)],
	['proxy', said('Proxy connection ended before receiving CONNECT response')],
	['proxy', said('No header received from proxy CONNECT response')],
	['proxy', said('Invalid header from proxy CONNECT response: "nocolon"')],
	['proxy', { ...coded('ERR_INVALID_URL', 'Invalid URL'), name: 'TypeError' }],
	['proxy', named('URIError', 'URI malformed')],
	['blocked', named('SsrfBlockedIpError', `${blocked} it resolves to a restricted IP address`)],
	['blocked', named('SsrfBlockedHostnameError', `${blocked} the hostname is restricted`)],
];

/** Exceptions after which the request may have arrived. */
export const mayHaveArrived: ReadonlyArray<[NoResponse, Thrown]> = [
	['timeout', { ...coded('ECONNABORTED', 'timeout of 500ms exceeded'), name: 'AxiosError' }],
	['timeout', whileReading('ETIMEDOUT')],
	['canceled', { ...coded('ERR_CANCELED', 'canceled'), name: 'CanceledError' }],
	['notHttp', coded('HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/, RTSP/ or ICE/')],
	['notHttp', coded('HPE_HEADER_OVERFLOW', 'Parse Error: Header overflow')],
	...each(
		'dropped',
		...['ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNREFUSED'].map(whileReading),
	),
	['dropped', coded('ECONNRESET', 'socket hang up')],
	['dropped', ofSystem('write', 'EPIPE', '')],
	['dropped', ofSystem('write', 'EPROTO', 'Write after DestroySSL')],
	['dropped', said('Something that nobody has seen yet')],
	// The request had arrived, and plain HTTP, other bytes or an alert came in place of a response, or a client certificate was
	// demanded (TLS 1.3), which can't be told from an alert that comes later.
	...each(
		'dropped',
		...['wrong version number', 'packet length too long', 'encrypted length too long'].map(ofTls),
		...['bad record type', 'invalid aad', 'tlsv13 alert certificate required'].map(ofTls),
	),
];
