import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { deletion, down, noCode, question, seen, useDeletions } from '../support/deletions.cts';
import { responseXml, says } from '../support/responses.cts';

const { calls, deleteOne, inTurn } = useDeletions();

// In each form of the service: test/pure/responses.
const noMatch = responseXml('no_match', '<message>No matching customer</message>');
const ignoring = { ignoreMissing: true };
const message = expect.stringContaining('No matching customer');
const rejected = { outcome: 'rejected', statusCode: 200, attempts: 1, message };
const verified = { deleted: true, verified: true };
const asked = ['delete', 'exists'];

test.each<[when: string, options: INodeParameters, Fault[], sent: string[], becomes: object]>([
	['to a deletion', {}, [says(noMatch)], ['delete'], { error: expect.objectContaining(rejected) }],
	['with Ignore Missing Customers', ignoring, [says(noMatch)], ['delete'], { deleted: false }],
	['after an unclear attempt', {}, [down, says(noMatch)], [...asked, 'delete'], verified],
	['with status 400', ignoring, [says(noMatch, { status: 400 })], asked, { deleted: false }],
	['with status 404', ignoring, [says(noMatch, { status: 404 })], asked, { deleted: false }],
])('no_match %s: there is no such customer', async (_, options, faults, sent, becomes) => {
	inTurn(deletion, ...faults);
	if (faults[0] === down) inTurn(question, seen);
	const item = await deleteOne(options, noCode);

	expect(calls()).toEqual(sent);
	expect(item?.json).toMatchObject(becomes);
	expect('verified' in (item?.json ?? {})).toBe('verified' in becomes);
});
