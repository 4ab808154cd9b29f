// Loaded into n8n before its own code. Its standard input is a pipe from the process that started it, which closes when
// that process is gone, however it ended: a test runner that gave up, a kill that can't be caught. Then n8n and all that
// it started end as well, at once: with nobody left to read what it writes, n8n doesn't get through an orderly end.
import { isMainThread } from 'node:worker_threads';

// n8n's worker threads load this too, and their standard input is another one, which is empty from the start.
if (isMainThread) {
	process.stdin.resume().unref();
	process.stdin.once('end', () => process.kill(0, 'SIGKILL'));
}
