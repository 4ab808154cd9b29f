/**
 * How many milliseconds of processor time some work takes: not the time on the clock, because other tests run beside it.
 */
export function processorMs(work: () => void): number {
	const started = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(started);
	return (user + system) / 1000;
}

/** The same for work that goes on in several turns of the event loop: in all, and at the most before others had their turn. */
export async function processorUse(
	work: () => Promise<unknown>,
): Promise<{ totalMs: number; longestStretchMs: number }> {
	const used = () => {
		const { user, system } = process.cpuUsage();
		return (user + system) / 1000;
	};
	const started = used();
	let last = started;
	let longestStretchMs = 0;
	const probe = () => {
		const now = used();
		longestStretchMs = Math.max(longestStretchMs, now - last);
		last = now;
	};
	const timer = setInterval(probe, 1);
	await work().finally(() => clearInterval(timer));
	probe();
	return { totalMs: last - started, longestStretchMs };
}
