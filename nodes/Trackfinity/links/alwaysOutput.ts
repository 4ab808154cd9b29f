import { InvalidInput } from '../parameters/invalidInput';
import type { Origin } from './itemLinks';
import { originsUpTo } from './itemLinks';
import { createTurnCheck } from './loops';
import type { Execution } from './execution';
import { itemsOf } from './execution';

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
	if (!Object.values(workflow.nodes).some((node) => node.alwaysOutputData)) return;
	const origins = execution.isToolCall ? lastBeforeAgents(execution) : originsUpTo(execution, '');
	for await (const { source, run, item } of origins) {
		const node = workflow.getNode(source.previousNode);
		if (node?.alwaysOutputData !== true) continue;
		const { name, type, parameters } = node;
		const isChoice = chooses.test(type) || choosing.includes(String(parameters.operation));
		const isEmpty = Object.keys(item.json ?? {}).length === 0 && item.binary === undefined;
		const isOnly = execution.itemsAt(source).length === 1;
		if (!isEmpty || !isOnly || (!isChoice && itemsOf(run).length === 1)) continue;
		const before = workflow.getParentNodes(name);
		if (!named.has('') && !before.some((one) => named.has(one))) continue;
		throw new InvalidInput(
			`No item passed '${name}', which always outputs one`,
			`Turn off 'Always Output Data' in the settings of '${name}', or take the data from $json. Nothing was sent.`,
		);
	}
}

/** What the nodes before an agent that has this tool last gave out in this turn: n8n links a tool's calls to something else. */
function* lastBeforeAgents(execution: Execution): Generator<Omit<Origin, 'before'>> {
	const { workflow } = execution;
	const agents = workflow.getChildNodes(execution.node.name, 'ai_tool');
	const loopApart = createTurnCheck(execution, new Map());
	for (const name of agents.flatMap((agent) => workflow.getParentNodes(agent))) {
		const last = execution.runsOf(name).length - 1;
		const source = { previousNode: name, previousNodeRun: last };
		const run = execution.runAt(source);
		const [item] = execution.itemsAt(source);
		if (run && item && loopApart(name, last) === undefined) yield { source, run, item };
	}
}
