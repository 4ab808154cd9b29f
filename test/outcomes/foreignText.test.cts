import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { says } from '../support/responses.cts';
import { failureOf, parametersFor, stopOf } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

/** What n8n's error panel, which renders descriptions as HTML, would take for a tag. */
const tag = /<[a-z!/?]/i;
/** Control characters but for line breaks, and those that turn the direction of a text. */
const unreadable = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const link = '<a href="https://evil.example">Click</a>';

type Texts = { shown: string[]; log: string };

/** The texts that n8n shows where a run stops on errors and where it goes on, and its log. */
async function textsOf(parameters: INodeParameters, id: string, fault?: Fault): Promise<Texts> {
	const shown: string[] = [];
	let log = '';
	for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
		const remove = fault && workbench.sandbox.fault(fault);
		const result = await workbench.run({ parameters, items: [{ id, city: 'Bonn' }], onError });
		remove?.();
		log += result.logs.join('\n');
		const { message, description } =
			onError === 'stopWorkflow' ? stopOf(result) : failureOf(result.output[0]);
		shown.push(`${message}\n${description}`);
	}
	return { shown, log };
}

function expectPlain({ shown, log }: Texts): void {
	for (const text of shown) expect(text).not.toMatch(tag);
	// Stacks in it have <anonymous> functions.
	expect(log).not.toContain('<a href');
	for (const text of [...shown, log]) expect(text).not.toMatch(unreadable);
}

const down: Fault = { kind: 'status', status: 500, headers: { 'retry-after': '0' } };
const given = '={{ $json.id }}';
const callback = { responseFormat: 'json', callback: given };

test.each<[what: string, parameters: INodeParameters, fault?: Fault | undefined, more?: string]>([
	['a code that was rejected', parametersFor.delete({ retries: 0 })],
	['a code whose deletion is unclear', parametersFor.delete({ retries: 0 }), down],
	['a code with an expression', parametersFor.delete(), undefined, '{{ $json.id }}'],
	['a code that reads backwards', parametersFor.delete(), undefined, '\u202e'],
	['an ID that was rejected', parametersFor.lock()],
	['an ID that is unclear', parametersFor.forget(), down],
	['a name in Fields to Keep', { ...parametersFor.forget(), keep: given }],
	['a choice', { ...parametersFor.lock(), lookupBy: given }],
	['an option', parametersFor.delete(callback)],
	['a setting', parametersFor.lock({ retries: given })],
])('a link in a value is text: %s', async (...[what, parameters, fault, more = '']) => {
	const texts = await textsOf(parameters, `${link}${more}`, fault);
	expectPlain(texts);
	if (!what.includes('deletion')) return;
	// It can still be read.
	for (const text of texts.shown) expect(text).toContain('https://evil.example');
});

const text = `Sorry ${link} \x1b[31m\0\x9b\u061c\u200f\u202e\u2066Ann \u202c<!-- a <b and 1 < 2`;
const json = JSON.stringify({ error: text });
const plain = { 'content-type': 'text/plain' };

test.each<[string, 'setDetails' | 'delete', Fault]>([
	['JSON of status 200', 'setDetails', says(json, { status: 200 })],
	['JSON of status 400', 'delete', says(json, { status: 400 })],
	['JSON of status 503', 'setDetails', says(json, { status: 503 })],
	['a 2xx that says nothing', 'delete', says(JSON.stringify({ message: text }))],
	['plain text', 'setDetails', says(text, { status: 400, headers: plain })],
])(
	"a service's text is nothing but text in messages and in the log: %s",
	async (_what, operation, fault) => {
		const texts = await textsOf(parametersFor[operation]({ retries: 0 }), '191', fault);
		expectPlain(texts);
		for (const shown of texts.shown) expect(shown).toMatch(/Sorry .*Ann/);
	},
);
