import type { INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { description, fieldsFor, operations } from '../support/operations.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

const field = (name: string) =>
	description.properties.find((property) => property.name === name) as INodeProperties;

function optionsShown(operation: string, options: INodeParameters): string[] {
	const where = [
		{ typeVersion: 1 },
		description,
		{ resource: 'customer', operation, options },
	] as const;
	return (field('options').options as INodeProperties[])
		.filter((option) => NodeHelpers.displayParameter({ ...options }, option, ...where))
		.map(({ name }) => name)
		.sort();
}

/** Every field of the node and of its credentials, those inside of collections too, with where it is. */
function everyField(): Array<[where: string, field: INodeProperties]> {
	const withInner = (where: string, fields: INodeProperties[]): Array<[string, INodeProperties]> =>
		fields.flatMap((field) => {
			const inner = field.type === 'collection' ? (field.options as INodeProperties[]) : [];
			return [[`${where} ${field.name}`, field], ...withInner(`${where} ${field.name}`, inner)];
		});
	const types = Object.entries(workbench.package.credentialTypes);
	return [
		...withInner('node', description.properties),
		...types.flatMap(([type, { properties }]) => withInner(type, properties)),
	];
}

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
		const shown = fieldsFor({ operation, ...usual });
		expect(shown.map(({ name }) => name)).toEqual(fields);
		// Before anything can be filled in.
		const notices = shown.filter(({ type }) => type === 'notice');
		expect(notices).toHaveLength(fields.includes('safetyLimit') ? 1 : 0);
		for (const { displayName } of notices) expect(displayName).toMatch(/no undo/i);
	});

	test.each(operations.filter(({ lookups }) => lookups.size > 0))(
		'one field for the choice in Find Customer By: $value',
		({ value: operation, lookup, lookups, credential }) => {
			const offered = [...lookups.keys()];
			const fields = fieldsFor({ operation });
			expect(fields.find(({ name }) => name === 'lookupBy')).toMatchObject({
				...{ displayName: 'Find Customer By', default: lookup },
			});
			for (const lookupBy of offered) {
				const ways = fieldsFor({ operation, lookupBy }).filter(({ name }) =>
					offered.includes(name),
				);
				// A red mark would stay on a field that another lookup doesn't use.
				expect(ways.map((way) => [way.name, way.required])).toEqual([[lookupBy, undefined]]);
			}
			const orderId = operation === 'setDetails' ? [] : ['orderId'];
			expect([lookup, offered]).toEqual(
				credential === 'trackfinityApi'
					? ['customerId', ['customerId', ...orderId, 'subscriptionId']]
					: ['code', ['code', 'cardNumber', 'email', 'username']],
			);
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
	test('of the fields and the options', () => {
		const expected: Array<[name: string, label: string, value: unknown]> = [
			['resource', 'Resource', 'customer'],
			['customerId', 'Customer ID', ''],
			['orderId', 'Order ID', ''],
			['subscriptionId', 'Subscription ID', ''],
			['keep', 'Fields to Keep', []],
			['safetyLimit', 'Safety Limit', 50],
			['code', 'Customer Code', ''],
			['fields', 'Fields to Set', {}],
			['fieldsToRemove', 'Fields to Remove', []],
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
		];
		const fields = [...description.properties, ...(field('options').options as INodeProperties[])];
		for (const [name, displayName, value] of expected) {
			const all = fields.filter((one) => one.name === name);
			expect(all).not.toEqual([]);
			for (const one of all) expect(one).toMatchObject({ displayName, default: value });
		}
	});

	test('the safety limit is for people: no expression, so none that an AI model fills in', () => {
		const ofPeople = description.properties.filter(({ noDataExpression }) => noDataExpression);
		const names = new Set(ofPeople.map(({ name }) => name));
		expect(names).toEqual(new Set(['resource', 'operation', 'safetyLimit']));
	});

	/** Values and labels of what a field offers. */
	const offered = (name: string) =>
		new Map(
			(field(name).options ?? []).map((option) =>
				'displayName' in option
					? [option.name, option.displayName]
					: [String((option as INodePropertyOptions).value), option.name],
			),
		);

	test('the fields and tables to keep, and the fields to set and remove', () => {
		const shared = 'address1 address2 city country email firstname lastname state username zip';
		const kept =
			`${shared} cryptpass member_auth member_note original_username password phone session
			shipping_address1 shipping_address2 shipping_city shipping_country shipping_firstname
			shipping_lastname shipping_state shipping_zip token_hash`.split(/\s+/);
		const custom = 'custom1 custom2 custom3 custom4 custom5';
		const removable = `${shared} ${custom}`.split(' ');
		const values = (name: string) => [...offered(name).keys()].sort();
		expect(values('keep')).toEqual(kept.sort());
		expect(values('fieldsToRemove')).toEqual(removable.sort());
		expect(values('fields')).toEqual([...removable, 'password'].sort());
	});

	test('have the same plain labels wherever they show', () => {
		expect(Object.fromEntries(offered('keep'))).toMatchObject({
			...{ address1: 'Address Line 1', shipping_address2: 'Shipping Address Line 2' },
			...{ cryptpass: 'Encrypted Password', member_note: 'Table: Member Notes' },
		});
		for (const [name, label] of offered('fields')) {
			for (const other of ['keep', 'fieldsToRemove']) {
				expect([name, offered(other).get(name) ?? label]).toEqual([name, label]);
			}
		}
	});
});

describe('every field can be understood', () => {
	const isOneSentence = (text: string) => !/[.:?!] /.test(text.replace(/\.$/, ''));
	const small = /^(a|an|and|by|in|of|or|per|the|to)$/;
	const isTitle = (label: string) =>
		label.split(' ').every((word) => small.test(word) || /^[^a-z]/.test(word));

	test.each<[what: string, rule: (field: INodeProperties) => boolean, except?: RegExp]>([
		[
			'lists of five and more are alphabetical, and no two of their labels are the same',
			({ options = [] }) => {
				const labels = options.map((one) => ('displayName' in one ? one.displayName : one.name));
				const sorted = [...labels].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
				const isSorted = labels.length < 5 || labels.join() === sorted.join();
				return isSorted && new Set(labels).size === labels.length;
			},
		],
		['labels are in Title Case', ({ displayName }) => isTitle(displayName)],
		[
			'descriptions are there, but for those that their label explains',
			({ description: text = '' }) => text !== '',
			/^node fields (?!password)|^node (resource|operation)$/,
		],
		[
			'a description of one sentence ends without a full stop, as n8n has it',
			({ description: text = '' }) => !(isOneSentence(text) && text.endsWith('.')),
		],
		[
			'a switch says Whether',
			({ type, description: text = '' }) => type !== 'boolean' || text.startsWith('Whether '),
		],
		[
			'texts to type have an example, and every example begins with e.g.',
			({ type, placeholder = '' }) => type !== 'string' || placeholder.startsWith('e.g. '),
			/fields |apiKey$/,
		],
		[
			'secrets are masked',
			({ name, typeOptions }) => !/^(apiKey|password)$/.test(name) || !!typeOptions?.password,
		],
		[
			'a choice has a default that it offers',
			({ type, options = [], default: chosen }) => {
				const offered = options.map((one) => 'value' in one && one.value);
				return (
					!/^(options|multiOptions)$/.test(type) ||
					[chosen].flat().every((value) => offered.includes(value as never))
				);
			},
		],
	])('%s', (_what, rule, except = /^$/) => {
		const complaints = everyField()
			.filter(([where, one]) => one.type !== 'notice' && !rule(one) && !except.test(where))
			.map(([where]) => where);
		expect(complaints).toEqual([]);
	});

	test('a notice or hint of one sentence ends without a full stop, as n8n has it', () => {
		const texts = everyField().flatMap(([, { hint, type, displayName }]) => [
			...(hint === undefined ? [] : [hint]),
			...(type === 'notice' ? [displayName] : []),
		]);
		expect(texts.length).toBeGreaterThan(5);
		expect(texts.filter((text) => !/[.?!] /.test(text) === text.endsWith('.'))).toEqual([]);
	});
});
