import type { INodeExecutionData } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import type { Execution, Output } from './execution';
import { itemsOf } from './execution';
import { stepsTo } from './itemLinks';
import { createTurnCheck } from './loops';

/** Nodes that choose among their items, and operations of others that do. */
const chooses =
	/\.(?:aiTransform|code|compareDatasets|filter|function|functionItem|if|merge|removeDuplicates|switch|textClassifier)$/;
const choosing = ['removeDuplicates', 'rowExists', 'rowNotExists'];

/**
 * Throws an InvalidInput where data is taken from behind nobody: with Always Output Data, n8n links an empty item to those
 * that did not pass (a node whose first output is empty gives one, whatever goes out by the others; ran on 2.41).
 *
 * @param named the nodes whose items are taken; `''` for any
 */
export async function throwIfNobodyPassed(
	execution: Execution,
	named: ReadonlySet<string>,
): Promise<void> {
	const { workflow } = execution;
	const isAlways = Object.values(workflow.nodes).some((node) => node.alwaysOutputData);
	if (!isAlways || named.size === 0) return;
	const origins = execution.isToolCall ? lastBeforeAgents(execution) : stepsTo(execution, '');
	for await (const { place, item } of origins) {
		const isTaken = () =>
			named.has('') || workflow.getParentNodes(place.node).some((name) => named.has(name));
		if (!standsForNone(execution, place, item) || !isTaken()) continue;
		throw new InvalidInput(
			`No item passed '${place.node}', which always outputs one`,
			`Turn off 'Always Output Data' in the settings of '${place.node}'. If this node is meant to run all the same, put the data into the item before it, for example with Edit Fields, and take it from $json. Nothing was sent.`,
		);
	}
}

/** Whether n8n put the item there, because a node that always outputs one gave out none. */
function standsForNone(execution: Execution, output: Output, item: INodeExecutionData): boolean {
	const node = execution.workflow.getNode(output.node);
	if (node?.alwaysOutputData !== true) return false;
	const isEmpty = Object.keys(item.json ?? {}).length === 0 && item.binary === undefined;
	if (!isEmpty || execution.itemsAt(output).length !== 1) return false;
	const isChoice = chooses.test(node.type) || choosing.includes(String(node.parameters.operation));
	// The only item of another node may be its own, though it's empty.
	return isChoice || itemsOf(execution.runAt(output)).length !== 1;
}

/** What the nodes before an agent that has this tool last gave out in this turn: n8n links a tool's calls to something else. */
function* lastBeforeAgents(execution: Execution) {
	const { workflow } = execution;
	const agents = workflow.getChildNodes(execution.name, 'ai_tool');
	const headOfOtherTurn = createTurnCheck(execution, new Map());
	for (const node of agents.flatMap((agent) => workflow.getParentNodes(agent))) {
		const place = { node, run: execution.runsOf(node).length - 1, output: 0 };
		const [item] = execution.itemsAt(place);
		if (item && headOfOtherTurn(node, place.run) === undefined) yield { place, item };
	}
}
