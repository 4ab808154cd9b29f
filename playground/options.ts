import { parseArgs } from 'node:util';
import { PlaygroundError } from './playgroundError';
import type { Ports } from './ports';

/** What the person who types `npm start` can choose. */
export interface StartOptions {
	/** Forget the database and all else that earlier starts left, but not the installed n8n. */
	fresh: boolean;
	ports: Ports;
	/** Print how to use the command and end. */
	help: boolean;
}

/** The ports of `npm start`. The sandbox's are fixed, so that stored credentials stay right from start to start. */
export const defaultPorts: Ports = { n8n: 5678, trackfinity: 5690, delete: 5691 };

/** The text that `npm start -- --help` prints. */
export const usage = `npm start -- [options]

Starts an n8n of its own with this node installed, and the sandbox that stands in for Trackfinity.

  --fresh                start over: workflows, credentials and executions go, the installed n8n stays
  --port <number>        n8n's port, default ${defaultPorts.n8n}
  --sandbox-port <n>     the sandbox's port as Trackfinity, default ${defaultPorts.trackfinity}
  --delete-port <n>      the sandbox's port as the delete service, default ${defaultPorts.delete}
  --help                 print this`;

/**
 * Reads the command line.
 * @param args what follows `npm start --`
 * @throws PlaygroundError when it cannot be understood
 */
export function readOptions(args: string[]): StartOptions {
	const { values } = parse(args);
	return {
		fresh: values.fresh,
		help: values.help,
		ports: {
			n8n: port('--port', values.port, defaultPorts.n8n),
			trackfinity: port('--sandbox-port', values['sandbox-port'], defaultPorts.trackfinity),
			delete: port('--delete-port', values['delete-port'], defaultPorts.delete),
		},
	};
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				fresh: { type: 'boolean', default: false },
				help: { type: 'boolean', default: false },
				port: { type: 'string' },
				'sandbox-port': { type: 'string' },
				'delete-port': { type: 'string' },
			},
		});
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new PlaygroundError(`${reason}\n\n${usage}`);
	}
}

function port(option: string, text: string | undefined, byDefault: number): number {
	if (text === undefined) return byDefault;
	const number = Number(text);
	if (Number.isInteger(number) && number >= 1 && number <= 65535) return number;
	throw new PlaygroundError(`${option} takes a number from 1 to 65535, not '${text}'.`);
}
