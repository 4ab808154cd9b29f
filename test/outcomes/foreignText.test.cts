import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { failureOf, modes, parametersFor, stopOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** What n8n's error panel, which renders descriptions as HTML, would take for a tag. */
const tag = /<[a-z!/?]/i;
/** Control characters but for line breaks, and those that turn the direction of a text. */
const unreadable = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const link = '<a href="https://evil.example">Click</a>';

/** The texts that n8n shows, one for each mode, and its log. */
async function textsOf(
	parameters: INodeParameters,
	id: string,
	fault?: Fault,
): Promise<{ shown: string[]; log: string }> {
	const shown: string[] = [];
	let log = '';
	for (const onError of modes) {
		const remove = fault && workbench.sandbox.fault(fault);
		const result = await workbench.run({ parameters, items: [{ id, city: 'Bonn' }], onError });
		remove?.();
		log += result.logs.join('\n');
		if (onError === 'stopWorkflow') shown.push(stopOf(result).text);
		for (const item of [...result.output, ...result.errorOutput]) {
			const { message, description } = failureOf(item);
			shown.push(`${message}\n${description}`);
		}
	}
	expect(shown).toHaveLength(modes.length);
	return { shown, log };
}

function expectPlain({ shown, log }: { shown: string[]; log: string }): void {
	for (const text of shown) expect(text).not.toMatch(tag);
	// Stacks in it have <anonymous> functions.
	expect(log).not.toContain('<a href');
	for (const text of [...shown, log]) expect(text).not.toMatch(unreadable);
}

describe('a link in a value is text', () => {
	const down: Fault = { kind: 'status', status: 500, headers: { 'retry-after': '0' } };
	const named: Array<{ what: string; parameters: INodeParameters; fault?: Fault }> = [
		{ what: 'a code that was rejected', parameters: parametersFor.delete({ retries: 0 }) },
		{
			what: 'a code whose deletion is unclear',
			parameters: parametersFor.delete({ retries: 0 }),
			fault: down,
		},
		{ what: 'an ID that was rejected', parameters: parametersFor.lock() },
		{ what: 'an ID that is unclear', parameters: parametersFor.forget(), fault: down },
		{
			what: 'a name in Fields to Keep',
			parameters: { ...parametersFor.forget(), keep: '={{ $json.id }}' },
		},
		{ what: 'a choice', parameters: { ...parametersFor.lock(), lookupBy: '={{ $json.id }}' } },
		{
			what: 'an option',
			parameters: parametersFor.delete({ responseFormat: 'json', callback: '={{ $json.id }}' }),
		},
		{ what: 'a setting', parameters: parametersFor.lock({ retries: '={{ $json.id }}' }) },
	];

	test.each(named)('$what', async ({ parameters, fault }) => {
		expectPlain(await textsOf(parameters, link, fault));
	});

	test.each(['undefined', '{{ $json.id }}', '\u202e', '\x1b[31m'])(
		'a code that is refused for its %j',
		async (refused) => {
			expectPlain(await textsOf(parametersFor.delete(), `${link} ${refused}`));
		},
	);

	test('and can still be read', async () => {
		const { shown } = await textsOf(parametersFor.delete({ retries: 0 }), link, down);
		for (const text of shown) expect(text).toContain('https://evil.example');
	});
});

describe("a service's text reaches neither messages nor the log as anything but text", () => {
	const text = `Sorry ${link} \x1b[31m\0\x9b\u061c\u200f\u202e\u2066Ann \u202c<!-- a <b and 1 < 2`;
	const json = JSON.stringify({ error: text });
	const responses: Array<[what: string, fault: Fault]> = [
		['JSON of status 200', { kind: 'answer', body: json }],
		['JSON of status 400', { kind: 'status', status: 400, body: json }],
		['JSON of status 503', { kind: 'status', status: 503, body: json }],
		['a 2xx that says nothing', { kind: 'answer', body: JSON.stringify({ message: text }) }],
		[
			'plain text',
			{ kind: 'status', status: 400, body: text, headers: { 'content-type': 'text/plain' } },
		],
	];

	test.each(responses)('%s', async (_what, fault) => {
		for (const operation of ['setDetails', 'delete'] as const) {
			const texts = await textsOf(parametersFor[operation]({ retries: 0 }), '191', fault);
			expectPlain(texts);
			for (const shown of texts.shown) expect(shown).toMatch(/Sorry .*Ann/);
		}
	});
});
