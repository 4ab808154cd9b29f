import type { IHttpRequestOptions, INodeType } from 'n8n-workflow';

import { bareNodeType } from '../../dev/engine/nodeTypes.cts';

/** Under this type n8n lets a node use any credential, as its own HTTP Request node does. */
export const httpRequestType = 'n8n-nodes-base.httpRequest';

/**
 * Stands in for n8n's HTTP Request node, of which only the sending counts here.
 *
 * @param credential the credential type that is chosen in it
 * @param request as the helper takes it
 * @param legacy whether to use the older helper, as that node does up to n8n 2.41
 */
export function httpRequestNode(credential: string, request: object, legacy: boolean): INodeType {
	return bareNodeType(httpRequestType, async function () {
		const { httpRequestWithAuthentication, requestWithAuthentication } = this.helpers;
		const options = { ...request } as IHttpRequestOptions;
		const answer: unknown = legacy
			? await requestWithAuthentication.call(this, credential, options)
			: await httpRequestWithAuthentication.call(this, credential, options);
		return [[{ json: { answer: JSON.stringify(answer) } }]];
	});
}
