import type { Service } from './service';

/**
 * The loyalty service that deletes customers. A deletion that may have arrived is never sent again: its response could no
 * longer tell a customer that this run deleted from one that never existed.
 */
export const deleteService: Service = {
	name: 'The delete service',
	place: 'the loyalty service',
	credential: 'trackfinityDeleteApi',
	addressLabel: 'API URL',
	accountLabel: 'User ID',
	idempotent: false,
	accessAdvice: "Also check the 'Account ID'.",
	notFoundAdvice: () => "Check the 'API URL' in the credential.",
};
