import fc from 'fast-check';

import { decodeBody } from '../../nodes/Trackfinity/responses/charset';
import { deletionWords } from '../../nodes/Trackfinity/responses/deleteResponse';
import { readDeletion } from '../../nodes/Trackfinity/responses/deletion';
import { readExistence } from '../../nodes/Trackfinity/responses/existence';
import {
	readTrackfinityResponse,
	trackfinityWords,
} from '../../nodes/Trackfinity/responses/trackfinity';
import { character } from '../support/characters.cts';
import { codeText, deletedJson, deletedXml, toXml } from '../support/responses.cts';

const saysYes = new Set<unknown>([true, 'success', 'Success', 'SUCCESS']);
const saysNo = [
	false,
	0,
	'0',
	'false',
	'FALSE',
	'no',
	'error',
	'Error',
	'fail',
	'failed',
	'failure',
];

/** The readers to whom a body says yes. */
function confirmedBy(body: string): string[] {
	const readings = {
		trackfinity: readTrackfinityResponse(body),
		deletion: readDeletion(body, '12'),
	};
	return Object.entries(readings)
		.filter(([, { kind }]) => kind === 'confirmed')
		.map(([reader]) => reader);
}

/** All texts of a body that a person may come to see. */
function wordsOf(body: string): string[] {
	return [
		readTrackfinityResponse(body).message,
		readDeletion(body, '12').message,
		trackfinityWords(body),
		deletionWords(body),
	].filter((words) => words !== undefined);
}

/** Whether an error of this value is none. */
function holdsNothing(value: unknown): boolean {
	return (
		[null, false, 0, ''].includes(value as never) || ['[]', '{}'].includes(JSON.stringify(value))
	);
}

describe('a cut-off document is not a response', () => {
	test.each([
		['XML', `<?xml version="1.0"?>\n${deletedXml('12')}`],
		['XML with a comment', `${deletedXml('12')}<!-- done -->`],
		['JSON', deletedJson('12', true)],
		['JSONP', `/**/done(${deletedJson('12')})`],
		['true', 'true'],
		['a result', '{"result":true}'],
	])('no beginning of it confirms: %s', (_, whole) => {
		// White space and comments behind the end add nothing, so there the document is whole.
		const end = whole.replace(/<!--.*-->$/, '').length;
		for (let length = 0; length < end; length++) {
			expect(confirmedBy(whole.slice(0, length))).toEqual([]);
		}
		expect(confirmedBy(whole)).toHaveLength(1);
	});

	test.each([
		['XML', '<response status="no_match"><message>None</message></response>'],
		['JSON', '{"status":"no_match","message":"None"}'],
		['XML that says it exists', '<response status="success"><message>One</message></response>'],
		['JSONP that says it exists', 'done({"response":{"status":"success"}})'],
	])('no beginning of it tells whether a customer exists: %s', (_, whole) => {
		for (let length = 0; length < whole.length; length++) {
			expect(readExistence(whole.slice(0, length))).toBe('unclear');
		}
		expect(readExistence(whole)).not.toBe('unclear');
	});
});

/** Values that say yes, no or nothing, and some that only look like it. */
const verdict = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom<unknown>(...saysYes, ...saysNo) },
	fc.constantFrom<unknown>(null, 1, 'true', 'ok', '', [], {}, [true], { result: true }),
	fc.jsonValue(),
);

const verdicts = fc.record(
	{
		result: verdict,
		success: verdict,
		status: verdict,
		error: verdict,
		errors: verdict,
		message: fc.jsonValue(),
		data: fc.jsonValue(),
	},
	{ requiredKeys: [] },
);

describe('what Trackfinity says, whatever it sends', () => {
	test('no JSON without a clear yes confirms', () => {
		fc.assert(
			fc.property(fc.oneof(verdicts, fc.jsonValue()), (value) => {
				const { result, success } = Object(value) as Record<string, unknown>;
				fc.pre(value !== true && ![result, success].some((one) => saysYes.has(one)));
				expect(readTrackfinityResponse(JSON.stringify(value)).kind).not.toBe('confirmed');
			}),
		);
	});

	test('no object with a yes and a no says anything', () => {
		const yesKey = fc.constantFrom('result', 'success');
		const noField = fc.oneof(
			fc.tuple(fc.constantFrom('result', 'success', 'status'), fc.constantFrom(...saysNo)),
			fc.tuple(
				fc.constantFrom('error', 'errors'),
				fc.jsonValue().filter((value) => !holdsNothing(value)),
			),
		);
		fc.assert(
			fc.property(
				verdicts,
				yesKey,
				fc.constantFrom(...saysYes),
				noField,
				(others, key, good, [badKey, bad]) => {
					fc.pre(key !== badKey);
					const body = JSON.stringify({ ...others, [key]: good, [badKey]: bad });
					expect(readTrackfinityResponse(body).kind).toBe('unclear');
				},
			),
		);
	});

	test('no object with a key twice says anything, whatever its values', () => {
		fc.assert(
			fc.property(
				verdicts,
				fc.constantFrom('result', 'success', 'error', 'x'),
				verdict,
				verdict,
				(others, key, first, second) => {
					const rest = JSON.stringify({ ...others, [key]: first }).slice(0, -1);
					const body = `${rest},"${key}":${JSON.stringify(second)}}`;
					expect(readTrackfinityResponse(body).kind).toBe('unclear');
				},
			),
		);
	});

	test('no text beside a true counts as one', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (before, after) => {
				fc.pre(`${before}${after}`.trim() !== '');
				expect(readTrackfinityResponse(`${before}true${after}`).kind).not.toBe('confirmed');
			}),
		);
	});
});

describe('what the delete service says, whatever it sends', () => {
	const text = codeText();
	const error = fc.oneof(
		text,
		fc.constant(''),
		fc.record({ code: text, message: text }, { requiredKeys: ['code'] }),
		fc.record({ error: fc.array(text, { minLength: 2, maxLength: 3 }) }),
	);
	const customer = fc.record(
		{ status: fc.constantFrom('deleted', 'active', ''), code: fc.constantFrom('12', '13'), error },
		{ requiredKeys: ['status', 'code'] },
	);
	const response = fc.record(
		{
			status: fc.constantFrom('success', 'success', 'error', 'no_match', 'pending'),
			error,
			errors: error,
			message: text,
			customer: fc.oneof(customer, fc.array(customer, { minLength: 2, maxLength: 3 })),
			log: fc.record({ error }),
		},
		{ requiredKeys: ['status'] },
	);

	test('the same in XML, JSON and JSONP, with or without a wrapper, reads alike', () => {
		fc.assert(
			fc.property(response, (value) => {
				const all = (body: string) => [
					readDeletion(body, '12'),
					readExistence(body),
					deletionWords(body),
				];
				const xml = all(toXml('response', value));
				const twins = [value, { response: value }].map((twin) => JSON.stringify(twin));
				for (const json of [...twins, ...twins.map((twin) => `app.done(${twin});`)]) {
					expect(all(json)).toEqual(xml);
				}
			}),
			{ numRuns: 300 },
		);
	});

	test('nothing with an error in it confirms or tells whether a customer exists', () => {
		const held = error.filter((value) => value !== '');
		const place = fc.constantFrom('error', 'errors', 'customer', 'log');
		fc.assert(
			fc.property(response, held, place, (value, bad, key) => {
				const inside = key.startsWith('error') ? bad : [{ error: bad }];
				const body = JSON.stringify({ ...value, [key]: inside });
				expect(readDeletion(body, '12').kind).not.toBe('confirmed');
				expect(readExistence(body)).toBe('unclear');
			}),
		);
	});

	test('a customer is only deleted with exactly one, its own code and both statuses', () => {
		fc.assert(
			fc.property(response, (value) => {
				const isYes = readDeletion(JSON.stringify(value), '12').kind === 'confirmed';
				expect(isYes).toBe(
					value.status === 'success' &&
						[value.error, value.errors, value.log?.error].every((one) => !one) &&
						!Array.isArray(value.customer) &&
						value.customer?.status === 'deleted' &&
						value.customer.code === '12' &&
						!value.customer.error,
				);
			}),
			{ numRuns: 300 },
		);
	});

	test('no text beside a complete XML response counts, comments and the XML declaration aside', () => {
		fc.assert(
			fc.property(fc.string(), (beside) => {
				fc.pre(beside.trim() !== '' && !beside.includes('<'));
				expect(readDeletion(`${beside}${deletedXml('12')}`, '12').kind).toBe('unclear');
				expect(readDeletion(`${deletedXml('12')}${beside}`, '12').kind).toBe('unclear');
			}),
		);
	});
});

describe('any bytes at all', () => {
	const pieces = [
		...['<response', ' status="success"', '>', '</response>', '<customer status="deleted">'],
		...['</customer>', '<code>12</code>', '<error>', '</error>', '<![CDATA[', ']]>', '<!--', '-->'],
		...['{', '}', '[', ']', '"', ':', ',', '"status":"error"', '"success":true', '"error":'],
		...[
			'true',
			'false',
			'null',
			'done(',
			');',
			'\\',
			'&',
			'&#x',
			';',
			'<?xml ',
			'?>',
			'\uFEFF',
			'\0',
		],
		...['"__proto__":{', '<!DOCTYPE html', '<html>', '<body ', ' ', '\n', '0', 'é'],
	];
	const bytes = fc.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc.string({ unit: character }).map((text) => Buffer.from(text)),
		fc
			.array(fc.constantFrom(...pieces), { maxLength: 12 })
			.map((some) => Buffer.from(some.join(''))),
		fc.json().map((text) => Buffer.from(text)),
	);
	const contentType = fc.oneof(
		fc.string(),
		fc
			.constantFrom('latin1', 'utf-16', 'utf-16le', 'gbk', 'x')
			.map((name) => `a/b; charset=${name}`),
	);

	test('nothing throws, nothing says yes, and no words are a web page', () => {
		fc.assert(
			fc.property(bytes, contentType, (sent, type) => {
				const body = decodeBody(sent, type);
				fc.pre(body.trim() !== 'true' && !body.includes('"success":true'));
				expect(confirmedBy(body)).toEqual([]);
				expect(readExistence(body)).not.toBe('missing');
				for (const shown of wordsOf(body))
					expect(shown).not.toMatch(/<(?:html|body|!doctype html)\b/i);
			}),
			{ numRuns: 300 },
		);
	});
});
