import { PlaygroundError, startPlayground, type Playground } from './index';
import { readOptions, usage, type StartOptions } from './options';
import { defaultDataFolder } from './paths';

/** What `npm start` runs: a playground in the repository's own data folder, until Ctrl-C. */
async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options.help) {
		console.log(usage);
		return;
	}

	const end = new AbortController();
	// A terminal's Ctrl-C reaches us once from the terminal and again from npm and tsx; all mean the same.
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => end.abort(new Interrupted()));
	}
	try {
		await playUntil(end.signal, options);
	} catch (reason) {
		if (!(reason instanceof Interrupted)) throw reason;
		console.log('\nEnded before it was ready. The next npm start goes on with what is missing.');
	}
}

/** The person ended the command. */
class Interrupted extends Error {}

async function playUntil(signal: AbortSignal, { fresh, ports }: StartOptions): Promise<void> {
	const playground = await startPlayground({
		dataFolder: defaultDataFolder,
		ports,
		fresh,
		signal,
		say: console.log,
	});
	console.log(welcome(playground));

	const endedByItself = await Promise.race([
		playground.ended.then(() => true),
		new Promise<false>((resolve) => {
			signal.addEventListener('abort', () => resolve(false));
		}),
	]);
	if (!endedByItself) console.log('\nEnding n8n and the sandbox ...');
	await playground.stop();
	if (endedByItself) {
		throw new PlaygroundError(
			`n8n has ended by itself. Its log says why: ${defaultDataFolder}/n8n.log`,
		);
	}
}

function welcome({ url, login, sandbox, workflows }: Playground): string {
	return `
n8n is ready:  ${url}
Log in with:   ${login.email}
Password:      ${login.password}

Workflows:     ${workflows.map(({ name }) => name).join('\n               ') || 'none yet'}
Sandbox:       ${sandbox.trackfinityUrl} (Trackfinity), ${sandbox.deleteUrl} (delete)

Ctrl-C ends it. Your workflows stay; npm start -- --fresh starts over.`;
}

main().catch((reason: unknown) => {
	console.error(reason instanceof PlaygroundError ? `\n${reason.message}` : reason);
	process.exitCode = 1;
});
