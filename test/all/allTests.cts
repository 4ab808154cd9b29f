import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What mutation/environment.cjs says of the tests that Stryker wants to run; nothing otherwise. */
declare global {
	var mutation: { isKilled: boolean; testNamePattern?: string } | undefined;
}

/**
 * - `pure`: of functions, without n8n
 * - `run`, `node`: those that run the built node on n8n's engine, and so on each n8n that the README names; in two halves
 * - `tools`: of the package and of the tools, and what takes real time
 */
export type Part = 'pure' | 'run' | 'node' | 'tools';

const tests = join(__dirname, '..');

/** These need a whole n8n, or take this file for a test. */
const left = ['all', 'e2e', 'queue', 'support'];

/**
 * Takes the test files of one part for one, so that jest loads n8n once for all of them instead of once for each: it is
 * 2,000 modules. A single file can still be run by itself.
 */
export function runAll(part: Part): void {
	// jest wants a test in each file.
	test(`${part} tests`, () => undefined);
	if (globalThis.mutation?.isKilled) return;

	for (const file of testFiles().filter((name) => partOf(name) === part && isWanted(name))) {
		describe(file, () => {
			jest.requireActual(join(tests, `${file}.test.cts`));
		});
	}
}

/** Below test/, without their ending. */
function testFiles(): string[] {
	return readdirSync(tests, { recursive: true, encoding: 'utf8' })
		.map((file) => file.replaceAll('\\', '/'))
		.filter(
			(file) => file.endsWith('.test.cts') && !left.some((name) => file.startsWith(`${name}/`)),
		)
		.map((file) => file.replace('.test.cts', ''))
		.sort();
}

function partOf(file: string): Part {
	if (/^pure|^secrets.redact/.test(file)) return 'pure';
	if (/^package|^sandbox|^attack.time/.test(file)) return 'tools';
	return file.startsWith('run/') ? 'run' : 'node';
}

/** Stryker wants tests whose names begin with their file's, and none of the engine itself or that take real time. */
function isWanted(file: string): boolean {
	const { mutation } = globalThis;
	if (mutation === undefined) return true;
	if (/^engine|^attack.bytes/.test(file)) return false;
	return mutation.testNamePattern?.replaceAll('\\', '').includes(`${file} `) ?? true;
}
