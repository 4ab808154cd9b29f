import { readFile, writeFile } from 'node:fs/promises';

const KIB_PER_MIB = 1024;

/** Makes the kernel forget the peak of a process's memory, which then counts anew from what it has now. Linux only. */
export async function resetPeak(pid: number): Promise<void> {
	await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/**
 * The peak of a process's resident memory, in MiB, as the kernel keeps it: no sampling misses it.
 * @throws Error when the kernel does not tell
 */
export async function peakMb(pid: number): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	const kib = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
	if (kib === undefined) throw new Error(`The kernel does not tell the memory of process ${pid}.`);
	return Number(kib) / KIB_PER_MIB;
}
