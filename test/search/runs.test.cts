import type { Fault } from '../../sandbox/index.cts';
import { deletion } from '../support/deletions.cts';
import { down, rejection } from '../support/faults.cts';
import { expectLinked, failedOf, failureOf, outcomesOf, stopOf } from '../support/outcomes.cts';
import { foundJson, responseXml, says } from '../support/responses.cts';
import { continues, itemsFor, modes, oneByOne, sleep, stops, tries } from '../support/runs.cts';
import { emails, found, jane, nobody, shared, zoe } from '../support/searchedCustomers.cts';
import { deleteBy, search, searchFor, useSearches } from '../support/searches.cts';
import { elapsedMs } from '../support/simulatedTime.cts';

const { calls, deleteThem, deletions, inTurn, searchCount, searched, workbench } = useSearches();

const limit = (safetyLimit: number) => ({ parameters: { safetyLimit } });
const nobodies = (count: number) =>
	Array.from({ length: count }, (_, index) => `nobody-${index}@example.com`);

describe('a run that stops on errors deletes nobody', () => {
	test('if a customer is missing, and names the way out first', async () => {
		const result = await deleteThem([zoe.email, nobody, ...emails], {}, stops);
		const { text, itemIndex } = stopOf(result);

		expect(deletions()).toEqual([]);
		expect(itemIndex).toBe(1);
		expect(text).toMatch(/No matching customer.*\[Item 1\]/);
		const ways = /'(Ignore Missing Customers|On Error|Customer Code|Find Customer By)'/;
		expect(ways.exec(text)?.[1]).toBe('Ignore Missing Customers');
	});

	test.each<[string, Fault]>([
		['several are found', says(responseXml('success', '<customer/><customer/>'))],
		['the search is rejected', rejection],
		['the search has no response', { kind: 'hang' }],
		['the key is wrong', { kind: 'status', status: 401 }],
	])('if %s, also with Ignore Missing Customers', async (_, fault) => {
		inTurn(searchFor(jane.email), fault);
		const ids = [nobody, jane.email, zoe.email];
		const result = await deleteThem(ids, { ignoreMissing: true, ...oneByOne }, stops);
		const { text, itemIndex } = stopOf(result);

		expect(deletions()).toEqual([]);
		expect(itemIndex).toBe(1);
		expect(text).toContain('[Item 1]');
		// What is on isn't to be turned on.
		expect(text).not.toContain("'Ignore Missing Customers'");
	});

	const isText = (email: string) => `but is the text '${email.replace('<', '‹')}'`;
	test.each([
		['', "'Email' must be text"],
		...['-', '%', '0', 'unknown'].map((email) => [
			...[email, `'Email' stands for data that isn't there: '${email}'`],
		]),
		['"zoe@example.com"', "'Email' begins with a quotation mark"],
		...[
			...['a@example.com; b@example.com', 'a@example.com,b@example.com', 'a@x.com|b@y.com', 'zoe'],
			...['zoe@example.com;', 'Zoe <zoe@example.com>', 'mailto:zoe@example.com', '@example.com'],
			...['zoe%40example.com', 'zoe@', 'zoe@example', 'zoe…@example.com', '7'],
			'z***@example.com',
		].map((email) => [email, `'Email' must be one address, ${isText(email)}`]),
	])('if an item names nobody, or several (%j): no search', async (email = '', says = '') => {
		const { text } = stopOf(await deleteThem([zoe.email, email], {}, stops));

		expect(text).toContain(says);
		const isNone = says.includes('must be one address');
		expect(text.includes('Pass one address alone, such as name@email.com')).toBe(isNone);
		expect(workbench.sandbox.requestCount()).toBe(0);
	});

	test('if some are missing and others several, and says first what missing ones need', async () => {
		const ids = [nobody, shared, zoe.email];
		const { message, description } = stopOf(await deleteThem(ids, {}, stops));

		expect(message).toContain("2 of 3 items can't be sent");
		const [first = '', second] = description.split('\n');
		expect(first).toContain("'Ignore Missing Customers'");
		expect(second).toBe('Nothing was changed for any of the 3 items.');
		expect(description).toContain("set 'Find Customer By' to 'Customer Code'. To continue with");
	});
});

test('items that find one customer share one request, one place under the limit, and its failure', async () => {
	const items = [
		{ by: 'email', id: zoe.email },
		{ by: 'code', id: zoe.code },
		{ by: 'email', id: zoe.email.toUpperCase() },
		// A number, as a spreadsheet's column gives it.
		{ by: 'cardNumber', id: Number(zoe.card_number) },
		{ by: 'username', id: zoe.customer_username },
	];
	const parameters = { ...deleteBy('={{ $json.by }}'), safetyLimit: 1 };
	const run = async () => await workbench.run({ parameters, items, ...continues });
	const named = (result: object) =>
		items.map(({ by, id }) => ({ code: zoe.code, [by]: String(id), ...result }));

	inTurn(deletion, rejection);
	const failed = (await run()).output.map((item) => failureOf(item));
	expect(failed).toMatchObject(named({ outcome: 'rejected' }));
	const { output, hints } = await run();
	expect(output.map(({ json }) => json)).toMatchObject(named({ success: true }));
	expect(hints.map(({ message }) => message)).toEqual([
		expect.stringMatching(/^4 duplicate/),
		expect.stringContaining("'Card Number' arrived as a number"),
	]);
	expect(deletions()).toEqual([zoe.code, zoe.code]);
});

describe('the Safety Limit', () => {
	test.each(modes)('as soon as it is exceeded, nobody else is looked for (%s)', async (onError) => {
		const ids = [nobody, ...emails, ...nobodies(20)];
		const result = await deleteThem(ids, oneByOne, { onError, ...limit(2) });

		expect(calls()).toEqual(['search', 'search', 'search', 'search']);
		const isStopped = onError === 'stopWorkflow';
		const failed = failedOf(result);
		expectLinked(failed, isStopped ? 0 : ids.length);
		for (const item of failed) expect(failureOf(item).attempts).toBe(0);
		const last = isStopped ? stopOf(result) : failureOf(failed.at(-1));
		expect(last).toMatchObject(isStopped ? {} : { email: ids.at(-1), outcome: 'notSent' });
		expect(last.message).toMatch(/at least 3 customers\b.*'Safety Limit'/s);
		expect(last.description).toContain('Nothing was changed in this run.');
	});

	test('says in every try of Retry On Fail how many customers there are', async () => {
		const result = await deleteThem(emails, oneByOne, { ...stops, ...tries(2), ...limit(2) });

		expect(stopOf(result).message).toContain('This run has at least 3 customers');
		expect(searched()).toEqual(emails.slice(0, 3));
		expect(deletions()).toEqual([]);
	});

	const named = { by: 'code', id: 'C-1' };
	const checking = { dryRun: true, checkCustomers: true };

	test.each([
		['searches', {}],
		['questions', checking],
	])('after %s, it is not said that nothing was sent', async (_, options) => {
		const items = [named, { by: 'email', id: zoe.email }];
		const parameters = { ...deleteBy('={{ $json.by }}', options), safetyLimit: 1 };
		const { text } = stopOf(await workbench.run({ parameters, items }));

		expect(calls()).toContain('search');
		expect(text).toContain("'Safety Limit' is 1");
		expect(text).toContain('Nothing was changed in this run.');
	});

	test.each([
		['found', {}, [zoe.email, nobody], 'at least 2 customers'],
		['checked', checking, [], '2 customers'],
		['found in a dry run', checking, [nobody], 'at least 2 customers'],
	])('counts customers with codes before others are %s', async (_, options, others, count) => {
		const codes = [named, { by: 'code', id: 'C-2' }, named];
		const items = [...others.map((id) => ({ by: 'email', id })), ...codes];
		const parameters = { ...deleteBy('={{ $json.by }}', options), safetyLimit: 1 };
		const { output } = await workbench.run({ parameters, items, ...continues });

		expect(calls()).toEqual([]);
		expect(outcomesOf(output)).toEqual(items.map(() => 'notSent'));
		const { message, description } = failureOf(output[0]);
		expect(message).toContain(`This run has ${count}, but 'Safety Limit' is 1`);
		expect(description).toContain('Nothing was sent in this run.');
	});

	test('below the number of those sent before counts who is found', async () => {
		const { contextData } = await deleteThem(emails.slice(0, 2), {}, limit(2));
		const { output } = await deleteThem(emails.slice(2, 3), {}, { ...limit(1), contextData });

		const count = 'at least 1 customer and 2 customers were sent before in this execution';
		expect(failureOf(output[0]).message).toContain(`${count}, but 'Safety Limit' is 1`);
		expect(deletions()).toHaveLength(2);
	});

	test('has a place for whoever was sent before and is found again', async () => {
		inTurn(deletion, rejection);
		const { contextData } = await deleteThem([zoe.email], {}, limit(1));
		const more = { ...limit(1), contextData };
		const { output } = await deleteThem([zoe.customer_username], {}, { ...more, by: 'username' });

		expect(outcomesOf(output)).toEqual(['done']);
	});

	test('has a place for whoever was sent before beside one who is found', async () => {
		const { contextData } = await deleteThem([zoe.code], {}, { ...limit(2), by: 'code' });
		const items = [
			{ by: 'code', id: zoe.code },
			{ by: 'email', id: emails[1] },
		];
		const parameters = { ...deleteBy('={{ $json.by }}'), safetyLimit: 2 };
		const { output } = await workbench.run({ parameters, items, contextData, ...continues });

		expect(outcomesOf(output)).toEqual(['done', 'done']);
	});

	const loop = async (...batches: string[][]) => {
		const parameters = { ...deleteBy('email', oneByOne), safetyLimit: 2 };
		return await workbench.run({ parameters, batches: batches.map(itemsFor), ...continues });
	};

	test('after a run that would have exceeded it, nothing more is sent in this execution', async () => {
		const { turns } = await loop(emails.slice(0, 3), emails.slice(0, 1));

		expect(turns.flatMap(({ output }) => outcomesOf(output))).toEqual(Array(4).fill('notSent'));
		expect(failureOf(turns[1]?.output[0]).message).toContain("'Safety Limit'");
		expect(searched()).toEqual(emails.slice(0, 3));
		expect(deletions()).toEqual([]);
	});

	test('counts over the turns of a loop, and knows again who was deleted, in other letters, too', async () => {
		const [first = '', second = '', third = ''] = emails;
		const { turns } = await loop([first], [second, first.toUpperCase()], [third]);
		const sentEarlier = expect.stringMatching(/sent earlier .* no such customer anymore/);

		expect(turns[1]?.output.map(({ json }) => json)).toMatchObject([
			{ email: second, deleted: true },
			{ email: first.toUpperCase(), deleted: true, verified: true, message: sentEarlier },
		]);
		expect(failureOf(turns[2]?.output[0]).message).toContain("'Safety Limit'");
		expect(deletions()).toEqual(found.slice(0, 2).map(([, code]) => code));
	});
});

// Which of them, and how often: test/run/certainDeletions.
test('a search is retried as a question is', async () => {
	inTurn(search, down, { kind: 'drop', when: 'after' });
	await deleteThem([zoe.email], { retries: 2 });

	expect(calls()).toEqual(['search', 'search', 'search', 'delete']);
});

describe('when the service is no longer called', () => {
	const many = [...emails, ...nobodies(10)];

	const wrongKey: Fault = { kind: 'status', status: 401 };
	test.each<[what: string, match: typeof search, Fault, count: number]>([
		['500 to ten searches in a row', search, { kind: 'status', status: 500 }, 10],
		['a wrong key to one: who was found before is let be', searchFor(many[2] ?? ''), wrongKey, 3],
	])('%s', async (_, match, fault, count) => {
		workbench.sandbox.fault({ ...fault, ...match });
		const { output } = await deleteThem(many, oneByOne);

		expect(calls()).toEqual(Array(count).fill('search'));
		expect(outcomesOf(output)).toEqual(many.map(() => 'notSent'));
	});

	test('403 to the second deletion: that customers were found is no success', async () => {
		workbench.sandbox.fault({ kind: 'status', status: 403, ...deletion });
		await deleteThem(emails, oneByOne);

		expect(deletions()).toHaveLength(2);
	});

	test('but not for 500, nine times before and nine times after somebody is found', async () => {
		for (const email of nobodies(18)) inTurn(searchFor(email), { kind: 'status', status: 500 });
		await deleteThem([...nobodies(9), zoe.email, ...nobodies(18).slice(9)], oneByOne);

		expect(searchCount()).toBe(19);
		expect(deletions()).toEqual([zoe.code]);
	});

	test.each([true, false])('ten equal noes: the test call tells (%j)', async (isRejected) => {
		workbench.sandbox.fault({ ...rejection, ...search });
		if (isRejected) workbench.sandbox.fault({ ...rejection, form: { type: 'account_info' } });
		await deleteThem(many, oneByOne);

		expect(calls().filter((type) => type === 'account_info')).toHaveLength(1);
		expect(searchCount()).toBe(isRejected ? 10 : many.length);
	});

	test.each([
		['several', foundJson([jane, { ...jane, code: '7002' }]), 'notSent'],
		['another customer', foundJson([{ ...jane, email: 'm.jane@example.com' }]), 'notSent'],
		['somebody without a code', foundJson([{ ...jane, code: '' }]), 'notSent'],
		['nobody', responseXml('no_match', ''), 'rejected'],
	])('not because %s is found, twelve times in a row', async (_, body, outcome) => {
		for (const email of nobodies(12)) inTurn(searchFor(email), says(body));
		const { output } = await deleteThem([...nobodies(12), zoe.email], oneByOne);

		expect(calls()).not.toContain('account_info');
		expect(outcomesOf(output)).toEqual([...Array(12).fill(outcome), 'done']);
	});
});

test('progress is told while customers are looked for, without their addresses', async () => {
	workbench.sandbox.fault({ kind: 'slow', ms: 11_000, ...searchFor(zoe.email) });
	const ids = [nobody, zoe.email, ...emails.slice(1)];
	const { output, logs } = await deleteThem(ids, { ...oneByOne, timeout: 60 });
	await sleep(5500);

	expect(outcomesOf(output)).toEqual(['rejected', ...emails.map(() => 'done')]);
	const progress = logs.filter((line) => /^info: .*\bstill running\b/i.test(line));
	// One is looked for before the slow one.
	const soFar = 'info: The Trackfinity node is still running. Customers looked for: 1 of 6.';
	expect(progress).toEqual([soFar, soFar]);
});

test.each(modes)('a cancel starts no new search, and deletes nobody (%s)', async (onError) => {
	const hold = workbench.sandbox.hold(search);
	const options = { parallelRequests: 2, timeout: 60 };
	const { status } = await deleteThem(emails, options, { onError, cancelWhen: hold.waiting(2) });
	hold.release();

	expect(status).toBe('canceled');
	expect(elapsedMs()).toBeLessThan(1000);
	expect(calls()).toEqual(['search', 'search']);
});
