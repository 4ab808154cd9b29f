import type { PlannedRequest } from '../operations/operation';
import type { Service } from '../services/service';
import type { NoResponse, NoConnection } from '../transport/attempt';

/**
 * What to do about a status that says no.
 *
 * @param askedToWaitMs set when the service asked for a longer wait than is worth it
 */
export function onRefusal(
	status: number,
	{ identifier }: PlannedRequest,
	service: Service,
	askedToWaitMs: number | undefined,
): string {
	const { addressLabel, accountLabel } = service;
	if (status < 400) {
		return `Redirects are never followed, because the API key would go along. Enter the address that '${addressLabel}' redirects to in the credential.`;
	}
	switch (status) {
		case 400:
			return `Check the parameters of this item, '${identifier.label}' first: the service found one of them missing or invalid.`;
		case 401:
			return `Check the 'API Key' and the '${accountLabel}' in the credential. ${service.accessAdvice}`;
		case 403:
			return `The service knows the request but does not allow it. ${service.accessAdvice} Check the 'API Key' and the '${accountLabel}' in the credential too.`;
		case 404:
			return service.notFoundAdvice(identifier.label);
		case 405:
			return `Check the '${addressLabel}' in the credential: what responses there does not take this kind of request.`;
		case 429:
			return askedToWaitMs === undefined
				? "The service is receiving too many requests. Lower 'Parallel Requests' or set 'Max Requests per Second', and run the item again later."
				: `The service asks to wait ${seconds(askedToWaitMs)}, which is too long inside a run. Run the item again after that, and set 'Max Requests per Second'.`;
		default:
			return `Check the values of this item and the '${addressLabel}' in the credential.`;
	}
}

/**
 * What to do, beside checking the customer, when the service itself does not work.
 *
 * @param askedToWaitMs set when the service asked for a longer wait than is worth it
 */
export function onBreakdown(askedToWaitMs: number | undefined): string {
	return askedToWaitMs === undefined
		? 'If it goes on, ask whoever runs the service.'
		: `The service asks to wait ${seconds(askedToWaitMs)}, which is too long inside a run.`;
}

/** What happened and what to do when no connection was made. */
export function onNoConnection(
	reason: NoConnection,
	{ name, addressLabel }: Service,
): { message: string; description: string } {
	const check = `Check the '${addressLabel}' in the credential`;
	switch (reason) {
		case 'unknownHost':
			return {
				message: `${name} was not found: its host name is unknown`,
				description: `${check}.`,
			};
		case 'unresolved':
			return {
				message: `${name} was not found: its host name could not be looked up`,
				description: `${check}, and whether n8n's server can reach the internet.`,
			};
		case 'refused':
		case 'unreachable':
			return {
				message: `${name} could not be reached: no connection was made`,
				description: `${check}, whether the service is running, and whether a firewall is in between.`,
			};
		case 'certificate':
			return {
				message: `${name} could not prove who it is: its TLS certificate does not verify`,
				description: `${check}. If the service really has a certificate of its own making, turn on 'Allow Insecure Connections' there.`,
			};
		case 'notTls':
			return {
				message: `${name} does not response over https at this address`,
				description: `${check}: the port or the scheme is not the right one.`,
			};
		case 'blocked':
			return {
				message: `n8n does not allow requests to the address of ${name}`,
				description: `${check}, or ask whoever runs your n8n to allow this address in its protection against internal requests.`,
			};
	}
}

/** Said when an earlier attempt is not cleared up by the last one. */
export const onEarlierAttempt = 'An earlier attempt at this may have arrived.';

/** What happened when there is no response to go by. */
export function onNoResponse(reason: NoResponse, { name }: Service): string {
	switch (reason) {
		case 'timeout':
			return `${name} did not response in time`;
		case 'dropped':
			return `The connection to ${name} was cut before its response was complete`;
		case 'canceled':
			return `The run was cancelled while ${name} was being asked`;
	}
}

/** What every unknown outcome needs: doing it twice may be worse than not at all. */
export function checkFirst(who: string, { place }: Service): string {
	return `Nobody knows whether this was done. Look at the customer with ${who} in ${place} before you try again.`;
}

/** The customer of a request, as messages name it. */
export function nameOf({ identifier }: PlannedRequest): string {
	return `'${identifier.label}' ${identifier.value}`;
}

function seconds(milliseconds: number): string {
	return `${Math.ceil(milliseconds / 1000)} seconds`;
}
