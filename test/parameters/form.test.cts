import type {
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { fieldsFor, irreversible, operations } from '../support/operations.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const description = () =>
	(workbench.package.nodeTypes['n8n-nodes-trackfinity.trackfinity'] as INodeType).description;

const field = (name: string) =>
	description().properties.find((property) => property.name === name) as INodeProperties;
const optionsOf = ({ options = [] }: INodeProperties) => options as INodePropertyOptions[];

function optionsShown(operation: string, options: INodeParameters): string[] {
	const root = { resource: 'customer', operation, options };
	return ((field('options').options ?? []) as INodeProperties[])
		.filter((option) =>
			NodeHelpers.displayParameter(
				...([{ ...options }, option, { typeVersion: 1 }, description(), root] as const),
			),
		)
		.map(({ name }) => name)
		.sort();
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

describe('the form shows what the operation needs', () => {
	const byId = ['lookupBy', 'customerId'];
	test.each([
		['delete', 'Delete', ['deleteNotice', 'lookupBy', 'code', 'safetyLimit']],
		['forget', 'Forget', ['forgetNotice', ...byId, 'keep', 'safetyLimit']],
		['lock', 'Lock', byId],
		['setDetails', 'Set Details', [...byId, 'fields', 'fieldsToRemove']],
		['unlock', 'Unlock', byId],
	])('%s (%s)', (operation, label, fields) => {
		const usual = operation === 'delete' ? { lookupBy: 'code' } : {};
		expect(operations).toContainEqual(expect.objectContaining({ value: operation, label }));
		expect(fieldsFor({ operation, ...usual }).map(({ name }) => name)).toEqual(fields);
	});

	const withChoice = operations.filter(({ lookups }) => lookups.size > 0);
	test.each(withChoice)('one field for the choice in Find Customer By: $value', (operation) => {
		const lookups = ['customerId', 'orderId', 'subscriptionId'];
		const offered = [...operation.lookups.keys()];
		const [choice] = fieldsFor({ operation: operation.value }).filter(
			({ name }) => name === 'lookupBy',
		);
		expect(choice).toMatchObject({ displayName: 'Find Customer By', default: operation.lookup });
		for (const lookupBy of offered) {
			const shown = fieldsFor({ operation: operation.value, lookupBy });
			const names = shown.map(({ name }) => name).filter((name) => offered.includes(name));
			expect(names).toEqual([lookupBy]);
		}
		if (operation.credential === 'trackfinityApi') expect(operation.lookup).toBe('customerId');
		if (operation.value === 'setDetails') expect(offered).toEqual(['customerId', 'subscriptionId']);
		else if (operation.credential === 'trackfinityApi') expect(offered).toEqual(lookups);
	});

	test.each(irreversible)(
		'$value: a notice says that there is no undo, before anything can be filled in',
		({ value }) => {
			const [notice] = fieldsFor({ operation: value });
			expect(notice?.type).toBe('notice');
			expect(notice?.displayName).toMatch(/no undo/i);
		},
	);

	test.each(operations)('the options of $value, some of them with JSON only', (operation) => {
		const all = ['dryRun', 'maxRequestsPerSecond', 'parallelRequests', 'retries', 'timeout'];
		const isDelete = operation.credential === 'trackfinityDeleteApi';
		const xml = [...all, ...(isDelete ? ['ignoreMissing', 'responseFormat'] : [])].sort();
		const json = [...xml, ...(isDelete ? ['callback', 'condensed'] : [])].sort();
		for (const options of [{}, { responseFormat: 'xml' }]) {
			expect(optionsShown(operation.value, options)).toEqual(xml);
		}
		expect(optionsShown(operation.value, { responseFormat: 'json' })).toEqual(json);
	});
});

describe('names, labels and defaults', () => {
	test.each([
		['resource', 'Resource', 'customer'],
		['customerId', 'Customer ID', ''],
		['orderId', 'Order ID', ''],
		['subscriptionId', 'Subscription ID', ''],
		['keep', 'Fields to Keep', []],
		['safetyLimit', 'Safety Limit', 50],
		['code', 'Customer Code', ''],
		['fields', 'Fields to Set', {}],
		['fieldsToRemove', 'Fields to Remove', []],
	])('%s is %s', (name, displayName, value) => {
		const all = description().properties.filter((property) => property.name === name);
		expect(all).not.toEqual([]);
		for (const one of all) expect(one).toMatchObject({ displayName, default: value });
	});

	test('the options', () => {
		const options = field('options').options as INodeProperties[];
		expect(options.map((option) => [option.name, option.displayName, option.default])).toEqual([
			['callback', 'Callback', ''],
			['checkCustomers', 'Check Customers', false],
			['condensed', 'Condensed', false],
			['dryRun', 'Dry Run', false],
			['ignoreMissing', 'Ignore Missing Customers', false],
			['maxRequestsPerSecond', 'Max Requests per Second', 0],
			['parallelRequests', 'Parallel Requests', 5],
			['responseFormat', 'Response Format', 'xml'],
			['retries', 'Retries', 3],
			['timeout', 'Timeout (Seconds)', 30],
		]);
	});

	test('the safety limit is for people: no expression, so none that an AI model fills in', () => {
		const ofPeople = description().properties.filter(({ noDataExpression }) => noDataExpression);
		expect(new Set(ofPeople.map(({ name }) => name))).toEqual(
			new Set(['resource', 'operation', 'safetyLimit']),
		);
	});

	test('fields of a customer have the same plain labels wherever they show', () => {
		const labels = (name: string) =>
			Object.fromEntries(
				optionsOf(field(name)).map((option) => {
					const { displayName } = option as unknown as INodeProperties;
					return displayName === undefined
						? [option.value, option.name]
						: [option.name, displayName];
				}),
			) as Record<string, string>;
		const kept = labels('keep');
		const set = labels('fields');
		expect(kept).toMatchObject({
			address1: 'Address Line 1',
			shipping_address2: 'Shipping Address Line 2',
			cryptpass: 'Encrypted Password',
			member_note: 'Table: Member Notes',
		});
		for (const [name, label] of Object.entries(set)) {
			if (name in kept) expect([name, kept[name]]).toEqual([name, label]);
		}
		const { password, ...removable } = set;
		expect(password).toBe('Password');
		expect(labels('fieldsToRemove')).toEqual(removable);
	});

	test('the fields and tables to keep, and the fields to set and remove', () => {
		const kept = `address1 address2 city country cryptpass email firstname lastname member_auth
			member_note original_username password phone session shipping_address1 shipping_address2
			shipping_city shipping_country shipping_firstname shipping_lastname shipping_state
			shipping_zip state token_hash username zip`.split(/\s+/);
		const removable = `address1 address2 city country custom1 custom2 custom3 custom4 custom5
			email firstname lastname state username zip`.split(/\s+/);
		const values = (name: string) =>
			optionsOf(field(name))
				.map(({ value }) => value)
				.sort();
		expect(values('keep')).toEqual(kept);
		expect(values('fieldsToRemove')).toEqual(removable);
		expect(
			optionsOf(field('fields'))
				.map(({ name }) => name)
				.sort(),
		).toEqual([...removable, 'password'].sort());
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

	test('no text speaks another dialect than n8n does, or has a word of trouble', () => {
		const foreign =
			/\b(refused?|answer(s|ed)?|mend|anew|emptied|hand over|the most|lifts|which has to go|to come as)\b|\b(error|problem|failure|mistake)/i;
		const texts = ({ displayName, description: text, placeholder, hint }: INodeProperties) =>
			[displayName, text, placeholder, hint].join(' ');
		expect(complaints((one) => !foreign.test(texts(one)))).toEqual([]);
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
