import fc from 'fast-check';
import type { INodeProperties } from 'n8n-workflow';

import { trim } from '../../credentials/text';
import { formFields, operations } from '../../nodes/Trackfinity/operations';
import { deleteCustomer } from '../../nodes/Trackfinity/operations/delete';
import { forget } from '../../nodes/Trackfinity/operations/forget';
import type { Operation } from '../../nodes/Trackfinity/operations/operation';
import { isSearch, secretsOf } from '../../nodes/Trackfinity/operations/operation';
import { toHttp } from '../../nodes/Trackfinity/transport/send';
import { character } from '../support/characters.cts';
import { plan, planOrSearch } from '../support/histories.cts';
import { invalidInputOf } from '../support/invalidInput.cts';

/** What a service reads in a form: the rules of application/x-www-form-urlencoded, written down once more. */
function decode(body: string): string[][] {
	return body.split('&').map((pair) => {
		const parts = pair.split('=');
		expect(parts).toHaveLength(2);
		return parts.map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
	});
}

/** On one line, with something to see at both ends, so that nothing is trimmed; none that looks like a broken expression. */
const texts = fc
	.oneof(fc.string({ unit: character }), fc.stringMatching(/^[ &=+%;?#/äöüß€🦊"<>a1]*$/u))
	.map((text) =>
		trim(text.replace(/[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800\ufffd]/gu, '')),
	)
	.filter((text) => text !== '' && !/^['’$=#]|\{\{|null|none|nan|^\d+[.,]/i.test(text));

type Field = Pick<INodeProperties, 'name' | 'type' | 'default' | 'typeOptions' | 'options'>;

const optionsOf = ({ options = [] }: Field) => options as Field[];

/** What an item has in a field when everything that can be typed is this text. */
function valueOf(field: Field, text: string): unknown {
	if (field.type === 'string') return text;
	if (field.type !== 'collection') return field.default;
	return Object.fromEntries(optionsOf(field).map(({ name }) => [name, text]));
}

/** The request for such an item, found in each way that the operation has. */
function requestsOf(operation: Operation, text: string) {
	const parameters = Object.fromEntries(
		operation.fields.map((field) => [field.name, valueOf(field, text)]),
	);
	const choices = operation.fields.find(({ name }) => name === 'lookupBy');
	const ways = choices?.options?.map((option) => Reflect.get(option, 'value') as string);
	return (ways ?? [undefined])
		.map((lookupBy) => planOrSearch(operation, { ...parameters, lookupBy }))
		.filter((planned) => !isSearch(planned));
}

describe.each(operations.map((operation) => [operation.name, operation] as const))(
	'%s',
	(...row) => {
		const [, operation] = row;
		const form = formFields(operation);

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
		});

		test('what cannot be undone says so: to AI models, in a notice, and with a limit', () => {
			const isIrreversible = operation.irreversible !== undefined;
			expect(/ permanently$/.test(operation.action)).toBe(isIrreversible);
			expect(form.some(({ type }) => type === 'notice')).toBe(isIrreversible);
			const limit = form.find(({ name }) => name === 'safetyLimit');
			expect(limit?.noDataExpression).toBe(isIrreversible ? true : undefined);
		});

		test('what is masked in the form is secret, and nothing of a value is in what is done', () => {
			const masked = form
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
			const { service, question } = operation;
			expect(question === undefined).toBe(service.idempotent);
			for (const request of requestsOf(operation, '42')) {
				const { method } = operation.toCall(request);
				expect(method).toBe(service.idempotent ? 'PATCH' : 'POST');
				if (question === undefined) continue;
				const [[, type] = [], ...rest] = question.toCall(request).form;
				expect(type).toBe('customer_exists');
				expect(rest).toEqual(operation.toCall(request).form.slice(1));
			}
		});
	},
);

describe('items that forget one customer but keep different fields', () => {
	test.each([
		[[0, 3], 'Items 0 and 3 forget'],
		[[0, 3, 5], 'Items 0, 3 and 5 forget'],
		[[1, 2, 3, 4, 5, 6], 'Items 1, 2, 3, 4, 5 and 6 forget'],
		[[...Array(10_000).keys()], 'Items 0, 1, 2, 3, 4 and 9995 more forget'],
	])('are named: %j', (items, words) => {
		expect(forget.conflict?.message(items)).toContain(words);
		expect(forget.conflict?.description).toContain("'Fields to Keep'");
	});

	test('are those that differ in what they keep, not in how it is written', () => {
		const keeping = (keep: unknown) => plan(forget, { keep }).fields;
		expect(keeping('Email, phone')).toEqual(keeping(['phone', 'email', 'EMAIL']));
		expect(keeping('email')).not.toEqual(keeping([]));
	});
});

describe('how the Delete service is to word its responses', () => {
	const formatOf = (options: object) => plan(deleteCustomer, { options }).fields;
	const json = { responseFormat: 'json', condensed: true, callback: 'app.done' };

	test('is XML unless JSON is chosen, and what is for JSON only counts with JSON', () => {
		expect(formatOf({})).toEqual([['output', 'XML']]);
		expect(formatOf({ ...json, responseFormat: 'xml' })).toEqual([['output', 'XML']]);
		expect(formatOf({ ...json, condensed: false, callback: '' })).toEqual([['output', 'JSON']]);
		expect(formatOf(json)).toEqual([
			['output', 'JSON'],
			['condensed', 'yes'],
			['callback', 'app.done'],
		]);
	});

	test('has no callback named as JavaScript keeps for itself, and one whose name only begins so', () => {
		for (const callback of ['classes', 'app.class']) {
			expect(formatOf({ ...json, callback })).toContainEqual(['callback', callback]);
		}
		for (const callback of ['class', 'new.target']) {
			invalidInputOf(() => formatOf({ ...json, callback }), 'Callback');
		}
	});
});
