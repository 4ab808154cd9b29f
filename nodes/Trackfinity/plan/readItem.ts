import type { IContextObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import { INVISIBLE } from '../../../credentials/text';
import type { ReadParameter } from '../parameters/invalidInput';
import { InvalidInput } from '../parameters/invalidInput';

const singleExpression = new RegExp(
	String.raw`^=[\s${INVISIBLE}]*(\{\{(?:(?!\{\{|\}\})[^])*\}\})[\s${INVISIBLE}]*$`,
	'u',
);

/**
 * Makes the reader for an item. What n8n says of a broken expression is passed on as an {@link InvalidInput}. A single
 * expression with white space around it, which n8n makes a text of (of a number beyond 2^53 one that is not exact), is read
 * as the value that the expression itself gives, unless that is text.
 */
export function createReader(context: IExecuteFunctions): (index: number) => ReadParameter {
	const { parameters } = context.getNode();
	const paddedIn = new Map<string, Array<[field: string, expression: string]>>();
	return (index) => (path) => {
		try {
			// Without a fallback n8n throws for a parameter that is not there.
			const value: unknown = context.getNodeParameter(path, index, null);
			const padded = paddedIn.get(path) ?? findPadded(storedAt(parameters, path));
			paddedIn.set(path, padded);
			return padded.reduce((whole, [field, expression]) => {
				const inner: unknown = context.evaluateExpression(expression, index);
				if (typeof inner === 'string') return whole;
				return field === '' ? inner : { ...Object(whole), [field]: inner };
			}, value);
		} catch (thrown) {
			throw toInvalidInput(thrown, 'Check the expressions in the parameters of this node.');
		}
	};
}

/** The expressions with white space around them, by field; `''` is the parameter as a whole. */
function findPadded(stored: unknown): Array<[field: string, expression: string]> {
	const isGroup = typeof stored === 'object' && stored !== null;
	return Object.entries(isGroup ? stored : { '': stored }).flatMap(([field, value]) => {
		const [, expression = ''] = isExpression(value) ? (singleExpression.exec(value) ?? []) : [];
		return expression === '' || value === `=${expression}` ? [] : [[field, expression]];
	});
}

/** The stored value of a parameter, expressions not evaluated. */
export function storedAt(parameters: INodeParameters, path: string): unknown {
	const valueOf = (group: unknown, name: string) =>
		Object.getOwnPropertyDescriptor(Object(group), name)?.value as unknown;
	return path.split('.').reduce(valueOf, parameters);
}

/** Whether a stored value is an expression. */
export function isExpression(stored: unknown): stored is string {
	return typeof stored === 'string' && stored.startsWith('=');
}

/** What n8n keeps for the node in an execution; undefined in its own Agents, which run a node without one. */
export function executionMemory(context: IExecuteFunctions): IContextObject | undefined {
	try {
		return context.getContext('node');
	} catch {
		return undefined;
	}
}

/** What is said where nothing better is known. */
export const unreadable = new InvalidInput(
	"The node's parameters couldn't be read",
	"Check the node's parameters and its credential. Nothing was sent.",
);

/** What n8n or the credential says of something that is missing or wrong, in their own words; `advice` where they give none. */
export function toInvalidInput(thrown: unknown, advice: string): InvalidInput {
	const { message, description } = Object(thrown) as { message?: unknown; description?: unknown };
	return new InvalidInput(
		typeof message === 'string' && message !== '' ? message : unreadable.message,
		typeof description === 'string' && description !== '' ? description : advice,
	);
}
