/**
 * Far more than anything that grows with the length of its text takes, and less than what grows with its square: no test
 * depends on how fast a machine is. What it takes to the millisecond is the benchmark's to say.
 */
const FAR_TOO_LONG_MS = 10_000;

/** In processor time, not on the clock, because other tests run beside this one. */
export function expectQuick(work: () => void): void {
	const started = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(started);
	expect((user + system) / 1000).toBeLessThan(FAR_TOO_LONG_MS);
}
