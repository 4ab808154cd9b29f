import type {
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const node = { typeVersion: 1 };

const description = () =>
	(workbench.package.nodeTypes['n8n-nodes-trackfinity.trackfinity'] as INodeType).description;

/** The names of the fields that n8n's form shows for these values; without the last, the defaults count. */
function shown(chosen: INodeParameters): string[] {
	const defaults = Object.fromEntries(
		description().properties.map(({ name, default: value }) => [name, value]),
	) as INodeParameters;
	const values = { ...defaults, ...chosen };
	return description()
		.properties.filter((property) =>
			NodeHelpers.displayParameter(values, property, node, description()),
		)
		.map(({ name }) => name);
}

function optionsShown(operation: string, options: INodeParameters): string[] {
	const collection = description().properties.find(({ name }) => name === 'options');
	const root = { resource: 'customer', operation, options };
	return ((collection?.options ?? []) as INodeProperties[])
		.filter((option) =>
			NodeHelpers.displayParameter({ ...options }, option, node, description(), root),
		)
		.map(({ name }) => name);
}

/** Every field of the node and of its credentials, those inside of collections too, with where it is. */
function everyField(): Array<[where: string, field: INodeProperties]> {
	const withInner = (where: string, fields: INodeProperties[]): Array<[string, INodeProperties]> =>
		fields.flatMap((field) => [
			[`${where} ${field.name}`, field],
			...(field.type === 'collection'
				? withInner(`${where} ${field.name}`, field.options as INodeProperties[])
				: []),
		]);
	return [
		...withInner('node', description().properties),
		...Object.entries(workbench.package.credentialTypes).flatMap(([type, { properties }]) =>
			withInner(type, properties),
		),
	];
}

const isChoice = ({ type }: INodeProperties) => type === 'options' || type === 'multiOptions';

const first = ['resource', 'operation'];

describe('the form shows what the operation needs', () => {
	const byId = ['lookupBy', 'customerId'];
	test.each([
		['delete', ['deleteNotice', 'code', 'safetyLimit']],
		['forget', ['forgetNotice', ...byId, 'keep', 'safetyLimit']],
		['lock', byId],
		['setDetails', [...byId, 'fields', 'fieldsToRemove']],
		['unlock', byId],
	])('%s', (operation, fields) => {
		expect(shown({ operation })).toEqual([...first, ...fields, 'options']);
	});

	test.each(['forget', 'lock', 'unlock', 'setDetails'])(
		'one field for the choice in Find Customer By: %s',
		(operation) => {
			const lookups = ['customerId', 'orderId', 'subscriptionId'];
			const offered = operation === 'setDetails' ? ['customerId', 'subscriptionId'] : lookups;
			for (const lookupBy of offered) {
				const fields = shown({ operation, lookupBy });
				expect(fields.filter((name) => lookups.includes(name))).toEqual([lookupBy]);
			}
			const choice = description().properties.find(
				(property) =>
					property.name === 'lookupBy' &&
					NodeHelpers.displayParameter({ resource: 'customer', operation }, property, node, null),
			);
			expect((choice?.options as INodePropertyOptions[]).map(({ value }) => value)).toEqual(
				offered,
			);
		},
	);

	test('a notice says that there is no undo, before anything can be filled in', () => {
		for (const operation of ['delete', 'forget']) {
			const [, , notice] = shown({ operation });
			const property = description().properties.find(({ name }) => name === notice);
			expect(property?.type).toBe('notice');
			expect(property?.displayName).toMatch(/no undo/i);
		}
	});

	test('the options for every operation, and those for delete with JSON only', () => {
		const all = ['dryRun', 'maxRequestsPerSecond', 'parallelRequests', 'retries', 'timeout'];
		for (const operation of ['forget', 'lock', 'setDetails', 'unlock']) {
			expect(optionsShown(operation, {}).sort()).toEqual(all);
			expect(optionsShown(operation, { responseFormat: 'json' }).sort()).toEqual(all);
		}
		const xml = [...all, 'ignoreMissing', 'responseFormat'].sort();
		expect(optionsShown('delete', { responseFormat: 'xml' }).sort()).toEqual(xml);
		expect(optionsShown('delete', {}).sort()).toEqual(xml);
		expect(optionsShown('delete', { responseFormat: 'json' }).sort()).toEqual(
			[...xml, 'callback', 'condensed'].sort(),
		);
	});
});

describe('names, labels and defaults', () => {
	const property = (name: string, operation: string) =>
		description().properties.find(
			(one) =>
				one.name === name &&
				NodeHelpers.displayParameter(
					{ resource: 'customer', operation, lookupBy: name },
					one,
					node,
					description(),
				),
		);

	test('the operations, in Title Case', () => {
		const operations = property('operation', 'lock')?.options as INodePropertyOptions[];
		expect(operations.map(({ value, name }) => [value, name])).toEqual([
			['delete', 'Delete'],
			['forget', 'Forget'],
			['lock', 'Lock'],
			['setDetails', 'Set Details'],
			['unlock', 'Unlock'],
		]);
		expect(property('resource', 'lock')).toMatchObject({
			default: 'customer',
			options: [{ value: 'customer', name: 'Customer' }],
		});
	});

	test.each([
		['lookupBy', 'Find Customer By', 'forget', 'customerId'],
		['customerId', 'Customer ID', 'forget', ''],
		['orderId', 'Order ID', 'forget', ''],
		['subscriptionId', 'Subscription ID', 'forget', ''],
		['keep', 'Fields to Keep', 'forget', []],
		['safetyLimit', 'Safety Limit', 'forget', 50],
		['safetyLimit', 'Safety Limit', 'delete', 50],
		['code', 'Customer Code', 'delete', ''],
		['fields', 'Fields to Set', 'setDetails', {}],
		['fieldsToRemove', 'Fields to Remove', 'setDetails', []],
	])('%s is %s (%s)', (name, displayName, operation, value) => {
		expect(property(name, operation)).toMatchObject({ displayName, default: value });
	});

	test('the options: 5 in parallel, no limit per second, 3 retries, 30 seconds, XML, no dry run, missing customers count', () => {
		const options = property('options', 'delete')?.options as INodeProperties[];
		expect(Object.fromEntries(options.map(({ name, default: value }) => [name, value]))).toEqual({
			...{ callback: '', condensed: false, dryRun: false, ignoreMissing: false },
			maxRequestsPerSecond: 0,
			...{ parallelRequests: 5, responseFormat: 'xml', retries: 3, timeout: 30 },
		});
	});

	test('the safety limit is for people: no expression, so none that an AI model fills in', () => {
		for (const operation of ['delete', 'forget']) {
			expect(property('safetyLimit', operation)?.noDataExpression).toBe(true);
		}
		const ofPeople = description().properties.filter(({ noDataExpression }) => noDataExpression);
		expect(new Set(ofPeople.map(({ name }) => name))).toEqual(
			new Set(['resource', 'operation', 'safetyLimit']),
		);
	});

	test('the options have their labels', () => {
		const options = property('options', 'delete')?.options as INodeProperties[];
		expect(Object.fromEntries(options.map(({ name, displayName }) => [name, displayName]))).toEqual(
			{
				callback: 'Callback',
				condensed: 'Condensed',
				dryRun: 'Dry Run',
				ignoreMissing: 'Ignore Missing Customers',
				maxRequestsPerSecond: 'Max Requests per Second',
				parallelRequests: 'Parallel Requests',
				responseFormat: 'Response Format',
				retries: 'Retries',
				timeout: 'Timeout (Seconds)',
			},
		);
	});

	test('fields of a customer have the same plain labels wherever they show', () => {
		const labels = (name: string, operation: string) =>
			Object.fromEntries(
				((property(name, operation)?.options ?? []) as INodeProperties[]).map((option) => {
					const { value, name: label } = option as unknown as Record<'value' | 'name', string>;
					return [value ?? option.name, option.displayName ?? label];
				}),
			);
		const kept = labels('keep', 'forget');
		const set = labels('fields', 'setDetails');
		expect(kept).toMatchObject({
			address1: 'Address Line 1',
			shipping_address2: 'Shipping Address Line 2',
			cryptpass: 'Encrypted Password',
			member_note: 'Table: Member Notes',
		});
		for (const [name, label] of Object.entries(set)) {
			if (name in kept) expect([name, kept[name]]).toEqual([name, label]);
		}
		expect(labels('fieldsToRemove', 'setDetails')).toEqual(
			Object.fromEntries(Object.entries(set).filter(([name]) => name !== 'password')),
		);
	});

	test('the fields and tables to keep, and the fields to set and remove', () => {
		const values = (name: string, operation: string) =>
			(property(name, operation)?.options as INodePropertyOptions[])
				.map(({ value }) => value)
				.sort();
		const kept = `address1 address2 city country cryptpass email firstname lastname member_auth
			member_note original_username password phone session shipping_address1 shipping_address2
			shipping_city shipping_country shipping_firstname shipping_lastname shipping_state
			shipping_zip state token_hash username zip`.split(/\s+/);
		const removable = `address1 address2 city country custom1 custom2 custom3 custom4 custom5
			email firstname lastname state username zip`.split(/\s+/);
		expect(values('keep', 'forget')).toEqual(kept);
		expect(values('fieldsToRemove', 'setDetails')).toEqual(removable);
		const fields = property('fields', 'setDetails')?.options as INodeProperties[];
		expect(fields.map(({ name }) => name).sort()).toEqual([...removable, 'password'].sort());
		expect(fields.find(({ name }) => name === 'password')?.typeOptions).toEqual({ password: true });
	});
});

describe('every field can be understood', () => {
	const complaints = (rule: (field: INodeProperties) => boolean) =>
		everyField()
			.filter(([, field]) => field.type !== 'notice' && !rule(field))
			.map(([where]) => where);

	test('lists of five and more are alphabetical', () => {
		const isSorted = ({ options = [] }: INodeProperties) => {
			const labels = options.map((one) => ('displayName' in one ? one.displayName : one.name));
			const sorted = [...labels].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
			return labels.length < 5 || labels.join() === sorted.join();
		};
		expect(complaints(isSorted)).toEqual([]);
	});

	test('labels are in Title Case and no two of a list are the same', () => {
		const small = /^(a|an|and|by|in|of|or|per|the|to)$/;
		const isTitle = (label: string) =>
			label.split(' ').every((word) => small.test(word) || /^[^a-z]/.test(word));
		expect(complaints(({ displayName }) => isTitle(displayName))).toEqual([]);
		expect(
			complaints(({ options = [] }) =>
				options.every(
					({ name }, _, all) => all.filter((other) => other.name === name).length === 1,
				),
			),
		).toEqual([]);
	});

	test('descriptions are there, but for those that their label explains', () => {
		const ofPerson = /^node fields (?!password)|^node (resource|operation)$/;
		const without = complaints(({ description: text = '' }) => text !== '');
		expect(without.filter((where) => !ofPerson.test(where))).toEqual([]);
	});

	test('a description of one sentence ends without a full stop, as n8n has it; a switch says Whether', () => {
		const isOneSentence = (text: string) => !/[.:?!] /.test(text.replace(/\.$/, ''));
		expect(
			complaints(({ description: text = '' }) => !(isOneSentence(text) && text.endsWith('.'))),
		).toEqual([]);
		expect(
			complaints(({ type, description: text = '' }) =>
				type === 'boolean' ? text.startsWith('Whether ') : true,
			),
		).toEqual([]);
	});

	test('texts to type have an example, and every example begins with e.g.', () => {
		const needsNone = /fields |apiKey$/;
		const isTyped = ({ type }: INodeProperties) => type === 'string';
		const without = complaints((field) => !isTyped(field) || field.placeholder !== undefined);
		expect(without.filter((where) => !needsNone.test(where))).toEqual([]);
		expect(
			complaints((field) => !isTyped(field) || (field.placeholder ?? 'e.g. ').startsWith('e.g. ')),
		).toEqual([]);
	});

	test('a notice or hint of one sentence ends without a full stop, as n8n has it', () => {
		const texts = everyField().flatMap(([where, { hint, type, displayName }]) => [
			...(hint === undefined ? [] : [{ where, text: hint }]),
			...(type === 'notice' ? [{ where, text: displayName }] : []),
		]);
		const isOneSentence = (text: string) => !/[.?!] /.test(text);
		expect(texts.length).toBeGreaterThan(5);
		expect(texts.filter(({ text }) => isOneSentence(text) === text.endsWith('.'))).toEqual([]);
	});

	test('no text speaks another dialect than n8n does', () => {
		const foreign =
			/\b(refused?|answer(s|ed)?|mend|anew|emptied|hand over|the most|lifts|which has to go|to come as)\b/i;
		const texts = (field: INodeProperties) =>
			[field.displayName, field.description, field.placeholder, field.hint].join(' ');
		expect(complaints((field) => !foreign.test(texts(field)))).toEqual([]);
	});

	test('no word of trouble in any text', () => {
		const texts = (field: INodeProperties) =>
			[field.displayName, field.description, field.placeholder, field.hint].join(' ');
		expect(complaints((field) => !/\b(error|problem|failure|mistake)/i.test(texts(field)))).toEqual(
			[],
		);
	});

	test('secrets are masked', () => {
		const secret = /^(apiKey|password)$/;
		expect(
			complaints((field) => !secret.test(field.name) || field.typeOptions?.password === true),
		).toEqual([]);
	});

	test('a choice has a default that it offers', () => {
		const offers = (field: INodeProperties) =>
			(field.options as INodePropertyOptions[]).map(({ value }) => value);
		expect(
			complaints(
				(field) =>
					!isChoice(field) ||
					[field.default].flat().every((value) => offers(field).includes(value as string)),
			),
		).toEqual([]);
	});
});
