import type { TrackfinityApi } from '../../../credentials/TrackfinityApi.credentials';
import type { TrackfinityDeleteApi } from '../../../credentials/TrackfinityDeleteApi.credentials';
import type { Reading } from '../responses/reading';
import type { HttpCall } from '../transport/send';

/** A call of a service, and how its response is read. */
export interface Call extends HttpCall {
	/** Reads the body of a 2xx response. May throw. */
	readResponse: (body: string) => Reading;
	/** Reads the body of any other response, in place of {@link Service.readFailure}. */
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
	/** Reads the body of any response but 2xx: the service's own words, and whether it tells of a deletion. May throw. */
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
