import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How a program is run. */
export interface ProgramOptions {
	/** The folder that it runs in. */
	cwd: string;
	/** Its whole environment; ours when left out. */
	env?: NodeJS.ProcessEnv;
	/** Gets each line that it writes, to either stream. */
	onLine?: ((line: string) => void) | undefined;
	/** Ends it, and what it started. */
	signal?: AbortSignal | undefined;
	/** How long it may take to end by itself when it is told to, in milliseconds; by default it is not asked. */
	endWithinMs?: number;
}

/** A running program. */
export interface Program {
	pid: number | undefined;
	/** The end of what it has written so far. */
	lastLines: string[];
	/** Resolves with its exit code, `null` when a signal ended it. */
	ended: Promise<number | null>;
	/** Tells it, and all that it started, to end; once is enough, more does no harm. */
	end(): void;
}

const LAST_LINES = 25;

/**
 * Starts a program, its standard input a pipe from us. It leads a process group of its own, so that a Ctrl+C at the terminal
 * reaches only us, and what we end takes along all that it started (compilers, n8n's task runners). Libraries such as execa
 * end the program alone.
 */
export function start(program: string, args: string[], options: ProgramOptions): Program {
	const { cwd, env = process.env, onLine, signal, endWithinMs = 0 } = options;
	const child = spawn(program, args, { cwd, env, detached: true });
	const lastLines: string[] = [];
	for (const input of [child.stdout, child.stderr]) {
		createInterface({ input }).on('line', (line) => {
			lastLines.splice(0, lastLines.length - LAST_LINES + 1);
			lastLines.push(line);
			onLine?.(line);
		});
	}

	const killGroup = (how: NodeJS.Signals) => {
		try {
			if (child.pid !== undefined) process.kill(-child.pid, how);
		} catch {
			// All of the group have just ended.
		}
	};
	let hasEnded = false;
	let force: NodeJS.Timeout | undefined;
	const end = () => {
		// n8n takes a second SIGTERM as an order to drop everything.
		if (hasEnded || force !== undefined) return;
		if (endWithinMs > 0) killGroup('SIGTERM');
		force = setTimeout(() => killGroup('SIGKILL'), endWithinMs);
	};
	signal?.addEventListener('abort', end);
	const ended = once(child, 'close').then(([code]: (number | null)[]) => {
		hasEnded = true;
		clearTimeout(force);
		signal?.removeEventListener('abort', end);
		return code ?? null;
	});
	return { pid: child.pid, lastLines, ended, end };
}

/**
 * Runs a program to its end.
 * @param hint what to do when it does not succeed
 * @returns the last line that it wrote
 * @throws Error when it ends with another code than 0; the signal's reason when it was ended by the signal
 */
export async function run(
	program: string,
	args: string[],
	{ hint, ...options }: ProgramOptions & { hint: string },
): Promise<string> {
	options.signal?.throwIfAborted();
	const { ended, lastLines } = start(program, args, options);
	const code = await ended;
	options.signal?.throwIfAborted();
	if (code !== 0) throw new Error(`${hint}\n\n${lastLines.join('\n')}`);
	return lastLines.at(-1) ?? '';
}
