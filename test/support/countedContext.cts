import type { IExecuteContextData } from 'n8n-workflow';

/**
 * What nodes remember of an execution, and how much of it has been read and written: one for each value, however deep. Time
 * would say little on a busy machine.
 */
export function createCountedContext(): { contextData: IExecuteContextData; count(): number } {
	let count = 0;
	const proxies = new WeakMap<object, object>();
	const targets = new WeakMap<object, object>();
	const counted = <T,>(value: T): T => {
		count += 1;
		return value;
	};
	const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

	const wrapped = (value: unknown): unknown => {
		if (!isObject(value)) return value;
		const proxy =
			proxies.get(value) ??
			new Proxy(value, {
				get: (target, key) => wrapped(counted(Reflect.get(target, key))),
				has: (target, key) => counted(Reflect.has(target, key)),
				set: (target, key, written) => counted(Reflect.set(target, key, bare(written))),
				ownKeys: (target) => Reflect.ownKeys(target).map(counted),
			});
		proxies.set(value, proxy);
		targets.set(proxy, value);
		return proxy;
	};

	/** Without the proxies in it, which would count what is read through several of them several times. */
	const bare = (value: unknown): unknown => {
		if (!isObject(value) || targets.has(value)) return targets.get(value as object) ?? value;
		for (const [key, inside] of Object.entries(value)) {
			Reflect.set(value, key, bare(counted(inside)));
		}
		return value;
	};

	return { contextData: wrapped({}) as IExecuteContextData, count: () => count };
}
