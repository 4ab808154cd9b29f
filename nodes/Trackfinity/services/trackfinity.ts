import type { Service } from './service';
import { readTrackfinityResponse, trackfinityMessage } from './trackfinityResponse';

/** A company's own Trackfinity. Its calls set a state, so sending one twice does no harm. */
export const trackfinity: Service = {
	name: 'Trackfinity',
	credential: 'trackfinityApi',
	addressLabel: 'Base URL',
	accountLabel: 'API Username',
	idempotent: true,
	accessAdvice:
		"Also make sure that your n8n server's IP address is listed in ADMIN_API_ALLOWED_IPS (in Trackfinity: Settings, Security) and that the account is a full admin.",
	notFoundAdvice: (identifierLabel) =>
		`Check that the customer with this '${identifierLabel}' exists, that the other values are valid, and the 'Base URL' in the credential: Trackfinity responds with 404 for all three.`,
	extractMessage: trackfinityMessage,
	rejectsAccess: (body) => readTrackfinityResponse(body).kind === 'rejected',
};
