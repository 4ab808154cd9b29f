import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PlaygroundError } from './playgroundError';

/** How a program is run. */
export interface ProgramOptions {
	/** The folder that it runs in. */
	cwd: string;
	/** Its whole environment; ours when left out. */
	env?: NodeJS.ProcessEnv;
	/** Gets each line that it writes, to either stream, without the line break. */
	onLine?: (line: string) => void;
	/** Ends it, and what it started. */
	signal?: AbortSignal | undefined;
	/** How long it may take to end by itself when it is told to, in milliseconds; default 2,000. */
	endWithinMs?: number;
}

/** A program that ran and did not succeed. */
export class ProgramFailed extends Error {
	override name = 'ProgramFailed';

	/**
	 * @param program what was run, as a person would type it
	 * @param lastLines the end of what it wrote
	 */
	constructor(
		program: string,
		readonly lastLines: string[],
	) {
		super(`${program} did not succeed:\n${lastLines.join('\n')}`);
	}
}

const LAST_LINES = 25;
const running = new WeakSet<ChildProcess>();
const ending = new WeakSet<ChildProcess>();

/**
 * Starts a program, its standard input a pipe from us. It leads a process group of its own: a Ctrl-C at the terminal then
 * reaches only us, and what we end, ends with all that it started in turn (make and g++ below node-gyp, task runners
 * below n8n).
 */
export function start(program: string, args: string[], options: ProgramOptions): ChildProcess {
	const child = spawn(program, args, {
		cwd: options.cwd,
		env: options.env ?? process.env,
		stdio: 'pipe',
		detached: true,
	});
	running.add(child);
	const end = () => endGroup(child, options.endWithinMs);
	options.signal?.addEventListener('abort', end, { once: true });
	child.once('close', () => {
		running.delete(child);
		options.signal?.removeEventListener('abort', end);
	});
	for (const stream of [child.stdout, child.stderr]) {
		createInterface({ input: stream }).on('line', (line) => options.onLine?.(line));
	}
	return child;
}

/**
 * Tells a program and all that it started to end, and ends them by force when they take too long over it: npm 11 hears
 * SIGTERM in the middle of an installation, and installs on, to take everything away again minutes later.
 */
export function endGroup(child: ChildProcess, withinMs = 2_000): void {
	// n8n takes a second SIGTERM as an order to drop everything.
	if (!running.has(child) || ending.has(child)) return;
	ending.add(child);
	signalGroup(child, 'SIGTERM');
	const force = setTimeout(() => signalGroup(child, 'SIGKILL'), withinMs);
	child.once('close', () => clearTimeout(force));
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined || !running.has(child)) return;
	try {
		process.kill(-child.pid, signal);
	} catch (error) {
		// It has ended in this very moment.
		if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
	}
}

/**
 * Runs a program to its end.
 * @returns all that it wrote, both streams together
 * @throws ProgramFailed when it ends with another code than 0; PlaygroundError when it is not installed; the signal's
 * reason when it was ended by the signal
 */
export async function run(
	program: string,
	args: string[],
	options: ProgramOptions,
): Promise<string> {
	options.signal?.throwIfAborted();
	const lines: string[] = [];
	const child = start(program, args, {
		...options,
		onLine: (line) => {
			lines.push(line);
			options.onLine?.(line);
		},
	});
	child.stdin?.end();
	let code: unknown;
	try {
		[code] = await once(child, 'close');
	} catch (error) {
		running.delete(child);
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
		throw new PlaygroundError(`${program} is not installed. Install it and run npm start again.`);
	}
	options.signal?.throwIfAborted();
	if (code !== 0) {
		throw new ProgramFailed([program, ...args].join(' '), lines.slice(-LAST_LINES));
	}
	return lines.join('\n');
}
