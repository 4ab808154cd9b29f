import {
	NodeHelpers,
	UnexpectedError,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';

/**
 * The node types of a workflow, by name, in the form in which n8n asks for them. As n8n has it, a name that ends in `Tool` is
 * also good for the node of which an AI agent's tool is made.
 */
export function nodeTypesFrom(types: Record<string, INodeType | IVersionedNodeType>): INodeTypes {
	const getByName = (name: string) => {
		const type = types[name] ?? types[name.replace(/Tool$/, '')];
		if (!type) throw new UnexpectedError(`There is no node type ${name}`);
		return type;
	};
	return {
		getByName,
		getByNameAndVersion: (name, version) =>
			NodeHelpers.getVersionedNodeType(getByName(name), version),
		getKnownTypes: () => ({}),
	};
}

/** A node type that only has what n8n needs to run it. */
export function bareNodeType(name: string, execute?: INodeType['execute']): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name },
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		},
		...(execute && { execute }),
	};
}

/**
 * A node that outputs one batch each time it runs, and nothing once there is none left, which ends a loop as the loop
 * output of n8n's Loop Over Items does.
 */
export function emitter(batches: readonly INodeExecutionData[][]): INodeType {
	const left = [...batches];
	return bareNodeType('emitter', async () => [left.shift() ?? []]);
}

/** A node that passes its items on, so that what n8n routes to it stays in the run data. */
export const collector: INodeType = bareNodeType('collector', async function () {
	return [this.getInputData()];
});
