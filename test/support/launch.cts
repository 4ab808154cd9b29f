import { type Program, type ProgramOptions, start } from '../../dev/playground/processes.cts';

// In between, because a server by itself would outlive a test runner that is killed: our pipe closes then. Some servers, such
// as PHP's, also leave the process group that they are started in.
const LAUNCHER = `const [options, program, ...args] = process.argv.slice(1);
const server = require('node:child_process')
	.spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...JSON.parse(options) })
	.once('exit', (code) => process.exit(code ?? 1));
process.stdin.resume().once('end', () => server.kill());
process.once('SIGTERM', () => server.kill());`;

/** Starts a server of others, such as Redis or nginx, that stays in the foreground. It ends with us, however we end. */
export function launch(
	program: string,
	args: string[],
	{ user = {}, ...options }: ProgramOptions & { user?: { uid?: number; gid?: number } },
): Program {
	const launcher = ['-e', LAUNCHER, '--', JSON.stringify(user), program, ...args];
	return start(process.execPath, launcher, { endWithinMs: 5_000, ...options });
}
