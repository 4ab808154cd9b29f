import fc from 'fast-check';

import { character } from './characters.cts';
import { code } from './deletions.cts';
import { deletedJson, deletedXml, responseXml } from './responses.cts';
import type { RawResponse } from './servers.cts';
import { httpResponse } from './servers.cts';

const bodies = [
	...['true', '{"result":"Success"}', '{"error":{}}', deletedXml(code), deletedJson(code, true)],
	...[responseXml('success', '<message/>'), responseXml('no_match', '')],
	...[responseXml('error', '<error><a/></error>'), '<response status="success"'],
	...['<a'.repeat(9000), '['.repeat(9000), '{"error":'.repeat(9000), '&'.repeat(70_000)],
];

const headers = {
	'Content-Type': ['text/xml', 'application/json; charset=utf-16', 'x/y;charset="?"', 'x'],
	'Content-Length': ['0', '3', '70000', '-1', 'x'],
	'Content-Encoding': ['gzip', 'br', 'deflate', 'compress', 'x'],
	'Transfer-Encoding': ['chunked', 'gzip, chunked', 'x'],
	'Retry-After': ['0', '-1', '61', '1e9', 'x'.repeat(99)],
	Location: ['/', 'http://127.0.0.1:1/', '::'],
	'Set-Cookie': ['a=b', '=', ';;', ''],
};

/** Whatever a server may send: sensible responses, HTTP that contradicts itself, bytes that are no HTTP, and cuts. */
export function anyResponse(): fc.Arbitrary<RawResponse> {
	const status = fc.oneof(
		{ weight: 2, arbitrary: fc.constant(200) },
		fc.constantFrom(100, 101, 204, 206, 302, 304, 400, 401, 403, 404, 429, 500, 503),
		fc.integer({ min: 0, max: 1000 }),
	);
	const text = fc.oneof(
		fc.constantFrom(...bodies),
		fc.json(),
		fc.string({ unit: character, maxLength: 100 }),
	);
	const body = fc.oneof(
		text.map((said) => Buffer.from(said)),
		text.map((said) => Buffer.from(said, 'utf16le')),
		fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
	);
	const header = fc
		.constantFrom(...Object.entries(headers))
		.chain(([name, values]) => fc.constantFrom(...values.map((value) => [name, value] as const)));
	const someHeaders = fc.array(header, { maxLength: 2 }).map((some) => Object.fromEntries(some));
	const http = fc
		.record({ status, body, someHeaders, cut: fc.option(fc.nat(400), { freq: 3, nil: undefined }) })
		.map((one) => httpResponse(one.status, one.body, one.someHeaders).subarray(0, one.cut));
	return fc.record({
		bytes: fc.oneof({ weight: 9, arbitrary: http }, body),
		isReset: fc.boolean(),
	});
}
