import type { IDataObject } from 'n8n-workflow';

import type { RecordedRequest, Sandbox } from '../../sandbox/index.cts';

/** Customers of the sandbox that can be locked, forgotten and so on. */
export const customers = ['191', '204', '215', '226', '42', '0042', '237', '248', '259', '270'];

/** Codes that the sandbox's Delete service knows. */
export const codes = ['1234567890123456', '9007199254740993123', '2345678901234567'];

/** One item for each ID. */
export function itemsFor(ids: readonly unknown[]): Array<{ json: { id: never } }> {
	return ids.map((id) => ({ json: { id: id as never } }));
}

/** So many IDs that the sandbox doesn't know, for runs that are not about its responses. */
export function manyIds(count: number): string[] {
	return Array.from({ length: count }, (_, index) => `C-${index}`);
}

/** Items that set the city of a customer, written as `191 Rome`. */
export function cityItems(...texts: string[]): Array<{ id: string; city: string }> {
	return texts.map((text) => {
		const [id = '', city = ''] = text.split(' ');
		return { id, city };
	});
}

/** Items that keep fields of a customer, written as `191 email,city`. */
export function keepItems(...texts: string[]): IDataObject[] {
	return texts.map((text) => {
		const [id = '', keep = ''] = text.split(' ');
		return { id, keep: keep.split(',').filter((name) => name !== '') };
	});
}

/** An item that holds something else once so many requests have arrived, as in the next try of Retry On Fail. */
export function changing(
	sandbox: Sandbox,
	after: number,
	first: IDataObject,
	later: IDataObject,
): IDataObject {
	const item: IDataObject = {};
	for (const key of Object.keys(first)) {
		const get = () => (sandbox.requestCount() < after ? first : later)[key];
		Object.defineProperty(item, key, { enumerable: true, get });
	}
	return item;
}

/** Items as `191 Rome`, or as `191 Rome, after 2: 204 Oslo`: that one once so many requests have arrived. */
export function changingItems(sandbox: Sandbox, ...texts: string[]): IDataObject[] {
	return texts.map((text) => {
		const [now = '', after, then = ''] = text.split(/, after (\d+): /);
		const [first = {}, later = {}] = cityItems(now, then);
		return after === undefined ? first : changing(sandbox, Number(after), first, later);
	});
}

/** The requests that set the city of a customer, in order of arrival, written in the same way. */
export function citiesSent({ requests }: Sandbox, id?: string): string[] {
	return requests
		.filter((request) => id === undefined || customerOf(request) === id)
		.map((request) => `${customerOf(request)} ${request.form.city}`);
}

/** Every request is confirmed, whoever it is for. */
export function confirmAll(sandbox: Sandbox): void {
	sandbox.fault({ kind: 'answer', body: 'true' });
}

/** Whom a request is for. */
export function customerOf({ form }: RecordedRequest): string {
	return form.customer_id ?? form.code ?? '';
}

/** How a request was sent, but for its length. */
export function wayOf({ method, path, headers, form }: RecordedRequest) {
	return { method, path, form, headers: { ...headers, 'content-length': '' } };
}

/** Whom the requests were for, in order of arrival. */
export function sent(sandbox: Sandbox): string[] {
	return sandbox.requests.map(customerOf);
}
