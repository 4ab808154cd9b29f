/** The two services; they live on two hosts, so the sandbox gives each a port of its own. */
export type ServiceName = 'trackfinity' | 'delete';

/** One API request as it arrived, and how it ended. */
export interface RecordedRequest {
	service: ServiceName;
	method: string;
	/** As on the request line, so a query would show. */
	path: string;
	/** Names in lower case, as Node.js gives them. */
	headers: Record<string, string>;
	/** The raw text. */
	body: string;
	/** The decoded body, empty if it is not form-encoded; of a repeated name the last value counts, as in PHP. */
	form: Record<string, string>;
	/** When the whole request had arrived, in milliseconds of `performance.now()`. */
	at: number;
	/** The status of the response; absent while there is none, and for good when none was sent in full. */
	status?: number;
	/** When the response was sent or the connection ended, in milliseconds of `performance.now()`. */
	endedAt?: number;
}

/** What a service responds. `content-length` is added on the way out unless it is among the headers. */
export interface ServiceResponse {
	status: number;
	headers: Record<string, string>;
	body: string | Buffer;
}

/** What a service does, apart from HTTP connections, records and faults (see traffic.ts). */
export interface Service {
	name: ServiceName;
	/** What its responses usually claim to be; forged ones claim the same unless told otherwise. */
	contentType: string;
	/** Carries the request out, or rejects it, and says so. */
	respond(request: RecordedRequest): ServiceResponse;
	/** Says no in the service's own format. Without `status`, with the status the service itself would use. */
	reject(request: RecordedRequest, message: string, status?: number): ServiceResponse;
}

/** Whether the headers announce an `application/x-www-form-urlencoded` body. */
export function isFormEncoded(headers: Record<string, string>): boolean {
	const mediaType = headers['content-type']?.split(';', 1)[0];
	return mediaType?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
}

/** The path of a request line without its query. */
export function pathname(path: string): string {
	return path.split('?', 1)[0] ?? '';
}
