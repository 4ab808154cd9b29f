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

/** TLS that OpenSSL gave up before the request was encrypted. Node.js 20 and 24 differ in the names of functions and files. */
function ofHandshake(reason: string, alert = ''): Thrown {
	const rest = `805CD329DD7F0000:error:0A00010B:SSL routines:ssl3_get_record:${reason}:../deps/openssl/openssl/ssl/record/ssl3_record.c:350:${alert}\n`;
	return ofSystem('write', 'EPROTO', rest);
}

/** TLS that broke when the request had been encrypted. */
function ofTls(reason: string): Thrown {
	return {
		message: `805CD329DD7F0000:error:0A00010B:SSL routines:ssl3_get_record:${reason}:../deps/openssl/openssl/ssl/record/ssl3_record.c:354:\n`,
		code: `ERR_SSL_${reason.replaceAll(' ', '_').toUpperCase()}`,
	};
}

/** An exception that is told by its code, its name or its message. */
const coded = (code: string, message: string): Thrown => ({ message, code });
const named = (name: string, message: string): Thrown => ({ message, name });
const said = (message: string): Thrown => ({ message });

const blocked = 'The request was blocked because';
const secure = 'Client network socket disconnected before secure TLS connection was established';
const alert = (text: string, number: number) => ofHandshake(text, `SSL alert number ${number}`);

/** Exceptions after which nothing can have arrived. */
export const notArrived: ReadonlyArray<[NoConnection, Thrown]> = [
	// Recorded, and nothing had arrived:
	['unknownHost', ofSystem('getaddrinfo', 'ENOTFOUND', 'something.invalid')],
	['unresolved', ofSystem('getaddrinfo', 'EAI_AGAIN', 'again.test')],
	['refused', ofSystem('connect', 'ECONNREFUSED')],
	['unreachable', ofSystem('connect', 'EHOSTUNREACH', '2001:db8::1:81')],
	['unreachable', ofSystem('connect', 'ENETUNREACH', '255.255.255.255:81 - Local (0.0.0.0:0)')],
	['unreachable', ofSystem('connect', 'ECONNRESET')],
	['noSockets', ofSystem('connect', 'EMFILE', '127.0.0.1:81 - Local (undefined:undefined)')],
	['certificate', coded('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate')],
	['certificate', coded('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate; if the root …')],
	['certificate', coded('UNSPECIFIED', 'EE certificate key too weak')],
	[
		'certificateChain',
		coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'),
	],
	['notTls', ofHandshake('wrong version number')],
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
	// As the sources of Node.js say:
	['unresolved', ofSystem('getaddrinfo', 'EAI_FAIL', 'again.test')],
	['unresolved', ofSystem('getaddrinfo', 'EMFILE', 'again.test')],
	['unreachable', ofSystem('connect', 'ETIMEDOUT')],
	['unreachable', ofSystem('connect', 'EPERM')],
	['unreachable', coded('ERR_SOCKET_CONNECTION_TIMEOUT', 'Socket connection timeout')],
	['noSockets', ofSystem('connect', 'EADDRNOTAVAIL', '127.0.0.1:81 - Local (0.0.0.0:0)')],
	['noSockets', ofSystem('connect', 'ENFILE')],
	['noSockets', ofSystem('connect', 'ENOBUFS')],
	['noSockets', ofSystem('connect', 'ENOMEM')],
	[
		'certificateChain',
		coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unable to get local issuer certificate'),
	],
	['certificate', coded('CERT_HAS_EXPIRED', 'certificate has expired')],
	['certificate', coded('ERR_TLS_CERT_ALTNAME_INVALID', 'Hostname/IP does not match …')],
	['notTls', ofHandshake('packet length too long')],
];

/** Exceptions after which the request may have arrived. */
export const mayHaveArrived: ReadonlyArray<[NoResponse, Thrown]> = [
	// Recorded:
	['timeout', { ...coded('ECONNABORTED', 'timeout of 500ms exceeded'), name: 'AxiosError' }],
	['canceled', { ...coded('ERR_CANCELED', 'canceled'), name: 'CanceledError' }],
	['dropped', ofSystem('read', 'ECONNRESET', '')],
	['dropped', coded('ECONNRESET', 'socket hang up')],
	['notHttp', coded('HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/, RTSP/ or ICE/')],
	['notHttp', coded('HPE_HEADER_OVERFLOW', 'Parse Error: Header overflow')],
	// Recorded where the request had arrived and plain HTTP, other bytes or an alert came in place of a response:
	['dropped', ofTls('wrong version number')],
	['dropped', ofTls('packet length too long')],
	['dropped', ofTls('encrypted length too long')],
	['dropped', ofTls('bad record type')],
	['dropped', ofTls('invalid aad')],
	// Recorded where a client certificate was demanded (TLS 1.3), which can't be told from an alert that comes later:
	['dropped', ofTls('tlsv13 alert certificate required')],
	// As the sources of Node.js and Linux say, for a connection that breaks after a request was written:
	['timeout', ofSystem('read', 'ETIMEDOUT', '')],
	['dropped', ofSystem('write', 'EPIPE', '')],
	['dropped', ofSystem('read', 'EHOSTUNREACH', '')],
	['dropped', ofSystem('read', 'ENETUNREACH', '')],
	['dropped', ofSystem('read', 'ECONNREFUSED', '')],
	['dropped', ofSystem('write', 'EPROTO', 'Write after DestroySSL')],
	['dropped', said('Something that nobody has seen yet')],
];
