import { recordLogs } from '../../dev/engine/index.cts';
import { itemsFor, parametersFor, until, sleep } from '../support/runs.cts';
import { elapsedMs } from '../support/simulatedTime.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const parameters = parametersFor.lock({ parallelRequests: 1 });

/** What the node says of its progress. */
function progressIn(lines: string[]): string[] {
	return lines.flatMap((line) => /^info: .*\bstill running\. (.+)$/i.exec(line)?.[1] ?? []);
}

test('a long run says in the log how far it is, again and again', async () => {
	const { sandbox } = workbench;
	const recording = recordLogs();
	const hold = sandbox.hold({ form: { customer_id: '226' } });
	sandbox.fault({ kind: 'status', status: 400, form: { customer_id: '204' } });
	const run = workbench.run({
		parameters,
		items: itemsFor(['191', '204', '', '215', '226', '237']),
		onError: 'continueRegularOutput',
	});
	await until(() => progressIn(recording.lines).length >= 2);
	hold.release();
	recording.stop();

	expect((await run).status).toBe('success');
	const soFar =
		'Done: 2 items (items 0 and 3). Rejected by the service: 1 item (item 1). Not sent: 1 item (item 2). Not finished yet: 2 items (items 4 to 5).';
	expect(progressIn(recording.lines)).toEqual([soFar, soFar]);
});

test('a run of less than five seconds says nothing, nor does it afterwards', async () => {
	const recording = recordLogs();
	workbench.sandbox.fault({ kind: 'slow', ms: 4800, form: { customer_id: '204' } });
	await workbench.run({ parameters, items: itemsFor(['191', '204']) });
	expect(elapsedMs()).toBeGreaterThan(4799);
	await sleep(5500);
	recording.stop();

	expect(progressIn(recording.lines)).toEqual([]);
});
