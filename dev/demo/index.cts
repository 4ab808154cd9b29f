import { join } from 'node:path';

import { startSandbox, type Sandbox } from '../../sandbox/index.cts';
import { Checks } from './checks.cts';
import { readRows, type Row } from './file.cts';
import { createRun, type Run } from './run.cts';
import {
	deleteAgain,
	deleteCustomers,
	erase,
	forget,
	lock,
	move,
	setDetails,
	unlock,
	type Step,
} from './steps.cts';
import { changesTable, dryRunTable, inputTable, resultTable, worldTable } from './tables.cts';
import { look } from './world.cts';

async function main(): Promise<void> {
	const rows = await readRows(join(__dirname, '..', '..', 'examples', 'customers.csv'));
	const sandbox = await startSandbox();
	const otherShop = await startSandbox();
	try {
		const checks = new Checks();
		await demo(rows, sandbox, otherShop, checks);
		for (const difference of checks.differences) print(`DIFFERENT: ${difference}`);
		print(`${checks.passed} passed, ${checks.differences.length} failed`);
		if (checks.differences.length > 0) process.exitCode = 1;
	} finally {
		await sandbox.close();
		await otherShop.close();
	}
}

async function demo(
	rows: Row[],
	sandbox: Sandbox,
	otherShop: Sandbox,
	checks: Checks,
): Promise<void> {
	const run = await createRun(sandbox, otherShop);
	const rowsFor = ({ request }: Step) => rows.filter((row) => row.request === request);
	const before = look(sandbox);
	const expected = look(sandbox);
	const otherBefore = look(otherShop);
	const otherExpected = look(otherShop);

	heading(
		'What goes in',
		'The file examples/customers.csv holds requests, some of them invalid on purpose.',
	);
	print(inputTable(rows));
	heading('The customers before', 'A sandbox on this computer stands in for both services.');
	print(worldTable(before));

	heading(
		'Dry run',
		'First a dry run of "forget": it shows what would be sent, and sends nothing.',
	);
	const dryRun = await run({ ...forget.parameters, options: { dryRun: true } }, rowsFor(forget));
	print(dryRunTable(dryRun));
	checks.nothingChanged('Dry run', dryRun, before, look(sandbox));

	heading(
		'Check customers',
		'A dry run may also ask the service, reading only, whom a deletion by email would delete.',
	);
	const checked = await run(
		{ ...erase.parameters, options: { dryRun: true, checkCustomers: true } },
		rowsFor(erase),
	);
	print(dryRunTable(checked));
	checks.nothingChanged('Check customers', checked, before, look(sandbox), rowsFor(erase).length);

	heading(
		'Safety limit',
		'More customers are to be deleted than the limit of 2 allows, so nobody is.',
	);
	const limited = await run(
		{ ...deleteCustomers.parameters, safetyLimit: 2 },
		rowsFor(deleteCustomers),
	);
	print(resultTable(limited));
	checks.nothingChanged('Safety limit', limited, before, look(sandbox));

	const steps = [lock, unlock, setDetails, move, forget, erase, deleteCustomers, deleteAgain];
	for (const step of steps) {
		const outcome = await perform(step, rowsFor(step), sandbox, run);
		checks.everyRow(step.title, rowsFor(step), outcome);
		checks.counts(step, outcome);
		for (const { row, ending } of outcome.results)
			if (ending === 'done') step.change(row, row.shop === 'B' ? otherExpected : expected);
	}

	heading('The customers after', 'What the sandbox knows now, and what is different from before.');
	const after = look(sandbox);
	print(worldTable(after));
	print(changesTable(before, after));
	print('And in shop B:');
	const otherAfter = look(otherShop);
	print(changesTable(otherBefore, otherAfter));
	heading('Is it true?', 'What was printed above is compared with what the sandbox really holds.');
	checks.worlds(expected, after);
	checks.worlds(otherExpected, otherAfter);
}

async function perform(step: Step, rows: Row[], sandbox: Sandbox, run: Run) {
	heading(step.title, step.sentence);
	const removeFault = step.fault && sandbox.fault(step.fault);
	const outcome = await run(step.parameters, rows);
	removeFault?.();
	print(resultTable(outcome));
	for (const hint of outcome.hints) print(`n8n shows: ${hint}`);
	return outcome;
}

function heading(title: string, sentence: string): void {
	print(`\n${title.toUpperCase()}\n${sentence}`);
}

function print(text: string): void {
	process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
