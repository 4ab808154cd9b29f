import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

/**
 * What `npm run test:compat` runs: the tests in each older n8n, one n8n after the other. COMPAT=1.123 chooses one; what is
 * on the command line goes to jest.
 * @throws Error when there is no such n8n
 */
function main(): void {
	const all = readdirSync(__dirname, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => name);
	const { COMPAT: chosen } = process.env;
	if (chosen !== undefined && !all.includes(chosen)) {
		throw new Error(`COMPAT is '${chosen}'. Set it to one of these: ${all.join(', ')}`);
	}
	for (const version of chosen === undefined ? all : [chosen]) {
		console.log(`\nIn n8n ${version}:`);
		const { status } = spawnSync(
			'jest',
			[
				...['--selectProjects', 'compat', '--maxWorkers=1', '--testTimeout=120000'],
				...process.argv.slice(2),
			],
			{ stdio: 'inherit', env: { ...process.env, COMPAT: version } },
		);
		if (status !== 0) process.exitCode = 1;
		// Ended by a signal, such as that of Ctrl+C.
		if (status === null) return;
	}
}

main();
