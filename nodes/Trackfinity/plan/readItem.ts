import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import { INVISIBLE } from '../../../credentials/text';
import type { ReadParameter } from '../parameters/invalidInput';
import { InvalidInput } from '../parameters/invalidInput';

/** A single expression with white space around it, which n8n makes a text of: of a number beyond 2^53 one that is not exact. */
const padded = new RegExp(
	String.raw`^=[\s${INVISIBLE}]*\{\{((?:(?!\{\{|\}\})[^])*)\}\}[\s${INVISIBLE}]*$`,
	'u',
);

/**
 * Makes the reader for an item. What n8n says of a broken expression is passed on as the user's input being invalid. A
 * single expression with white space around it is read as the value that the expression itself gives, unless that is text.
 */
export function createReader(context: IExecuteFunctions): (index: number) => ReadParameter {
	const { parameters } = context.getNode();
	const paddedIn = new Map<string, Array<[name: string | undefined, expression: string]>>();
	const findPadded = (path: string) => {
		const stored = storedAt(parameters, path);
		const found = (
			typeof stored === 'object' && stored !== null ? Object.entries(stored) : [[undefined, stored]]
		).flatMap(([name, value]): Array<[string | undefined, string]> => {
			const expression = typeof value === 'string' ? bareExpression(value) : undefined;
			return expression === undefined ? [] : [[name as string | undefined, expression]];
		});
		paddedIn.set(path, found);
		return found;
	};

	return (index) => (path) => {
		try {
			// Without a fallback n8n throws for a parameter that is not there.
			const value: unknown = context.getNodeParameter(path, index, null);
			const found = paddedIn.get(path) ?? findPadded(path);
			return found.reduce((whole, [name, expression]) => {
				const inner: unknown = context.evaluateExpression(expression, index);
				if (typeof inner === 'string') return whole;
				return name === undefined ? inner : { ...Object(whole), [name]: inner };
			}, value);
		} catch (thrown) {
			throw toInvalidInput(thrown, 'Check the expressions in the parameters of this node.');
		}
	};
}

/** The stored value of a parameter, expressions not evaluated. */
export function storedAt(parameters: INodeParameters, path: string): unknown {
	return path.split('.').reduce<unknown>((value, name) => {
		const isHere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
		const stored: unknown = isHere ? Reflect.get(value, name) : undefined;
		return stored;
	}, parameters);
}

/** The expression without what stands around it; undefined where it isn't a single one, or nothing does. */
function bareExpression(stored: string): string | undefined {
	const [, code] = padded.exec(stored) ?? [];
	const expression = code === undefined ? undefined : `{{${code}}}`;
	return stored === `=${expression}` ? undefined : expression;
}

/** What is said where nothing better is known. */
export const unreadable = new InvalidInput(
	"The node's parameters couldn't be read",
	"Check the node's parameters and its credential. Nothing was sent.",
);

/**
 * What n8n or the credential says of something that is missing or wrong, in their own words.
 *
 * @param thrown anything at all
 * @param advice where it gives none
 */
export function toInvalidInput(thrown: unknown, advice: string): InvalidInput {
	const { message, description } = Object(thrown) as { message?: unknown; description?: unknown };
	return new InvalidInput(
		typeof message === 'string' && message !== '' ? message : unreadable.message,
		typeof description === 'string' && description !== '' ? description : advice,
	);
}
