import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What dev/mutation/environment.cjs says of the tests that Stryker wants to run; nothing otherwise. */
declare global {
	var mutation: { isKilled: boolean; testNamePattern?: string } | undefined;
}

/**
 * - `pure`: of functions, without n8n
 * - `run`, `node`: those that run the built node on n8n's engine, and so on each n8n that the README names; in two halves
 * - `tools`: of the package and of the sandbox
 */
export type Part = 'pure' | 'run' | 'node' | 'tools';

const tests = join(__dirname, '..');

/** What isn't taken: these files themselves, and tests that need a whole n8n or real servers. */
const otherFolders = /^(?:all|e2e|queue|stacks|support)\//;

/**
 * Takes the test files of some parts for one, so that jest loads n8n once for all of them instead of once for each: it is
 * 2,000 modules. A single file can still be run by itself.
 */
export function runAll(...parts: Part[]): void {
	// jest wants a test in each file.
	test(`${parts.join(' and ')} tests`, () => undefined);
	if (globalThis.mutation?.isKilled) return;

	for (const file of testFiles().filter((name) => parts.includes(partOf(name)) && isWanted(name))) {
		describe(file, () => {
			jest.requireActual(join(tests, `${file}.test.cts`));
		});
	}
}

/** Below test/, without their ending. */
function testFiles(): string[] {
	return readdirSync(tests, { recursive: true, encoding: 'utf8' })
		.map((file) => file.replaceAll('\\', '/'))
		.filter((file) => file.endsWith('.test.cts') && !otherFolders.test(file))
		.map((file) => file.replace('.test.cts', ''))
		.sort();
}

function partOf(file: string): Part {
	if (/^pure|^secrets.redact/.test(file)) return 'pure';
	if (/^package|^sandbox/.test(file)) return 'tools';
	// In this way the halves take as long.
	return /^(?:accounts|outcomes|responses|run|secrets)\//.test(file) ? 'run' : 'node';
}

/** Stryker names the tests that it wants, and has no use for those of the engine itself. */
function isWanted(file: string): boolean {
	const { mutation } = globalThis;
	if (mutation === undefined) return true;
	if (file.startsWith('engine/')) return false;
	return mutation.testNamePattern?.replaceAll('\\', '').includes(`${file} `) ?? true;
}
