import type { TrackfinityApi } from '../../../credentials/TrackfinityApi.credentials';
import type { TrackfinityDeleteApi } from '../../../credentials/TrackfinityDeleteApi.credentials';
import type { Reading } from '../responses/reading';
import type { HttpCall } from '../transport/send';

/** A call of a service, and how its response is read. */
export interface Call extends HttpCall {
	/** Reads the body of a 2xx response. May throw. */
	readResponse: (body: string) => Reading;
	/** Reads that of another, where not as the service usually does. */
	readFailure?: Service['readFailure'];
}

/** One of the two services that the node talks to. */
export interface Service {
	/** Its name in the middle of a sentence. */
	name: string;
	credential: TrackfinityApi | TrackfinityDeleteApi;
	/** Labels of the credential's fields that messages say to check. */
	addressLabel: string;
	accountLabel: string;
	/** Whether a request that may have arrived can be sent again without harm. */
	idempotent: boolean;
	/** What else access depends on, for the advice on 401 and 403. */
	accessAdvice: string;
	/** What may keep the right key from arriving, by the values of the credential. */
	keyAdvice?: (credential: Readonly<Record<string, unknown>>) => string | undefined;
	notFoundAdvice: (identifierLabel: string) => string;
	/** What the body of a response other than 2xx holds: the service's own words, and whether it may be done. May throw. */
	readFailure: (body: string) => { message?: string | undefined; saysDeleted?: boolean };
	/** Reads the body of a 2xx response to the credential's test call, for a no. May throw. */
	readTestResponse: (body: string) => Reading;
}

/** The harmless call with which a credential is tested. */
export function testCallOf({ credential, readTestResponse: readResponse }: Service): Call {
	const { method = 'GET', url: path = '', body } = credential.test.request;
	const form = Object.entries(Object(body) as Record<string, string>);
	return { method, path, form, readResponse };
}
