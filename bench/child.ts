import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process that was started with a task and gave its answer. */
export interface Child<Answer> {
	answer: Answer;
	/** Ends the process. */
	end: () => Promise<void>;
}

/**
 * Runs a file of this folder in a process of its own, with the same loader for TypeScript as this one.
 *
 * @param task handed to the `serve` of that file
 * @throws when the process ends without an answer; what it printed says why
 */
export async function start<Task extends object, Answer>(
	file: string,
	task: Task,
): Promise<Child<Answer>> {
	const child = fork(`${__dirname}/${file}`, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
	const exited = once(child, 'exit');
	child.send(task);
	const [answer] = (await Promise.race([
		once(child, 'message'),
		exited.then(() => {
			throw new Error(`${file} ended without an answer`);
		}),
	])) as [Answer];
	return {
		answer,
		end: async () => {
			child.kill();
			await exited;
		},
	};
}

/** The other side of `start`: does the task and answers. The process then waits for its end, or that of its parent. */
export function serve<Task, Answer>(work: (task: Task) => Promise<Answer>): void {
	process.once('message', (task: Task) => {
		work(task).then(
			(answer) => process.send?.(answer),
			(error: unknown) => {
				console.error(error);
				process.exit(1);
			},
		);
	});
	process.once('disconnect', () => process.exit());
}
