import type { FailedJson } from '../support/runs.cts';
import { failureOf, parametersFor } from '../support/runs.cts';
import { deletion, question, seen, useDeletions } from '../support/deletions.cts';
import { deletedXml, says } from '../support/responses.cts';

const { calls, deleteOne, inTurn, workbench } = useDeletions();

const kinds = ['Warning', 'Notice', 'Deprecated', 'Fatal error', 'Parse error'];
const what = 'Uncaught PDOException: server has gone away';

/** What PHP prints with display_errors on: in HTML, or as text where html_errors is off. */
const asHtml = (kind: string) =>
	`<br />\n<b>${kind}</b>:  ${what} in <b>/var/www/api/lib/customer.php</b> on line <b>7</b><br />\n`;
const asText = (kind: string) => `\n${kind}: ${what} in /var/www/api/lib/customer.php on line 7\n`;

const printed = kinds.flatMap((kind) => [
	[`${kind}, html_errors on`, asHtml(kind)],
	[`${kind}, html_errors off`, asText(kind)],
]);

/** What becomes of a lock when the service says this. */
async function lockWith(body: string, status = 200): Promise<FailedJson> {
	workbench.sandbox.fault({ kind: 'answer', body, status });
	const { output } = await workbench.run({
		parameters: parametersFor.lock(),
		items: [{ id: '191' }],
		onError: 'continueRegularOutput',
	});
	return failureOf(output[0]);
}

/** The words are there, and nothing that opens a tag. */
function expectQuoted({ message }: FailedJson): void {
	expect(message).toContain(what);
	expect(message).toContain('customer.php on line 7');
	expect(message).not.toMatch(/<\/?[a-z]/i);
}

describe('what PHP printed is quoted without its tags, and called that', () => {
	test.each(printed)('before the response: %s', async (_, text = '') => {
		const failure = await lockWith(`${text}true`);

		expect(workbench.sandbox.requestCount()).toBe(1);
		expect(failure.outcome).toBe('unknown');
		expect(failure.message).toContain('PHP');
		expectQuoted(failure);
		// It was the service, so its address is right.
		expect(failure.description).not.toContain("'Base URL'");
	});

	test.each([
		['by itself', asHtml('Fatal error')],
		['behind the response', `true${asHtml('Fatal error')}`],
		[
			'with a link to the manual',
			asHtml('Warning').replace(' in <b>', " [<a href='function.x'>function.x</a>] in <b>"),
		],
	])('%s', async (_, body) => {
		const failure = await lockWith(body);

		expect(failure.outcome).toBe('unknown');
		expect(failure.message).toContain('PHP');
		expectQuoted({ ...failure, message: failure.message.replace(' [function.x]', '') });
	});

	test('with status 500', async () => {
		const failure = await lockWith(asHtml('Fatal error'), 500);

		expect(failure).toMatchObject({ outcome: 'unknown', statusCode: 500 });
		expectQuoted(failure);
	});

	test.each([
		['before', `${asHtml('Warning')}${deletedXml('12')}`],
		['behind', `${deletedXml('12')}${asText('Fatal error')}`],
	])('a deletion is asked about: %s the response', async (_, body) => {
		inTurn(deletion, says(body));
		inTurn(question, seen);
		const failure = failureOf(await deleteOne({ retries: 0 }, '12'));

		expect(calls()).toEqual(['delete', 'exists']);
		expect(failure.outcome).toBe('unknown');
		expect(failure.message).toContain('PHP');
		expectQuoted(failure);
	});
});

test('a web page with such a line in it is a web page', async () => {
	const { message, outcome } = await lockWith(
		`<!doctype html><html><body>${asHtml('Warning')}</body></html>`,
	);

	expect(outcome).toBe('unknown');
	expect(message).not.toContain(what);
});
