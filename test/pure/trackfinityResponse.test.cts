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

describe('what a response of Trackfinity says', () => {
	test.each<[body: string, says: Reading]>([
		// Yes.
		['true', yes()],
		['\uFEFF \ntrue \n', yes()],
		['{"result":true}', yes()],
		['{"success":true}', yes()],
		['{"result":"Success"}', yes()],
		['{"success":"SUCCESS"}', yes()],
		['{"result":true,"success":"success"}', yes()],
		['{"success":true,"result":1}', yes()],
		['{"id":191,"result":true,"status":"success"}', yes()],
		['{"result":true,"message":""}', yes()],
		['{"result":"Success","message":"Lock Changed"}', yes('Lock Changed')],
		['{"result":true,"description":"Not passed on"}', yes()],
		['{"error":null,"result":true}', yes()],
		['{"error":"","errors":[],"result":true}', yes()],
		['{"error":{},"success":"success"}', yes()],
		['[{"result":true}]', yes()],
		['{"Result":true,"SUCCESS":"Success"}', yes()],
		['{"result":true,"message":"TRUE"}', yes('TRUE')],
		['{"result":true,"Message":"No such zip"}', yes('No such zip')],
		// No, in its own words.
		['false', no()],
		['\uFEFF false\n', no()],
		['{"error":true,"message":"Customer is locked"}', no('Customer is locked')],
		['{"result":"error","message":"Customer is locked"}', no('Customer is locked')],
		['{"success":0,"message":"Customer is locked"}', no('Customer is locked')],
		['{"status":"error","message":"Customer is locked"}', no('Customer is locked')],
		['{"errors":["Customer is locked"]}', no('Customer is locked')],
		['{"error":"Locked"}', no('Locked')],
		['{"error":{"message":"Locked","code":7}}', no('Locked')],
		['{"errors":[{"message":"Locked"},{"message":"Forgotten"}]}', no('Locked; Forgotten')],
		['{"errors":{"email":["is invalid"],"zip":["is long"]}}', no('is invalid; is long')],
		['{"error":"Bad Request","message":"zip is long"}', no('Bad Request; zip is long')],
		['{"reason":"c","message":"b","error":"a"}', no('a; b; c')],
		['{"error":"Locked","message":"Locked"}', no('Locked')],
		['{"result":false,"messages":["Locked"]}', no('Locked')],
		['{"result":false,"description":"Locked"}', no('Locked')],
		['{"result":false,"details":{"reason":"Locked"}}', no('Locked')],
		['{"result":false,"reason":"Locked"}', no('Locked')],
		['{"status":"fail","data":{"reason":"Locked"}}', no('Locked')],
		['{"result":false,"customer":"John"}', no()],
		['{"result":false}', no()],
		['{"success":"0"}', no()],
		['{"success":"False"}', no()],
		['{"result":"NO"}', no()],
		['{"status":"Failed"}', no()],
		['{"status":"failure"}', no()],
		['{"status":0}', no()],
		['{"status":false}', no()],
		['{"result":-0}', no()],
		['{"error":1}', no()],
		['{"error":{"code":7}}', no()],
		['{"errors":[null]}', no()],
		['{"error":" "}', no()],
		['{"result":1,"status":"error"}', no()],
		['{"error":"<!doctype html><html><body>Down</body></html>"}', no()],
		['{"ERROR":"Locked"}', no('Locked')],
		['[{"Result":"No","MESSAGE":"Locked"}]', no('Locked')],
		// A yes and a no.
		...['false', '0', '"FALSE"', '"No"', '" 0 "'].map((said): [string, Reading] => [
			`{"result":true,"Message":${said}}`,
			nothing(
				bothWays,
				said.startsWith('"') ? said.slice(1, -1).trim() : `{"result":true,"Message":${said}}`,
			),
		]),
		['{"result":true,"Error":"Nope"}', nothing(bothWays, 'Nope')],
		['[{"result":true,"RESULT":"no","message":"x"}]', nothing(bothWays, 'x')],
		['{"success":true,"result":"error"}', nothing(bothWays, '{"success":true,"result":"error"}')],
		['{"success":true,"errors":["No such zip"]}', nothing(bothWays, 'No such zip')],
		['{"error":"Nope","result":true,"success":true}', nothing(bothWays, 'Nope')],
		['{"error":true,"result":"success"}', nothing(bothWays, '{"error":true,"result":"success"}')],
		['{"result":true,"status":"error","message":"x"}', nothing(bothWays, 'x')],
		['{"result":true,"success":false,"message":"x"}', nothing(bothWays, 'x')],
		['{"result":"Success","success":"0","message":"x"}', nothing(bothWays, 'x')],
		['{"success":false,"success":true,"message":"x"}', nothing(fieldTwice, 'x')],
		['{"success":true,"success":false,"message":"x"}', nothing(fieldTwice, 'x')],
		[
			'{"result":true,"error":"x","error":null}',
			nothing(fieldTwice, '{"result":true,"error":"x","error":null}'),
		],
		['{"result":true,"a":{"b":1,"\\u0062":1},"message":"x"}', nothing(fieldTwice, 'x')],
		// Nothing.
		['', nothing(empty)],
		[' \n ', nothing(empty)],
		['\uFEFF', nothing(empty)],
		['null', nothing(unconfirmed, 'null')],
		['0', nothing(unconfirmed, '0')],
		['1', nothing(unconfirmed, '1')],
		['[]', nothing(unconfirmed, '[]')],
		['{}', nothing(unconfirmed, '{}')],
		['"true"', nothing(unconfirmed, 'true')],
		['"success"', nothing(unconfirmed, 'success')],
		['[true]', nothing(unconfirmed, '[true]')],
		[
			'[{"result":true},{"result":true}]',
			nothing(unconfirmed, '[{"result":true},{"result":true}]'),
		],
		['[[{"result":true}]]', nothing(unconfirmed, '[[{"result":true}]]')],
		['{"result":1}', nothing(unconfirmed, '{"result":1}')],
		['{"result":"true"}', nothing(unconfirmed, '{"result":"true"}')],
		['{"result":"ok","message":"Queued"}', nothing(unconfirmed, 'Queued')],
		['{"result":" success "}', nothing(unconfirmed, '{"result":" success "}')],
		['{"result":"successful"}', nothing(unconfirmed, '{"result":"successful"}')],
		['{"result":"ſucceſſ"}', nothing(unconfirmed, '{"result":"ſucceſſ"}')],
		['{"status":"success"}', nothing(unconfirmed, '{"status":"success"}')],
		['{"status":true}', nothing(unconfirmed, '{"status":true}')],
		['{"data":{"result":true}}', nothing(unconfirmed, '{"data":{"result":true}}')],
		['{"data":{"error":"Locked"}}', nothing(unconfirmed, 'Locked')],
		['{"result":[true]}', nothing(unconfirmed, '{"result":[true]}')],
		['{"result":{"success":true}}', nothing(unconfirmed, '{"result":{"success":true}}')],
		['{"__proto__":{"result":true}}', nothing(unconfirmed, '{"__proto__":{"result":true}}')],
		['{"text":"<body>Success</body>"}', nothing(unconfirmed)],
		['"<html>true</html>"', nothing(unconfirmed)],
		['success', nothing(notJson, 'success')],
		['True', nothing(notJson, 'True')],
		['true true', nothing(notJson, 'true true')],
		['tru', nothing(notJson, 'tru')],
		['{"result":true', nothing(notJson, '{"result":true')],
		['{"result":true}{"result":true}', nothing(notJson, '{"result":true}{"result":true}')],
		['done(true)', nothing(notJson, 'done(true)')],
		['/* */true', nothing(notJson, '/* */true')],
		["{'result':true}", nothing(notJson, "{'result':true}")],
		['Warning: x in a.php\ntrue', nothing(notJson, 'Warning: x in a.php\ntrue')],
		['true\nWarning: x', nothing(notJson, 'true\nWarning: x')],
		[
			'true\nWarning: x in a.php on line 7\n',
			nothing(byPhp, 'true\nWarning: x in a.php on line 7'),
		],
		[
			'<br />\n<b>Warning</b>:  x in <b>a.php</b>\ntrue',
			nothing(byPhp, 'Warning :  x in  a.php \ntrue'),
		],
		['<br />\n<div>Warning: x</div>true', nothing(notJson)],
		['PHP Notice: x in a.php on line 7', nothing(byPhp, 'PHP Notice: x in a.php on line 7')],
		['<!doctype html><html><body>true</body></html>', nothing(webPage)],
		['<HTML><h1>Success</h1>{"result":true}</HTML>', nothing(webPage)],
		['Down: <!DOCTYPE html><p>Success</p>', nothing(webPage)],
	])('%j', (body, says) => {
		expect(readTrackfinityResponse(body)).toEqual(says);
	});
});

describe('the words of Trackfinity in a response of any status', () => {
	test.each<[body: string, words: string | undefined]>([
		['{"error":"Customer not found"}', 'Customer not found'],
		['\uFEFF{"message":" Not found "}', 'Not found'],
		['{"errors":[{"detail":"No such customer"}],"message":"Failed"}', 'No such customer; Failed'],
		['{"error":["a","a","b"]}', 'a; b'],
		['["Customer not found"]', 'Customer not found'],
		['"Customer not found"', 'Customer not found'],
		[' Customer not found\n', 'Customer not found'],
		['Missing <customer_id> or <orderid>', 'Missing <customer_id> or <orderid>'],
		['{"status":404,"customer":"191"}', undefined],
		['{"error":404}', undefined],
		['null', undefined],
		['', undefined],
		['\uFEFF \n', undefined],
		['<h1>Not found</h1>', undefined],
		['<?xml version="1.0"?><error>Not found</error>', undefined],
		['<!-- Not found -->', undefined],
		['Sorry! <html><h1>Not found</h1></html>', undefined],
		['{"error":"<!DOCTYPE html>\\n<p>Not found</p>","message":"Not found"}', 'Not found'],
		['{"error":"<customer_id> is missing"}', '<customer_id> is missing'],
	])('%j', (body, words) => {
		expect(trackfinity.extractMessage(body)).toBe(words);
	});

	test('the first ten of a long list, each of them whole', () => {
		const errors = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(900));
		const words = trackfinity.extractMessage(JSON.stringify({ errors }));
		expect(words).toBe(errors.slice(0, 10).join('; '));
	});
});
