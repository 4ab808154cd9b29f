import type { INodeProperties, INodeTypeDescription, NodeParameterValue } from 'n8n-workflow';
import { useN8n } from './support/playground.cts';

const { api } = useN8n();
/** n8n adds this choice to every node whose credentials sign requests by themselves. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

let node: INodeTypeDescription;
let tool: INodeTypeDescription;

beforeAll(async () => {
	const types = await api.nodeTypes();
	const byName = (name: string) => {
		const found = types.find((type) => type.name === `n8n-nodes-trackfinity.${name}`);
		if (found === undefined) throw new Error(`n8n has no node type ${name}.`);
		return found;
	};
	node = byName('trackfinity');
	tool = byName('trackfinityTool');
});

describe('the variant of the node that AI agents use as a tool', () => {
	test('is a tool: nothing goes in, and an agent is what it connects to', () => {
		expect(tool).toMatchObject({
			displayName: 'Trackfinity Tool',
			inputs: [],
			outputs: ['ai_tool'],
			credentials: node.credentials,
		});
		expect(tool.codex?.categories).toContain('AI');
	});

	test('has the form of the node, after what tells the agent what the tool is for', () => {
		const added = ['descriptionType', 'toolDescription'];
		expect(tool.properties.slice(0, 2).map(({ name }) => name)).toEqual(added);
		expect(tool.properties.slice(2)).toEqual(node.properties);
		expect(tool.properties[1]).toMatchObject({ default: node.description, required: true });
	});

	test('shows each field by fields that are there, and by values that these can have', () => {
		const conditions = tool.properties.flatMap(conditionsOf);
		expect(conditions.length).toBeGreaterThan(10);
		expect(conditions.filter((condition) => !canBeMet(condition))).toEqual([]);
	});

	test('has one field of a name for each operation, so that none hides another', () => {
		const operations = valuesOf('operation').filter((value) => value !== CUSTOM_API_CALL);
		for (const operation of operations) {
			const names = tool.properties
				.filter(({ type }) => type !== 'notice')
				.filter(
					({ displayOptions }) =>
						displayOptions?.show?.operation?.some((one) => one === operation) ?? true,
				)
				.map(
					({ name, displayOptions }) => `${name} ${String(displayOptions?.show?.lookupBy ?? '')}`,
				);
			expect(new Set(names).size).toBe(names.length);
		}
		expect(operations).toEqual(['delete', 'forget', 'lock', 'setDetails', 'unlock']);
	});
});

interface Condition {
	field: string;
	shownBy: string;
	value: unknown;
}

function conditionsOf({ name, displayOptions }: INodeProperties): Condition[] {
	return Object.entries({ ...displayOptions?.show, ...displayOptions?.hide }).flatMap(
		([shownBy, values]) => [values ?? []].flat().map((value) => ({ field: name, shownBy, value })),
	);
}

function canBeMet({ shownBy, value }: Condition): boolean {
	return valuesOf(shownBy).some((one) => one === value);
}

/** The values of a field's choices; fields that share a name, one for each operation, share them. */
function valuesOf(name: string): NodeParameterValue[] {
	return tool.properties
		.filter((property) => property.name === name)
		.flatMap(({ options }) => options ?? [])
		.flatMap((option) => ('value' in option ? option.value : []));
}
