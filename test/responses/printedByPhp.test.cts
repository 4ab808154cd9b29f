import type { FailedJson } from '../support/runs.cts';
import { failureOf, runOne } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const what = 'Uncaught PDOException: server has gone away';

/** What PHP prints with display_errors on: in HTML, or as text where html_errors is off. */
const asHtml = (kind: string) =>
	`<br />\n<b>${kind}</b>:  ${what} in <b>/var/www/api/lib/customer.php</b> on line <b>7</b><br />\n`;
const asText = (kind: string) => `\n${kind}: ${what} in /var/www/api/lib/customer.php on line 7\n`;
const kinds = ['Warning', 'Notice', 'Deprecated', 'Fatal error', 'Parse error'];
const fatal = asHtml('Fatal error');

/** What becomes of a lock when the service says this. */
async function lockWith(body: string, status = 200): Promise<FailedJson> {
	workbench.sandbox.fault({ kind: 'answer', body, status });
	return failureOf(await runOne(workbench, 'lock'));
}

/** The words are there, and nothing that opens a tag. */
function expectQuoted({ message, outcome, description }: FailedJson): void {
	expect(outcome).toBe('unknown');
	expect(message).toContain(what);
	expect(message).toContain('customer.php');
	expect(message).toContain('on line 7');
	expect(message).not.toMatch(/<\/?[a-z]/i);
	// It was the service, so its address is right.
	expect(description).not.toContain("'Base URL'");
	expect(description).toMatch(/whoever runs the service|support/);
}

test.each<[where: string, body: string]>([
	...kinds.map((kind, index): [string, string] => [
		`${kind} before the response`,
		`${(index % 2 === 0 ? asHtml : asText)(kind)}true`,
	]),
	['by itself', fatal],
	['behind the response', `true${fatal}`],
	['with a link to the manual', fatal.replace(' in <b>', " [<a href='f.x'>f.x</a>] in <b>")],
])('what PHP printed is quoted without its tags, and called that: %s', async (_, body) => {
	const failure = await lockWith(body);

	expect(workbench.sandbox.requestCount()).toBe(1);
	expect(failure.message).toContain('PHP');
	expectQuoted(failure);
});

test('with status 500 it is quoted too', async () => {
	expectQuoted(await lockWith(fatal, 500));
});
