/** n8n responded with a status that is not 2xx. */
export class N8nApiError extends Error {
	override name = 'N8nApiError';

	constructor(
		request: string,
		readonly status: number,
		body: string,
	) {
		super(`n8n responded to ${request} with HTTP ${status}: ${body}`);
	}
}

/** What the owner is called. */
export const ownerNames = { firstName: 'Playground', lastName: 'Owner' };

/** A login to n8n, and requests made with it. */
export class N8nRest {
	/**
	 * @param url where n8n is, without a slash at the end
	 * @param cookie the `loginCookie` of an earlier login, which takes the place of `login`
	 */
	constructor(
		readonly url: string,
		private cookie = '',
	) {}

	/**
	 * Logs in; all other methods need it. An n8n that has no owner yet gets this one: n8n 1.123 takes none from its
	 * environment.
	 */
	async login(email: string, password: string): Promise<void> {
		const { userManagement } = await this.rest<{
			userManagement: { showSetupOnFirstLoad: boolean };
		}>('GET', '/settings');
		const response = userManagement.showSetupOnFirstLoad
			? await this.send('POST', '/rest/owner/setup', { email, password, ...ownerNames })
			: await this.send('POST', '/rest/login', { emailOrLdapLoginId: email, password });
		this.cookie = response.headers
			.getSetCookie()
			.map((cookie) => cookie.split(';', 1).join(''))
			.join('; ');
	}

	/** Cookies of the login, as a Cookie header has them, for a browser that is to be logged in. */
	get loginCookie(): string {
		return this.cookie;
	}

	/** What n8n responds below `/rest`. */
	protected async rest<T>(method: string, path: string, body?: object): Promise<T> {
		const response = await this.send(method, `/rest${path}`, body);
		const { data } = (await response.json()) as { data: T };
		return data;
	}

	/** The same for a GET, with something in the place of a response with this status. */
	protected async getUnless<T>(status: number, path: string, instead: T): Promise<T> {
		try {
			return await this.rest('GET', path);
		} catch (reason) {
			if (reason instanceof N8nApiError && reason.status === status) return instead;
			throw reason;
		}
	}

	/** @throws N8nApiError when n8n responds with another status than 2xx */
	protected async send(method: string, path: string, body?: object): Promise<Response> {
		const response = await fetch(this.url + path, {
			method,
			headers: { cookie: this.cookie, 'content-type': 'application/json' },
			...(body && { body: JSON.stringify(body) }),
		});
		if (!response.ok) {
			throw new N8nApiError(`${method} ${path}`, response.status, await response.text());
		}
		return response;
	}
}
