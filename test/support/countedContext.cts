import type { IExecuteContextData } from 'n8n-workflow';

/**
 * What nodes remember of an execution, and how much of it has been looked at: one for each value read and for each key that
 * is gone through, however deep. Time would say little on a busy machine.
 */
export function createCountedContext(): { contextData: IExecuteContextData; count(): number } {
	let count = 0;
	const watched = new WeakSet<object>();
	const watch = (value: unknown): unknown => {
		if (typeof value !== 'object' || value === null || watched.has(value)) return value;
		const proxy = new Proxy(value, {
			get(target, key) {
				count += 1;
				return watch(Reflect.get(target, key));
			},
			ownKeys(target) {
				const keys = Reflect.ownKeys(target);
				count += keys.length;
				return keys;
			},
		});
		watched.add(proxy);
		return proxy;
	};
	return { contextData: watch({}) as IExecuteContextData, count: () => count };
}
