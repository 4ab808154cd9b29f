import type { IExecuteContextData } from 'n8n-workflow';

/** What nodes remember of an execution, and how much of it has been read and written: one for each value, however deep. */
export interface CountedContext {
	contextData: IExecuteContextData;
	count(): number;
}

/** Counts instead of measuring time, which says little on a busy machine. */
export function createCountedContext(): CountedContext {
	let count = 0;
	const proxies = new WeakMap<object, object>();
	const targets = new WeakMap<object, object>();

	const wrapped = (value: unknown): unknown => {
		if (typeof value !== 'object' || value === null) return value;
		const known = proxies.get(value);
		if (known !== undefined) return known;
		const proxy = new Proxy(value, {
			get: (target, key) => {
				count += 1;
				return wrapped(Reflect.get(target, key));
			},
			has: (target, key) => {
				count += 1;
				return Reflect.has(target, key);
			},
			ownKeys: (target) => {
				const keys = Reflect.ownKeys(target);
				count += keys.length;
				return keys;
			},
			set: (target, key, written) => {
				count += 1;
				return Reflect.set(target, key, bare(written));
			},
		});
		proxies.set(value, proxy);
		targets.set(proxy, value);
		return proxy;
	};

	/** Without the proxies in it, which would count what is read through several of them several times. */
	const bare = (value: unknown): unknown => {
		if (typeof value !== 'object' || value === null) return value;
		const target = targets.get(value);
		if (target !== undefined) return target;
		for (const [key, inside] of Object.entries(value)) {
			count += 1;
			Reflect.set(value, key, bare(inside));
		}
		return value;
	};

	return { contextData: wrapped({}) as IExecuteContextData, count: () => count };
}
