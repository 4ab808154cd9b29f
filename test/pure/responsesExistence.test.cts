import { readExistence } from '../../nodes/Trackfinity/responses/existence';
import type { Existence } from '../../nodes/Trackfinity/responses/reading';
import { deleteService } from '../../nodes/Trackfinity/services/deleteService';
import { customerXml, deletedXml, refusedXml, responseXml } from '../support/responses.cts';

const CODE = '0123456789012345678';

describe('what a response says to the question whether a customer exists', () => {
	test.each<[body: string, says: Existence]>([
		[responseXml('success', '<message>There is one</message>'), 'exists'],
		['{"status":"success","message":"There is one"}', 'exists'],
		['{"response":{"status":"success"}}', 'exists'],
		['done({"status":"success"});', 'exists'],
		[responseXml('success', customerXml(CODE, 'active')), 'exists'],
		['{"status":"success","error":false}', 'exists'],
		[responseXml('no_match', '<message>There is none</message>'), 'missing'],
		['\uFEFF{"status":"no_match","message":"There is none"}\n', 'missing'],
		['{"response":{"status":"no_match"}}', 'missing'],
		['done({"status":"no_match","errors":[]});', 'missing'],
		// Anything else.
		[responseXml('error', '<error>Invalid account ID</error>'), 'unclear'],
		[responseXml('no_match', '<error>Invalid account ID</error>'), 'unclear'],
		[responseXml('no_match', '<a><errors code="1"/></a>'), 'unclear'],
		[responseXml('success', '<error>Invalid account ID</error>'), 'unclear'],
		['{"status":"no_match","error":true}', 'unclear'],
		['{"status":"success","log":[{"error":"x"}]}', 'unclear'],
		['{"status":"success","status":"no_match"}', 'unclear'],
		['{"status":"no_match","customer":{"code":"1"}}', 'unclear'],
		[responseXml('no_match', customerXml(CODE, 'active')), 'unclear'],
		[deletedXml(CODE), 'unclear'],
		['{"response":{"status":"no_match"},"status":"success"}', 'unclear'],
		[responseXml('No_Match', ''), 'unclear'],
		[responseXml('no match', ''), 'unclear'],
		[responseXml(' no_match', ''), 'unclear'],
		[responseXml('SUCCESS', ''), 'unclear'],
		['<response><status>no_match</status></response>', 'unclear'],
		['<response/>', 'unclear'],
		['<response status="no_match">', 'unclear'],
		[`${responseXml('no_match', '')}x`, 'unclear'],
		['<response status="no_match"/>', 'missing'],
		['<response status="no_match"/><!-- none -->', 'missing'],
		['<response status="no_match"/>Warning: out of memory in <main>', 'unclear'],
		['<response status="no_match"/>="success"/>', 'unclear'],
		['<response status="no_match"/> a > b', 'unclear'],
		['<response status="no_match"/> a > b <!-- none -->', 'unclear'],
		[`<!DOCTYPE response>${responseXml('no_match', '')}`, 'unclear'],
		['<response status="success"/', 'unclear'],
		['{"status":"no_match"', 'unclear'],
		['{"status":["no_match"]}', 'unclear'],
		['{"exists":false}', 'unclear'],
		['no_match', 'unclear'],
		['"no_match"', 'unclear'],
		['false', 'unclear'],
		['null', 'unclear'],
		['[]', 'unclear'],
		['', 'unclear'],
		['<!doctype html><html>no_match</html>', 'unclear'],
	])('%s', (body, says) => {
		expect(readExistence(body)).toBe(says);
	});
});

describe('the words of the delete service in a response of any status', () => {
	test.each<[body: string, words: string | undefined]>([
		[refusedXml('Gone & done'), 'Gone & done'],
		['{"status":"error","errors":[{"message":"Gone"}]}', 'Gone'],
		['done({"error":"Gone"});', 'Gone'],
		['<error>Gone</error>', 'Gone'],
		['<errors><error code="1">Gone</error></errors>', 'Gone'],
		['Gone', 'Gone'],
		['Gone (1)', 'Gone (1)'],
		['[{"message":"Gone","id":"1"}]', 'Gone'],
		['[{"id":"1"}]', undefined],
		['', undefined],
		['<response status="error"/>', undefined],
		['<response status="error"><error>Go', undefined],
		['<html><body><error>Gone</error></body></html>', undefined],
		['<html><head><title>x</title></head><body><details>Gone</details></body></html>', undefined],
		['<!doctype html><p>Gone</p>', undefined],
		['<p class="x">Gone</p>', undefined],
	])('%s', (body, words) => {
		expect(deleteService.readWords(body)).toBe(words);
	});
});
