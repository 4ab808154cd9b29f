import type { AnyNode, MemberExpression, Node } from 'acorn';
import { parse } from 'acorn';
import { ancestor } from 'acorn-walk';

import { split } from './expressions';

/** Data of an earlier node. Where it can't be told how an expression comes to it, there is one for each way. */
export interface Reference {
	/** The node's name; `''`, for any, where it is made at run time. */
	node: string;
	/** By n8n's links from item to item, by the position of the item, or as a run of the node gave it out. */
	by: 'link' | 'position' | 'run';
	/** Whether it is one of a list. */
	isPicked?: boolean;
	/** The output, and the run: by default the last one. */
	output?: Index;
	run?: Index;
}

/** A number in an expression: `this` where it is that of our own node's run, and NaN where it is made at run time. */
type Index = number | 'this' | undefined;

/** Where the data of a stored text with expressions comes from. */
export interface Expression {
	references: readonly Reference[];
	/** The names of n8n's variables in it, such as `$json`. */
	variables: ReadonlySet<string>;
	/** What `$fromAI` asks a model for. */
	fromAI: readonly string[];
}

/** What is done with a value: a property is taken, whose name may be made at run time, or it is called. */
interface Use {
	key?: string | undefined;
	args?: AnyNode[];
}

/** Where one of n8n's variables stands, and what is done with it, from the inside out. */
type Mention = readonly [variable: string, uses: readonly Use[]];

const notItems = ['context', 'isExecuted', 'parameter', 'params', 'runIndex'];
const linkKeys = ['item', 'itemMatching', 'pairedItem'];
/** These of n8n and JavaScript take some of a list. */
const picks = ['at', 'first', 'last', 'pop', 'randomItem', 'shift', 'slice', 'splice'];

/** Reads the code of all expressions in a stored text. */
export function readExpression(stored: string): Expression {
	const mentions = split(stored).all.flatMap((one) => mentionsIn(one.replace(/^\{\{|\}\}$/g, '')));
	const variables = new Set(mentions.map(([variable]) => variable));
	const isIndexed = ['$itemIndex', '$position', '$thisItemIndex'].some((name) =>
		variables.has(name),
	);
	return {
		references: mentions.flatMap((mention) => referencesOf(mention, isIndexed)),
		variables,
		fromAI: mentions.flatMap(([variable, [call]]) =>
			/^\$fromAI$/i.test(variable) && call?.args ? (textOf(call.args[0]) ?? '') : [],
		),
	};
}

function mentionsIn(code: string): Mention[] {
	const program = parseCode(`(${code}\n)`) ?? parseCode(code);
	// Should n8n understand it, anything may be in it.
	if (program === undefined) return [['$evaluateExpression', []]];
	const mentions: Mention[] = [];
	const note = (name: string | undefined, ancestors: Node[]) => {
		if (name?.startsWith('$')) mentions.push([name, usesOf(ancestors)]);
	};
	ancestor(program, {
		Identifier: ({ name }, _, ancestors) => note(name, ancestors),
		MemberExpression: (member, _, ancestors) => note(keyOf(member), ancestors),
	});
	return mentions;
}

function parseCode(code: string): Node | undefined {
	try {
		return parse(code, { ecmaVersion: 'latest' });
	} catch {
		return undefined;
	}
}

function usesOf(ancestors: readonly Node[]): Use[] {
	const uses: Use[] = [];
	const [value, ...around] = ancestors.toReversed() as AnyNode[];
	let used = value;
	for (const outer of around) {
		if (outer.type === 'MemberExpression' && outer.object === used) {
			uses.push({ key: keyOf(outer) });
		} else if (outer.type === 'CallExpression' && outer.callee === used) {
			uses.push({ args: outer.arguments });
		} else if (outer.type !== 'ChainExpression') {
			break;
		}
		used = outer;
	}
	return uses;
}

/** @param isIndexed whether n8n's index of the item is used, which takes one of a list by position */
function referencesOf([variable, uses]: Mention, isIndexed: boolean): Reference[] {
	const [first, second, third, fourth] = uses;
	const byList = isIndexed ? 'position' : 'run';
	const byAnyWay = (node: string): Reference[] => [
		{ node, by: 'link' },
		{ node, by: byList, isPicked: true, output: NaN, run: NaN },
	];
	const [name, ...place] = first?.args ?? [];
	const node = textOf(name) ?? '';
	switch (variable) {
		case '$':
			if (isOneOf(notItems, second)) return [];
			if (isOneOf(linkKeys, second)) return [{ node, by: 'link' }];
			if (isOneOf(['first', 'last'], second)) {
				return [{ node, by: 'run', isPicked: true, ...placeOf(third?.args) }];
			}
			if (!isOneOf(['all'], second)) return byAnyWay(node);
			return [{ node, by: byList, isPicked: isPick(fourth), ...placeOf(third?.args) }];
		case '$items':
			if (first?.args === undefined) return byAnyWay('');
			// Without a name, they are the node's own.
			if (name === undefined) return [];
			return [{ node, by: byList, isPicked: isPick(second), ...placeOf(place) }];
		case '$node':
			return isOneOf(notItems, second) ? [] : [{ node: first?.key ?? '', by: 'position' }];
		case '$evaluateExpression':
		case '$getPairedItem':
			return byAnyWay('');
		default:
			return [];
	}
}

function isOneOf(keys: readonly string[], use: Use | undefined): boolean {
	return use?.key !== undefined && keys.includes(use.key);
}

function isPick(use: Use | undefined): boolean {
	return use !== undefined && (use.key === undefined || isOneOf(picks, use) || /^\d/.test(use.key));
}

function placeOf(args: readonly AnyNode[] = []): Pick<Reference, 'output' | 'run'> {
	const [output, run] = args.map(indexOf);
	return { output, run };
}

function indexOf(arg: AnyNode): Index {
	if (arg.type === 'Identifier' && arg.name === '$runIndex') return 'this';
	return arg.type === 'Literal' ? Number(arg.value) : NaN;
}

function keyOf({ computed, property }: MemberExpression): string | undefined {
	return property.type === 'Identifier' && !computed ? property.name : textOf(property);
}

/** A text that is written out. */
function textOf(node: AnyNode | undefined): string | undefined {
	if (node?.type === 'Literal') return String(node.value);
	if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined;
	return node.quasis[0]?.value.cooked ?? undefined;
}
