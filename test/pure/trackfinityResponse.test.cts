import type { Reading } from '../../nodes/Trackfinity/responses/reading';
import { readTrackfinityResponse, trackfinity } from '../../nodes/Trackfinity/services/trackfinity';
import { no, nothing, yes } from '../support/responses.cts';

const bothWays = 'the response contradicts itself';
const fieldTwice = 'the response contains a duplicate field';
const webPage = 'the response is a web page';
const empty = 'the response is empty';
const unconfirmed = "didn't confirm the change";
const byPhp = "PHP printed a message into the service's response";
const notJson = "the response isn't JSON";

/** Bodies without white space in them, that all say the same. */
const each = (bodies: string, says: Reading) =>
	bodies.split(/\s+/).map((body): [body: string, says: Reading] => [body, says]);

/** Bodies that say nothing and are quoted as they are. */
const eachQuoted = (reason: string, ...bodies: string[]) =>
	bodies.map((body): [body: string, says: Reading] => [body, nothing(reason, body.trim())]);

/** What has no clear yes, or a yes and a no, is a law (responses.test): here is what is told of it. */
test.each<[body: string, says: Reading]>([
	// Yes.
	...each(
		`true {"result":true} {"success":true} {"result":"Success"} {"success":"SUCCESS"} [{"result":true}]
		{"result":true,"success":"success"} {"success":true,"result":1} {"Result":true,"SUCCESS":"Success"}
		{"id":191,"result":true,"status":"success"} {"result":true,"message":""} {"error":null,"result":true}
		{"result":true,"description":"Ignored"} {"error":"","errors":[],"result":true} {"error":{},"success":"success"}
		{"result":true,"customer":{"status":0,"error":null,"result":"7"}}`,
		yes(),
	),
	['\uFEFF \ntrue \n', yes()],
	['{"result":true,"Message":"No such zip"}', yes('No such zip')],
	['{"result":true,"message":"TRUE"}', yes('TRUE')],
	// No, in its own words.
	...each(
		`false {"result":false} {"success":"0"} {"success":"False"} {"result":"NO"} {"status":"Failed"}
		{"status":"failure"} {"status":0} {"status":false} {"result":-0} {"error":1} {"error":{"code":7}}
		{"errors":[null]} {"result":1,"status":"error"} {"result":false,"customer":"John"}`,
		no(),
	),
	['{"error":" "}', no()],
	['{"error":{"__proto__":{"message":"No"}}}', no('No')],
	['{"hasOwnProperty":1,"error":"No","result":true}', nothing(bothWays, 'No')],
	['{"error":"<!doctype html><html><body>Down</body></html>"}', no()],
	...each(
		`{"error":true,"message":"Locked"} {"success":0,"message":"Locked"} {"errors":["Locked"]}
		{"error":{"message":"Locked","code":7}} {"error":"Locked","message":"Locked"}
		{"result":false,"messages":["Locked"]} {"result":false,"details":{"reason":"Locked"}}
		[{"Result":"No","MESSAGE":"Locked"}]`,
		no('Locked'),
	),
	['{"errors":{"email":["is invalid"],"zip":["is long"]}}', no('is invalid; is long')],
	['{"reason":"c","message":"b","error":"a"}', no('a; b; c')],
	// A yes and a no.
	...each(
		`[{"result":true,"RESULT":"no","message":"x"}] {"success":true,"customers":[{"id":1},{"errors":["x"]}]}
		{"success":true,"result":{"success":false,"message":"x"}} {"result":true,"data":{"RESULT":"Failed","message":"x"}}`,
		nothing(bothWays, 'x'),
	),
	['{"result":true,"message":"FALSE"}', nothing(bothWays, 'FALSE')],
	['{"result":true,"message":"No"}', nothing(bothWays, 'No')],
	['{"result":true,"message":" 0 "}', nothing(bothWays, '0')],
	...eachQuoted(bothWays, ...['{"result":true,"Message":false}', '{"result":true,"message":0}']),
	...each(
		`{"success":false,"success":true,"message":"x"} {"success":true,"success":false,"message":"x"}
		{"result":true,"a":{"b":1,"\\u0062":1},"message":"x"}`,
		nothing(fieldTwice, 'x'),
	),
	// Nothing.
	['', nothing(empty)],
	['\uFEFF', nothing(empty)],
	['"true"', nothing(unconfirmed, 'true')],
	['{"result":"ok","message":"Queued"}', nothing(unconfirmed, 'Queued')],
	['{"data":{"error":"Locked"}}', nothing(unconfirmed, 'Locked')],
	['{"text":"<body>Success</body>"}', nothing(unconfirmed)],
	...eachQuoted(
		unconfirmed,
		...['null', '[true]', '{"result":"true"}', '{"result":" success "}', '{"status":"success"}'],
		...['{"result":"ſucceſſ"}', '{"__proto__":{"result":true}}', '{"result":{"__proto__":true}}'],
		...['[{"result":true},{"result":true}]', '{"hasOwnProperty":1,"valueOf":2}'],
	),
	...eachQuoted(
		notJson,
		...['success', 'True', '{"result":true', 'done(true)', '{"result":true}{"result":true}'],
		'true\nWarning: x',
	),
	...eachQuoted(byPhp, 'PHP Notice: x in a.php on line 7', 'true\nWarning: x on line 7\n'),
	['<b>Warning</b>:  x in <b>a.php</b>\ntrue', nothing(byPhp, 'Warning :  x in  a.php \ntrue')],
	['<br />\n<div>Warning: x</div>true', nothing(notJson)],
	['<!doctype html><body><b>Warning</b>: x in <b>a.php</b> on line 7', nothing(webPage)],
	['Down: <!DOCTYPE html><p>Success</p>', nothing(webPage)],
])('what a response of Trackfinity says: %j', (body, says) => {
	expect(readTrackfinityResponse(body)).toEqual(says);
	expect(Object.keys(Object.prototype)).toEqual([]);
});

describe('the words of Trackfinity in a response of any status', () => {
	test.each<[body: string, words: string | undefined]>([
		['{"errors":[{"detail":"No such customer"}],"message":"Failed"}', 'No such customer; Failed'],
		['{"error":["a","a","b"]}', 'a; b'],
		['["Customer not found"]', 'Customer not found'],
		['Missing <customer_id> or <orderid>', 'Missing <customer_id> or <orderid>'],
		['{"status":404,"customer":"191"}', undefined],
		['["Gone",{"other":"Away"}]', undefined],
		['["Gone",{"message":"Away"}]', 'Away'],
		['{"Message":"b","ERROR":"a","@reason":"c"}', 'a; b; c'],
		// As deep as it goes.
		['{"error":[[[[["Gone"]]]]]}', 'Gone'],
		['{"error":[[[[[["Gone"]]]]]]}', undefined],
		['{"a":{"a":{"a":{"a":{"a":{"a":{"error":"Gone"}}}}}}}', undefined],
		['<?xml version="1.0"?><error>Not found</error>', undefined],
		['{"error":"<!DOCTYPE html>\\n<p>Not found</p>","message":"Not found"}', 'Not found'],
	])('%j', (body, words) => {
		expect(trackfinity.readFailure(body).message).toBe(words);
	});

	test('the first ten of a long list, each of them whole', () => {
		const errors = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(900));
		const words = trackfinity.readFailure(JSON.stringify({ errors })).message;
		expect(words).toBe(errors.slice(0, 10).join('; '));
	});
});
