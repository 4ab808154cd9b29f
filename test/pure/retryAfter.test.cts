import { readRetryAfter } from '../../nodes/Trackfinity/transport/exchange';

const now = Date.parse('2026-03-01T12:00:00Z');

test.each([
	[' 60 ', 60_000],
	['007', 7000],
	['1.25', 1250],
	['9'.repeat(310), Number.MAX_SAFE_INTEGER * 1000],
	['Sunday, 01-Mar-26 12:00:30 GMT', 30_000],
	// The oldest of HTTP's three forms names no zone; it is Greenwich's wherever n8n runs.
	['Sun Mar  1 12:00:30 2026', 30_000],
	['Sun, 01 Mar 2026 11:59:59 GMT', 0],
])('%p is %d milliseconds', (header, milliseconds) => {
	expect(readRetryAfter(header, now)).toBe(milliseconds);
});

const unreadable = ['', ' ', '-1', '+5', '1e3', '0x10', '5 s', '5, 10', 'soon', 'soon 5', 'NaN'];
test.each([undefined, ...unreadable, '2026-03-01T12:00:30Z', 'Sun, 99 Mar 2026 12:00:30 GMT'])(
	'%p says nothing',
	(header) => expect(readRetryAfter(header, now)).toBeUndefined(),
);
