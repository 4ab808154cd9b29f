import type {
	EngineResponse,
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';

import type { FlowLink, FlowNode, FlowOptions } from '../../dev/engine/index.cts';
import { runFlow } from '../../dev/engine/index.cts';
import { confirmAll, sent } from './customers.cts';
import { useWorkbench } from './workbench.cts';

/** Links as in `Input > If:1 > 1:Merge`: from the second output of one, to the second input of the other. */
export function linksIn(chains: string): FlowLink[] {
	return chains.split(', ').flatMap((chain) => {
		const ends = chain.split(' > ').map((end) => {
			const pattern = /^(?:(\d):)?([^:]+?)(?::(\d))?( ai_tool)?$/;
			const [, input = 0, name = '', output = 0, kind] = pattern.exec(end) ?? [];
			return { input: Number(input), name, output: Number(output), isTool: kind !== undefined };
		});
		return ends.flatMap(({ name: from, output, isTool }, index): FlowLink[] => {
			const to = ends[index + 1];
			return to ? [[from, to.name, output, isTool ? 'ai_tool' : 'main', to.input]] : [];
		});
	});
}

/** The type of our node. */
export const type = 'n8n-nodes-trackfinity.trackfinity';

/** By link, the ID of the item that the workflow began with. */
export const linked = "={{ $('Input').item.json.id }}";

/** By name. */
export type Nodes = Readonly<Record<string, FlowNode>>;

export interface FlowRun extends Partial<FlowOptions>, Pick<FlowNode, 'onError'> {
	/** Whom our node forgets, as stored. */
	customerId?: string;
	/** Of our node. */
	options?: INodeParameters;
}

/** A workbench whose services confirm everything, and what runs a workflow in it. */
export function useFlows() {
	const workbench = useWorkbench();
	beforeEach(() => confirmAll(workbench.sandbox));

	/**
	 * Runs a workflow; says whom our node forgot, and why not all. What isn't among the nodes but linked passes on its items.
	 *
	 * @param how more than the expression by which our node knows whom to forget, if need be
	 */
	const run = async (nodes: Nodes, chains: string, how: string | FlowRun = {}) => {
		const given = typeof how === 'string' ? { customerId: `={{ ${how} }}` } : how;
		const { customerId = linked, options = {}, onError, ...more }: FlowRun = given;
		const links = linksIn(chains);
		const isTool = links.some(([from, , , kind]) => from === 'Trackfinity' && kind === 'ai_tool');
		const Trackfinity: FlowNode = {
			type: isTool ? `${type}Tool` : type,
			parameters: { operation: 'forget', lookupBy: 'customerId', customerId, options },
			...(onError && { onError }),
		};
		const others = links.flatMap((link) => link.slice(0, 2).map((name) => [name, passesOn]));
		const { data } = await runFlow(workbench.package, {
			nodes: { ...(Object.fromEntries(others) as object), Trackfinity, ...nodes },
			links,
			credentials: { ...workbench.sandbox.credentials },
			...more,
		});
		const { runData } = data.resultData;
		const texts = (runData.Trackfinity ?? []).flatMap(({ error, data = {} }) => {
			const outputs = Object.values(data).flat();
			const failures = outputs.flatMap((output) => output?.map(({ json }) => json.error) ?? []);
			return [error, ...failures].flatMap((failure) => (failure ? textOf(failure) : []));
		});
		return { error: texts.join('\n'), arrived: sent(workbench.sandbox), runData };
	};

	/** Runs a workflow, and expects our node to send for these customers, in this order. Says why not for all. */
	const expectSent = async (customers: readonly string[], ...flow: Parameters<typeof run>) => {
		const { arrived, error } = await run(...flow);
		expect(arrived).toEqual(customers);
		return error;
	};
	return { workbench, run, expectSent };
}

function textOf(failure: unknown): string {
	const { message, description } = Object(failure) as { message?: string; description?: unknown };
	return `${message} ${String(description)}`;
}

export const items = (...ids: string[]): INodeExecutionData[] =>
	ids.map((id) => ({ json: { id } }));

/** Gives out these, in each run the next ones. */
export const emits = (...batches: string[][]): FlowNode => {
	const left = [...batches];
	return { work: async () => [items(...(left.shift() ?? []))] };
};

/** Passes items on by its first output, or by its second one. */
export const routes = (isSecond: (id: unknown) => boolean): FlowNode => ({
	type: 'n8n-nodes-base.if',
	async work() {
		const outputs: INodeExecutionData[][] = [[], []];
		for (const [item, { json }] of this.getInputData().entries()) {
			outputs[isSecond(json.id) ? 1 : 0]?.push({ json, pairedItem: { item } });
		}
		return outputs;
	},
});

type Make = (input: INodeExecutionData[]) => INodeExecutionData[];

/** Gives out what it makes of all its items. */
export const makes = (make: Make, more: FlowNode = {}): FlowNode => ({
	async work() {
		return [make(this.getInputData())];
	},
	...more,
});

/** The same in a Code node. */
export const code = (make: Make, more: FlowNode = {}): FlowNode =>
	makes(make, { type: 'n8n-nodes-base.code', ...more });

export const passesOn = makes((input) => input);

/** Lets some through. */
export const filters = (isLet: (id: unknown) => boolean, more: FlowNode = {}): FlowNode => {
	const pass: Make = (input) =>
		input.flatMap(({ json }, item) => (isLet(json.id) ? { json, pairedItem: { item } } : []));
	return makes(pass, { type: 'n8n-nodes-base.filter', ...more });
};

/** Puts the items of these inputs out, those of the first one first. */
export const mergesOf = (...inputs: number[]): FlowNode => ({
	type: 'n8n-nodes-base.merge',
	async work() {
		const outputs = inputs.map((input) =>
			this.getInputData(input).map(({ json }, item) => ({ json, pairedItem: { item, input } })),
		);
		return [outputs.flat()];
	},
});

export const merges = mergesOf(0, 1);

const action = { actionType: 'ExecutionNodeAction', type: 'ai_tool', input: {} } as const;

/** As AI Agent 3: requests its tool once for each item, if any, and then gives out an item for each. */
export const agent = (
	tool?: string,
	isCalled: (id: unknown) => boolean = () => true,
): FlowNode => ({
	...{ type: '@n8n/n8n-nodes-langchain.agent', typeVersion: 3 },
	async work(this: IExecuteFunctions, response?: EngineResponse) {
		const input = this.getInputData();
		const actions = input.flatMap(({ json }, itemIndex) =>
			tool !== undefined && isCalled(json.id)
				? { ...action, nodeName: tool, id: `call-${itemIndex}`, metadata: { itemIndex } }
				: [],
		);
		if (actions.length > 0 && !response?.actionResponses.length) return { actions, metadata: {} };
		return [input.map((_, item) => ({ json: { output: 'Done' }, pairedItem: { item } }))];
	},
});

/** As Loop Over Items: in batches by its second output, and something by its first one when there is none left. */
export const loops = (size: number, ...ids: string[]): FlowNode => ({
	work: async () => {
		const batch = items(...ids.splice(0, size));
		return batch.length > 0 ? [[], batch] : [items('done'), []];
	},
});
