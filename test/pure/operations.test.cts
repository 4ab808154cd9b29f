import type { INodeProperties } from 'n8n-workflow';

import { formFields, operations } from '../../nodes/Trackfinity/operations';
import { forget } from '../../nodes/Trackfinity/operations/forget';
import type { Operation } from '../../nodes/Trackfinity/operations/operation';

describe.each(operations)('$name', (operation: Operation) => {
	test('what cannot be undone says so to AI models, too', () => {
		expect(/ permanently$/.test(operation.action)).toBe(operation.irreversible !== undefined);
	});

	test('what is masked in the form is secret', () => {
		const masked = formFields(operation)
			.flatMap((field) => [field, ...((field.options ?? []) as INodeProperties[])])
			.filter(({ typeOptions }) => typeOptions?.password === true)
			.map(({ name }) => name);
		expect(operation.secretFields ?? []).toEqual(masked);
	});

	test('what may have arrived can be sent again without harm, or the service can be asked', () => {
		expect(operation.question === undefined).toBe(operation.service.idempotent);
	});
});

test('of items that keep different fields of a customer a few are named', () => {
	const said = (count: number) => forget.conflict?.message([...Array(count).keys()]);
	expect(said(10_000)).toContain('Items 0, 1, 2, 3, 4 and 9995 more forget');
	expect(said(6)).toContain('Items 0, 1, 2, 3, 4 and 5 forget');
});
