import fc from 'fast-check';
import type { INodeProperties } from 'n8n-workflow';

import { trim } from '../../credentials/text';
import { formFields, operations } from '../../nodes/Trackfinity/operations';
import { deleteCustomer } from '../../nodes/Trackfinity/operations/delete';
import { forget } from '../../nodes/Trackfinity/operations/forget';
import type { Operation } from '../../nodes/Trackfinity/operations/operation';
import { secretsOf } from '../../nodes/Trackfinity/operations/operation';
import { toHttp } from '../../nodes/Trackfinity/transport/send';
import { character } from '../support/characters.cts';
import { plan, planOrSearch } from '../support/histories.cts';
import { invalidInputOf } from '../support/invalidInput.cts';

/** What a service reads in a form: the rules of application/x-www-form-urlencoded, written down once more. */
function decode(body: string): string[][] {
	return body
		.split('&')
		.map((pair) => pair.split('=').map((part) => decodeURIComponent(part.replaceAll('+', ' '))));
}

/** On one line, with something to see at both ends, so that nothing is trimmed; none that looks like a broken expression. */
const texts = fc
	.oneof(fc.string({ unit: character }), fc.stringMatching(/^[ &=+%;?#/äöüß€🦊"<>a1]*$/u))
	.map((text) =>
		trim(text.replace(/[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800\ufffd]/gu, '')),
	)
	.filter((text) => text !== '' && !/^['’$=#]|\{\{|null|none|nan|^\d+[.,]/i.test(text));

const optionsOf = ({ options = [] }: INodeProperties) => options as INodeProperties[];

/** What an item has in a field when everything that can be typed is this text. */
function valueOf(field: INodeProperties, text: string): unknown {
	if (field.type === 'string') return text;
	if (field.type !== 'collection') return field.default;
	return Object.fromEntries(optionsOf(field).map(({ name }) => [name, text]));
}

/** The request for such an item, found in each way that the operation has without a search. */
function requestsOf(operation: Operation, text: string) {
	const parameters = Object.fromEntries(
		operation.fields.map((field) => [field.name, valueOf(field, text)]),
	);
	return operation.fields
		.filter(({ name }) => name === 'lookupBy')
		.flatMap(({ options = [] }) => options.map((option) => Reflect.get(option, 'value') as string))
		.map((lookupBy) => planOrSearch(operation, { ...parameters, lookupBy }))
		.filter((planned) => !planned.isSearch);
}

describe.each(operations)('$name', (operation: Operation) => {
	test('what is given arrives as it was given, and no other field comes of it', () => {
		fc.assert(
			fc.property(texts, (text) => {
				for (const request of requestsOf(operation, text)) {
					const call = operation.toCall(request);
					const body = String(toHttp(call, 1000).body);
					expect(body).toMatch(/^[\w*.%+&=-]+$/);
					expect(decode(body)).toEqual(call.form);
					expect(call.form).toContainEqual([request.lookup.sentAs, text]);
					for (const field of request.fields) expect(call.form).toContain(field);
				}
			}),
			{ numRuns: 50 },
		);
		expect(requestsOf(operation, 'text')).not.toEqual([]);
	});

	test('what cannot be undone says so to AI models, too', () => {
		expect(/ permanently$/.test(operation.action)).toBe(operation.irreversible !== undefined);
	});

	test('what is masked in the form is secret, and nothing of a value is in what is done', () => {
		const masked = formFields(operation)
			.flatMap((field) => [field, ...optionsOf(field)])
			.filter(({ typeOptions }) => typeOptions?.password === true)
			.map(({ name }) => name);
		expect(operation.secretFields ?? []).toEqual(masked);
		for (const request of requestsOf(operation, 'geheim')) {
			expect(secretsOf(request, operation)).toEqual(masked.map(() => 'geheim'));
			expect(JSON.stringify(operation.doneFields(request))).not.toContain('geheim');
		}
	});

	test('what may have arrived can be sent again without harm, or the service can be asked', () => {
		const { service, question, toCall } = operation;
		expect(question === undefined).toBe(service.idempotent);
		for (const request of requestsOf(operation, '42')) {
			expect(toCall(request).method).toBe(service.idempotent ? 'PATCH' : 'POST');
			if (question === undefined) continue;
			const [type, ...rest] = question.toCall(request).form;
			expect(type).toEqual(['type', 'customer_exists']);
			expect(rest).toEqual(toCall(request).form.slice(1));
		}
	});
});

test.each([
	[[0, 3, 5], 'Items 0, 3 and 5 forget'],
	[[1, 2, 3, 4, 5, 6], 'Items 1, 2, 3, 4, 5 and 6 forget'],
	[[...Array(10_000).keys()], 'Items 0, 1, 2, 3, 4 and 9995 more forget'],
])('items that keep different fields of a customer are named: %j', (items, words) => {
	expect(forget.conflict?.message(items)).toContain(words);
});

test('fields to keep that are only written in another way are the same request', () => {
	const keeping = (keep: unknown) => plan(forget, { keep }).fields;
	expect(keeping('Email, phone')).toEqual(keeping(['phone', 'email', 'EMAIL']));
});

test('no callback is named as JavaScript keeps for itself, but its name may begin so', () => {
	const formatOf = (callback: string) =>
		plan(deleteCustomer, { options: { responseFormat: 'json', callback } }).fields;
	expect(formatOf('')).toEqual([['output', 'JSON']]);
	for (const callback of ['classes', 'app.class']) {
		expect(formatOf(callback)).toContainEqual(['callback', callback]);
	}
	for (const callback of ['class', 'new.target']) {
		invalidInputOf(() => formatOf(callback), 'Callback');
	}
});
