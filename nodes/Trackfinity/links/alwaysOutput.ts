import type { IExecuteFunctions } from 'n8n-workflow';

import { InvalidInput } from '../parameters/invalidInput';
import type { Origin } from './itemLinks';
import { originsUpTo } from './itemLinks';
import { isOfAnotherTurn, loopsAround } from './loops';
import { itemsAt, itemsOf, runAt, runsOf, workflowOf } from './runData';
import { isToolCall } from './toolCall';

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
	context: IExecuteFunctions,
	named: ReadonlySet<string>,
): Promise<void> {
	const workflow = workflowOf(context);
	if (!Object.values(workflow.nodes).some((node) => node.alwaysOutputData)) return;
	const origins = isToolCall(context) ? lastBeforeAgents(context) : originsUpTo(context, '');
	for await (const { source, run, item } of origins) {
		const node = workflow.getNode(source.previousNode);
		if (node?.alwaysOutputData !== true) continue;
		const { name, type, parameters } = node;
		const isChoice = chooses.test(type) || choosing.includes(String(parameters.operation));
		const isEmpty = Object.keys(item.json).length === 0 && item.binary === undefined;
		const isOnly = itemsAt(context, source).length === 1;
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
function* lastBeforeAgents(context: IExecuteFunctions): Generator<Omit<Origin, 'before'>> {
	const workflow = workflowOf(context);
	const agents = workflow.getChildNodes(context.getNode().name, 'ai_tool');
	const loops = loopsAround(context);
	for (const name of agents.flatMap((agent) => workflow.getParentNodes(agent))) {
		const last = runsOf(context, name).length - 1;
		const source = { previousNode: name, previousNodeRun: last };
		const run = runAt(context, source);
		const [item] = itemsAt(context, source);
		const isOfOther = loops.some(
			(loop) => loop.body.has(name) && isOfAnotherTurn(context, loop, [name, last]),
		);
		if (run && item && !isOfOther) yield { source, run, item };
	}
}
