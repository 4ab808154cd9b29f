import path from 'node:path';
import { installed } from './paths';
import type { NodeJs } from './nodejs';
import { PlaygroundError } from './playgroundError';
import { run, type ProgramOptions } from './processes';

/** What the steps of the installation share. */
export interface InstallOptions {
	/** Gets one line of progress at a time. */
	say: (line: string) => void;
	/** Ends the work; it is taken up again by the next installation. */
	signal?: AbortSignal | undefined;
}

// A download that is neither refused nor answered, as behind some firewalls, must not hold up the build for long.
const DOWNLOAD_TIMEOUT_MS = 60_000;

/**
 * Gives n8n's database driver, sqlite3, its compiled binding: n8n 2.41 has no other driver for a database without a
 * server. What sqlite3's own install script does, which the playground's .npmrc keeps npm from running: take the prebuilt
 * one, and where that cannot be had, compile it, which takes two to three minutes.
 * @throws PlaygroundError when it has to be compiled and a tool for that is missing
 */
export async function buildSqlite(node: NodeJs, { say, signal }: InstallOptions): Promise<void> {
	const options: ProgramOptions = {
		cwd: installed('sqlite3'),
		// binding.gyp calls `node`, and must get the one that the binding is built for.
		env: { ...process.env, PATH: `${path.dirname(node.program)}:${process.env.PATH}` },
		signal,
	};
	const succeeds = async (args: string[], limit = signal) =>
		await run(node.program, args, { ...options, signal: limit }).then(
			() => true,
			() => false,
		);

	const loads = async () => await succeeds(['-e', "require('.')"]);
	if (await loads()) return;

	say('Fetching the compiled part of sqlite3 ...');
	const timeout = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS);
	const prebuilt = await succeeds(
		[installed('prebuild-install', 'bin.js'), '--runtime', 'napi'],
		signal ? AbortSignal.any([signal, timeout]) : timeout,
	);
	signal?.throwIfAborted();
	if (prebuilt && (await loads())) return;

	await checkBuildTools(options);
	say('It cannot be fetched here. Compiling it, which takes two to three minutes ...');
	await run(
		node.program,
		[
			installed('node-gyp', 'bin', 'node-gyp.js'),
			'rebuild',
			'--jobs=max',
			...(node.headers === undefined ? [] : [`--nodedir=${node.headers}`]),
		],
		options,
	);
	await run(node.program, ['-e', "require('.')"], options);
}

async function checkBuildTools(options: ProgramOptions): Promise<void> {
	const tools = ['python3', 'make', process.platform === 'darwin' ? 'c++' : 'g++'];
	const missing: string[] = [];
	for (const tool of tools) {
		const found = await run(tool, ['--version'], options).then(
			() => true,
			() => false,
		);
		if (!found) missing.push(tool);
	}
	options.signal?.throwIfAborted();
	if (missing.length > 0) {
		throw new PlaygroundError(
			`n8n's database driver has to be compiled, and that needs ${missing.join(' and ')}, not found here. Install it (Debian and Ubuntu: apt-get install python3 make g++; macOS: xcode-select --install) and run npm start again.`,
		);
	}
}
