import { N8nRest } from '../../../dev/playground/rest.cts';
import type { EndToEnd } from './playground.cts';

/** Routes of n8n's editor that few tests need, as the logged-in owner. */
export class Routes extends N8nRest {
	constructor({ url, cookie }: Pick<EndToEnd, 'url' | 'cookie'>) {
		super(url, cookie);
	}

	/** What n8n responds below `/rest`. */
	async ask<T>(method: string, path: string, body?: object): Promise<T> {
		return await this.rest(method, path, body);
	}

	/** All that n8n tells while something goes on, one event after the other. */
	async listen<T>(path: string, body: object): Promise<T[]> {
		const response = await this.send('POST', `/rest${path}`, body);
		const lines = (await response.text()).matchAll(/^data: (.*)$/gm);
		return [...lines].map(([, data = '']) => JSON.parse(data) as T);
	}

	/** Where the owner's own things are, such as agents and data tables. */
	async project(): Promise<string> {
		const { id } = await this.ask<{ id: string }>('GET', '/projects/personal');
		return `/projects/${id}`;
	}
}
