import type { AnyNode, MemberExpression, Node } from 'acorn';
import { parse } from 'acorn';
import { ancestor } from 'acorn-walk';

import { split } from './expressions';

/** What is taken of a list of items. */
export interface Picked {
	/** The index of the one that is taken, `own` for that of our item; from the end if negative, NaN if made at run time. */
	pick?: number | 'own';
	/** The names of the properties that are taken of it, as far as they are written out. */
	path?: readonly string[];
}

/** Data of an earlier node. Where it can't be told how an expression comes to it, there is one for each way. */
export interface Reference extends Picked {
	/** The node's name; `''`, for any, where it is made at run time. */
	node: string;
	/** By n8n's links from item to item, by the position of the item, or as a run of the node gave it out. */
	by: 'link' | 'position' | 'run';
	/** The output, and the run: by default the last one. */
	output?: Index;
	run?: Index;
}

/** A number in an expression: `this` where it is that of our own node's run, and NaN where it is made at run time. */
type Index = number | 'this' | undefined;

/** Where the data of a stored text with expressions comes from. */
export interface Sources {
	references: readonly Reference[];
	/** What is taken of our own node's items as a list. */
	fromInput: readonly Picked[];
	/** Whether something in it differs from item to item. */
	isOfItem: boolean;
	/** The names of n8n's variables in it, such as `$json`. */
	variables: readonly string[];
	/** The names of what `$fromAI` asks a model for; `''` for one that n8n would refuse, or that is made at run time. */
	fromAI: readonly string[];
}

/** What is done with a value: a property is taken, whose name may be made at run time, or it is called. */
interface Use {
	key?: string | undefined;
	/** Whether the property's name is our item's index, as in `[$itemIndex]`. */
	isOwn?: boolean;
	args?: AnyNode[];
}

/** One of n8n's variables, and what is done with it in turn: in `$('A').first()`, `$` is called, `first` taken and called. */
type Mention = readonly [variable: string, uses: readonly Use[]];

/** What n8n has of a node: none of its items, one by a link, and those of a run. */
const notItems = ['context', 'isExecuted', 'params', 'runIndex'];
const linked = ['item', 'itemMatching', 'pairedItem'];
const ofRun = ['all', 'first', 'last'];
/** What n8n and JavaScript take of a list by: its index, or a method, some of which always take the same one. */
const picks = /^(?:\d.*|at|first|last|pop|randomItem|shift|slice|splice)$/;
const fixedPicks: Readonly<Record<string, number>> = { first: 0, last: -1, pop: -1, shift: 0 };
/** Variables that are the item's position or a count of runs, and so may pick one of a list. For a tool, they are of its calls. */
export const positions = [
	'$itemIndex',
	'$position',
	'$runIndex',
	'$thisItemIndex',
	'$thisRunIndex',
];

/** Variables with the data of the item itself. */
export const itemData = ['$binary', '$data', '$json', '$thisItem'];
/** Variables that differ from item to item. */
const ofItem = [
	...itemData,
	...['$evaluateExpression', '$itemIndex', '$node', '$parameter', '$position', '$thisItemIndex'],
];

/** Reads the code of all expressions in a stored text. */
export function readText(text: string): Sources {
	const mentions = split(text).expressions.flatMap(mentionsIn);
	const byList = mentions.some(isPosition) ? 'position' : 'run';
	return {
		references: mentions.flatMap((mention) => referencesOf(mention, byList)),
		fromInput: mentions.flatMap((mention) => pickedFromInput(mention) ?? []),
		isOfItem: mentions.some(isOfItem),
		variables: mentions.map(([variable]) => variable),
		fromAI: mentions.flatMap(([variable, [call]]) => {
			if (variable.toLowerCase() !== '$fromai') return [];
			return /^[\w-]{1,64}$/.exec(textOf(call?.args?.[0]) ?? '')?.[0] ?? '';
		}),
	};
}

/** Whether one of a list may be taken by it: by a position, or by what Loop Over Items counts in its context. */
function isPosition([variable, [, second]]: Mention): boolean {
	return positions.includes(variable) || second?.key === 'context';
}

/** Whether what n8n gives differs from item to item. */
function isOfItem([variable, [first, second, third]]: Mention): boolean {
	const way = second?.key ?? '';
	if (variable === '$') return linked.includes(way) && !third?.args?.[0];
	if (variable === '$node') return !notItems.includes(way);
	return variable === '$input' ? first?.key === 'item' : ofItem.includes(variable);
}

function mentionsIn(expression: string): Mention[] {
	// n8n unescapes the first braces alone.
	const code = expression.replace(/^\{\{|\}\}$/g, '').replace('\\}}', '}}');
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
	// In a module, as n8n reads it, these begin no comment. Some names of variables are only for scripts.
	const sourceType = /<!--|-->/.test(code) ? 'module' : 'script';
	try {
		return parse(code, { ecmaVersion: 'latest', sourceType });
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
			uses.push({ key: keyOf(outer), isOwn: isItemIndex(outer.property) });
		} else if (outer.type === 'CallExpression' && outer.callee === used) {
			uses.push({ args: outer.arguments });
		} else if (!passesOn(outer, used)) {
			break;
		}
		used = outer;
	}
	return uses;
}

/** Whether the value may become that of an expression around it. */
function passesOn(outer: AnyNode, value: AnyNode | undefined): boolean {
	if (outer.type === 'ConditionalExpression') return outer.test !== value;
	return outer.type === 'ChainExpression' || outer.type === 'LogicalExpression';
}

/** @param byList how one of a list is taken, where nothing says which */
function referencesOf([variable, uses]: Mention, byList: 'position' | 'run'): Reference[] {
	const [first, second, third] = uses;
	const way = second?.key ?? '';
	const [name, ...others] = first?.args ?? [];
	const node = textOf(name) ?? '';
	const byAnyWay = (ofNode: string, by: Reference['by'] = byList): Reference[] => [
		{ node: ofNode, by: 'link' },
		{ node: ofNode, by, pick: NaN, output: NaN, run: NaN },
	];
	switch (variable) {
		case '$': {
			if (notItems.includes(way)) return [];
			if (linked.includes(way)) {
				const [index] = third?.args ?? [];
				return [{ node, by: 'link', ...(index && pickedAt(index, uses.slice(3))) }];
			}
			if (!ofRun.includes(way)) return byAnyWay(node);
			const isAll = way === 'all';
			const picked = pickedIn(uses.slice(isAll ? 3 : 1));
			return [{ node, by: isAll ? byList : 'run', ...picked, ...outputAndRun(third?.args) }];
		}
		case '$items': {
			if (first?.args === undefined) return byAnyWay(node);
			// Without a name, they are the node's own.
			if (name === undefined) return [];
			const { output = 0, run } = outputAndRun(others);
			return [{ node, by: byList, ...pickedIn(uses.slice(1)), output, run }];
		}
		case '$node':
			// Its expressions are evaluated for our item.
			if (way === 'parameter') return byAnyWay('');
			if (notItems.includes(way)) return [];
			return [{ node: first?.key ?? '', by: 'position', pick: 'own', path: pathOf(uses.slice(1)) }];
		case '$item':
			if (first?.key === undefined && second?.key === undefined) return byAnyWay('', 'position');
			if (way === '$node' && third?.key !== undefined && others.length === 0) {
				return [{ node: third.key, by: 'run', ...pickedAt(name, uses.slice(3)) }];
			}
			// With a second argument, the data of all nodes is taken from that run.
			return others.length > 0 ? [{ node: '', by: 'run', run: outputAndRun(first?.args).run }] : [];
		case '$evaluateExpression':
			return byAnyWay('', 'position');
		case '$getPairedItem':
			return byAnyWay('');
		default:
			return [];
	}
}

function pickedFromInput([variable, uses]: Mention): Picked | undefined {
	const [first, second] = uses;
	const { key = '', args } = first ?? {};
	if (variable === '$item' && second?.key !== '$node') {
		const ofJson = [{ key: 'json' }, ...uses.slice(2)];
		return pickedAt(args?.[0], second?.key === '$json' ? ofJson : []);
	}
	if (variable === '$items' && args?.length === 0) return pickedIn(uses.slice(1));
	if (variable !== '$input' || key === 'item' || notItems.includes(key)) return undefined;
	return key === 'all' ? pickedIn(uses.slice(2)) : pickedIn(uses);
}

/** @param uses what is done with a list */
function pickedIn([use, ...rest]: readonly Use[]): Picked {
	if (use === undefined || (use.key !== undefined && !picks.test(use.key))) return {};
	const { key = '', isOwn = false } = use;
	const [call, ...after] = rest;
	if (call?.args === undefined) {
		return { pick: isOwn ? 'own' : Number(key || NaN), path: pathOf(rest) };
	}
	if (key === 'at') return pickedAt(call.args[0], after);
	return { pick: fixedPicks[key] ?? NaN, path: pathOf(after) };
}

/** @param uses what is done with the item */
function pickedAt(index: AnyNode | undefined, uses: readonly Use[]): Picked {
	return { pick: Number(index && indexOf(index)), path: pathOf(uses) };
}

function pathOf(uses: readonly Use[]): string[] {
	const end = uses.findIndex(({ key }) => key === undefined);
	const names = uses.slice(0, end === -1 ? undefined : end).flatMap(({ key }) => key ?? []);
	// What is called is a function of the data.
	return uses[end]?.args ? names.slice(0, -1) : names;
}

/** @param args undefined where it isn't called here, but may be with any */
function outputAndRun(args: readonly AnyNode[] | undefined): Pick<Reference, 'output' | 'run'> {
	if (!args || args.some(({ type }) => type === 'SpreadElement')) return { output: NaN, run: NaN };
	const [output, run] = args.map(indexOf);
	// To n8n, -1 is the last one.
	return { output, run: run === -1 ? undefined : run };
}

function indexOf(arg: AnyNode): Index {
	if (arg.type === 'UnaryExpression' && arg.operator === '-') return -Number(indexOf(arg.argument));
	if (arg.type === 'Literal') return Number(arg.value);
	if (arg.type !== 'Identifier') return NaN;
	if (arg.name === 'undefined') return undefined;
	return arg.name === '$runIndex' ? 'this' : NaN;
}

function keyOf({ computed, property }: MemberExpression): string | undefined {
	return property.type === 'Identifier' && !computed ? property.name : textOf(property);
}

function isItemIndex(node: AnyNode): boolean {
	return node.type === 'Identifier' && node.name === '$itemIndex';
}

/** A text that is written out. */
function textOf(node: AnyNode | undefined): string | undefined {
	if (node?.type === 'Literal') return node.value === null ? undefined : String(node.value);
	if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined;
	return node.quasis[0]?.value.cooked ?? undefined;
}
