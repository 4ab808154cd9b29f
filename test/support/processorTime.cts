/**
 * How many milliseconds of processor time some work takes: not the time on the clock, because other tests run beside it.
 */
export function processorMs(work: () => void): number {
	const started = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(started);
	return (user + system) / 1000;
}
