import { deletion, useDeletions } from '../support/deletions.cts';
import { deletedXml, refusedXml, says } from '../support/responses.cts';
import { failureOf } from '../support/runs.cts';

const { calls, deleteOne, inTurn } = useDeletions();

const declared = (encoding: string, xml: string) =>
	`<?xml version="1.0" encoding="${encoding}"?>\n${xml}`;

/** PHP labels all of them UTF-8, or the header says nothing. */
const types = ['text/xml; charset=UTF-8', 'text/xml;charset="utf-8"', 'text/xml'];

describe('bytes that are no UTF-8 are decoded by the declaration of the document', () => {
	test.each(types)('words: %s', async (type) => {
		const body = Buffer.from(declared('ISO-8859-1', refusedXml('Größe ungültig')), 'latin1');
		inTurn(deletion, says(body, { headers: { 'content-type': type } }));

		expect(failureOf(await deleteOne()).message).toContain('Größe ungültig');
	});

	test.each(types)('a code: %s', async (type) => {
		const body = Buffer.from(declared('ISO-8859-1', deletedXml('Jürgen-7')), 'latin1');
		inTurn(deletion, says(body, { headers: { 'content-type': type } }));
		const item = await deleteOne({}, 'Jürgen-7');

		expect(item?.json).toMatchObject({ deleted: true, code: 'Jürgen-7' });
		expect(calls()).toEqual(['delete']);
	});

	test('another one, in apostrophes and small letters', async () => {
		const start = `<?xml version='1.0' encoding='iso-8859-15'?>`;
		const body = Buffer.from(`${start}${refusedXml('5 \xa4 fehlen, für')}`, 'latin1');
		inTurn(deletion, says(body, { headers: { 'content-type': 'text/xml; charset=utf-8' } }));

		expect(failureOf(await deleteOne()).message).toContain('5 € fehlen, für');
	});
});

describe('bytes that are UTF-8 stay UTF-8, whatever the document declares', () => {
	test.each(['ISO-8859-1', 'windows-1252', 'UTF-16', 'no-such-encoding'])(
		'%s',
		async (encoding) => {
			const body = declared(encoding, refusedXml('Größe ungültig'));
			inTurn(deletion, says(body, { headers: { 'content-type': 'text/xml; charset=utf-8' } }));

			expect(failureOf(await deleteOne()).message).toContain('Größe ungültig');
		},
	);
});

test.each(['no-such-encoding', 'UTF-8'])(
	'bytes that are no UTF-8 in a document that declares %s break nothing',
	async (encoding) => {
		const body = Buffer.from(declared(encoding, refusedXml('Größe ungültig')), 'latin1');
		inTurn(deletion, says(body, { headers: { 'content-type': 'text/xml; charset=utf-8' } }));

		expect(failureOf(await deleteOne())).toMatchObject({ outcome: 'rejected', statusCode: 200 });
	},
);
