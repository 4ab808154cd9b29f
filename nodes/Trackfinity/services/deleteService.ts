import { deletionMessage, readDeletion } from './deleteResponse';
import type { Service } from './service';

/**
 * The loyalty service that deletes customers. A deletion that may have arrived is not simply sent again: the response could
 * no longer tell a customer that this run deleted from one that never existed.
 */
export const deleteService: Service = {
	name: 'the Delete service',
	credential: 'trackfinityDeleteApi',
	addressLabel: 'API URL',
	accountLabel: 'User ID',
	idempotent: false,
	accessAdvice: "Also check the 'Account ID'.",
	keyAdvice: ({ sendApiKeyIn }) =>
		sendApiKeyIn === 'header'
			? "Set 'Send API Key In' to 'Header and Body' there: many web servers drop the header."
			: undefined,
	notFoundAdvice: () => "Check the 'API URL' in the credential.",
	extractMessage: deletionMessage,
	rejectsAccess: (body) => readDeletion(body, '').kind === 'rejected',
};
