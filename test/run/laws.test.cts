import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { anyResponse } from '../support/anyResponse.cts';
import { code, noCode } from '../support/deletions.cts';
import { encodings } from '../support/encodings.cts';
import { forAll, useScripts } from '../support/manyRuns.cts';
import { escapeXml, responseXml } from '../support/responses.cts';
import { credentialsAt, expectLinked, failureOf, parametersFor, sleep } from '../support/runs.cts';
import { httpResponse } from '../support/servers.cts';
import { shownBy } from '../support/strings.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();
const startScript = useScripts();

interface Case {
	operation: keyof typeof parametersFor;
	ids: readonly string[];
	onError: 'stopWorkflow' | 'continueRegularOutput';
	options: INodeParameters;
	fields?: INodeParameters;
	apiKey?: string;
}

/** Runs the node against a server that responds like this; gives what was sent, too, as it is and as it grows. */
async function runAgainst(
	respond: Parameters<typeof startScript>[0],
	{ operation, ids, onError, options, fields, apiKey }: Case,
) {
	const { url, requests } = startScript(respond);
	const key = apiKey === undefined ? {} : { apiKey };
	const result = await workbench.run({
		parameters: { ...parametersFor[operation](options), ...(fields && { fields }) },
		items: ids.map((id) => ({ id, city: 'Rome' })),
		onError,
		credentials: credentialsAt(workbench.sandbox, url, key),
	});
	return { ...result, requests };
}

const onError = fc.constantFrom('stopWorkflow', 'continueRegularOutput');

/** How many items the text that ends a run accounts for. */
function countIn(description: string): number {
	const kinds = 'Done|Rejected by the service|Unclear[^:.]*|Not sent';
	const parts = description.matchAll(new RegExp(`(?:${kinds}): (\\d+) item`, 'g'));
	return [...parts].reduce((sum, [, count]) => sum + Number(count), 0);
}

test('whatever the service sends: one item for each that came in, or one of the two errors of a run, and nothing goes on after it', async () => {
	// Seldom an invalid one, which ends the run before anything is sent.
	const known = fc.constantFrom('191', '204', code);
	const id = fc.oneof({ weight: 20, arbitrary: known }, fc.constant(''));
	const cases = fc.record({
		operation: fc.constantFrom('lock', 'forget', 'setDetails', 'delete', 'delete'),
		ids: fc.array(id, { minLength: 1, maxLength: 6 }),
		onError,
		retries: fc.nat(1),
		responses: fc.array(anyResponse(), { minLength: 1, maxLength: 4 }),
	});
	const ended = await forAll(cases, 15, async ({ responses, retries, ...how }) => {
		let next = 0;
		const respond = () => responses[next++ % responses.length] ?? { bytes: Buffer.alloc(0) };
		const options = { retries, ...(how.operation === 'delete' && { ignoreMissing: true }) };
		const { status, error, output, requests } = await runAgainst(respond, { ...how, options });
		if (error === undefined) {
			expect(status).toBe('success');
			expectLinked(output, how.ids.length);
			for (const item of output.filter(({ json }) => json.success !== true)) {
				expect(['rejected', 'unknown', 'notSent']).toContain(failureOf(item).outcome);
			}
		} else {
			expect(how.onError).toBe('stopWorkflow');
			expect(error.message).toMatch(/\[Item \d+\]$/);
			if (error.name === 'NodeOperationError') expect(requests).toEqual([]);
			else expect(error.name).toBe('NodeApiError');
			if (error.name === 'NodeApiError') {
				expect(countIn(String(error.description))).toBe(how.ids.length);
			}
		}
		return { requests, sent: requests.length };
	});

	// Longer than the wait before a retry or a question.
	await sleep(600);
	for (const { requests, sent } of ended) expect(requests).toHaveLength(sent);
});

test('a secret is in no text, whatever its length and however the service encodes it, once or twice', async () => {
	const wraps = {
		json: (text: string) => JSON.stringify({ error: `Not ${text}!` }),
		xml: (text: string) => responseXml('error', `<error>Not ${escapeXml(text)}!</error>`),
		yes: (text: string) => JSON.stringify({ result: true, message: text }),
		text: (text: string) => `Not ${text}!`,
	};
	const encoding = fc.constantFrom(...Object.keys(encodings));
	const encode = (text: string, name: string) => encodings[name]?.(text) ?? '';
	const cases = fc.record({
		place: fc.constantFrom('key of Trackfinity', 'key of the Delete service', 'password'),
		onError,
		begins: fc.string({ unit: 'grapheme-ascii', maxLength: 40, size: 'max' }),
		times: fc.constantFrom(1, 1, 20, 240),
		encodedAs: fc.tuple(encoding, encoding),
		wrap: fc.constantFrom<keyof typeof wraps>('json', 'xml', 'text', 'yes'),
		status: fc.constantFrom(200, 400, 500),
	});
	await forAll(cases, 12, async ({ place, begins, times, encodedAs, wrap, ...how }) => {
		// Begins and ends as no text of the node's own.
		const secret = `ZqXwZq${begins.repeat(times)}${place === 'password' ? 'ö' : ''}~Xj`;
		const bytes = httpResponse(how.status, wraps[wrap](encodedAs.reduce(encode, secret)));
		const result = await runAgainst(() => ({ bytes }), {
			operation: place === 'key of the Delete service' ? 'delete' : 'setDetails',
			...{ ids: [noCode, code], onError: how.onError, options: { retries: 0 } },
			...(place === 'password' ? { fields: { password: secret } } : { apiKey: secret }),
		});

		expect(result.requests).not.toHaveLength(0);
		expect(shownBy(result)).not.toMatch(/ZqXwZq|~Xj|%7[Ee]Xj|RangeError|call stack/);
	});
});
