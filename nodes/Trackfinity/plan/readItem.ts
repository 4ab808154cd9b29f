import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { ExpressionExtensionError, isExpression } from 'n8n-workflow';

import { trim } from '../../../credentials/text';
import { join, split } from '../links/expressions';
import { formFields, operations } from '../operations';
import type { Operation } from '../operations/operation';
import type { ReadParameter } from '../parameters/invalidInput';
import { describeValue, InvalidInput, quote } from '../parameters/invalidInput';
import { optionsField, runWideSettings } from '../parameters/options';
import { brokenIdentifier, MAX_IDENTIFIER_LENGTH, throwIfHuge } from '../parameters/values';
import { withoutMarkup } from '../redact';

/** A stored text whose expressions are evaluated one by one. */
interface StoredText {
	/** Its key in a collection or list; `''` where it is the parameter as a whole. */
	field: string;
	/** Returns its value, or undefined to take the one from n8n. Throws an InvalidInput if it lacks a part that it needs. */
	read: (evaluate: (expression: string) => unknown) => unknown;
}

/**
 * Makes the reader of an item, by its index. n8n's words on a broken expression become an {@link InvalidInput}. A single
 * expression with white space around it, of which n8n makes a text (inexact for a number beyond 2^53), is read as its own
 * value. A text put together from parts, each evaluated once, must have all of them, unless it's a detail that nobody signs in
 * with; a detail is blank if they all are, whatever stands between them.
 *
 * @param signIn that of the operation; only details need it
 */
export function createReader(
	context: IExecuteFunctions,
	signIn?: Operation['signIn'],
): (index: number) => ReadParameter {
	const { parameters } = context.getNode();
	const storedIn = new Map<string, StoredText[]>();
	return (index) => (path) => {
		const label = labels.get(path) ?? path;
		try {
			const texts = storedIn.get(path) ?? findTexts(storedAt(parameters, path), label, signIn);
			storedIn.set(path, texts);
			const evaluate = (one: string): unknown => context.evaluateExpression(one, index);
			const [first] = texts;
			// Not by n8n as well: evaluated twice, `{{ $json.ids.pop() }}` may be somebody else.
			if (first?.field === '') return first.read(evaluate);
			// Without a fallback n8n throws for a parameter that is not there.
			const value: unknown = context.getNodeParameter(path, index, null);
			return texts.reduce((whole, text) => {
				const replacement = text.read(evaluate);
				if (replacement === undefined) return whole;
				const copy = { ...Object(whole), [text.field]: replacement };
				return Array.isArray(whole) ? Object.values(copy) : copy;
			}, value);
		} catch (thrown) {
			throw toInvalidInput(thrown, `Check the expressions in '${label}'.`);
		}
	};
}

const fields = [optionsField, ...operations.flatMap(formFields)];

/** What the form calls a parameter, by its path. */
const labels = new Map([
	...runWideSettings,
	...fields.map(({ name, displayName }) => [name, displayName] as const),
]);

/** Finds the texts whose expressions are evaluated here. A text that is one expression as a whole is left to n8n. */
function findTexts(stored: unknown, label: string, signIn: Operation['signIn']): StoredText[] {
	const isGroup = typeof stored === 'object' && stored !== null;
	return Object.entries(isGroup ? stored : { '': stored }).flatMap(([field, value]) => {
		if (!isExpression(value)) return [];
		const parts = split(value);
		const [only] = parts.expressions;
		if (only === undefined || value === `=${only}`) return [];
		const isAlone = trim(value.slice(1)) === only;
		const isDetail = isGroup && !Array.isArray(stored);
		// n8n has put one there already, and this one would be part of the value.
		if (isDetail && trim(parts.literals[0] ?? '') === '=') {
			throw new InvalidInput(
				`A field in '${label}' has an equals sign before {{`,
				'Remove the equals sign: in Expression mode, it would become part of the value.',
			);
		}
		const read: StoredText['read'] = (evaluate) => {
			const values = parts.expressions.map(evaluate);
			if (isAlone) return values[0];
			return isDetail ? detailFromParts(values, signIn?.get(field)) : joinAll(values, parts, label);
		};
		return { field, read };
	});
}

/** A text that must have all its parts, put together from what its expressions gave. */
function joinAll(
	values: readonly unknown[],
	{ expressions, literals }: ReturnType<typeof split>,
	label: string,
): string {
	for (const [index, value] of values.entries()) {
		const what = `${quote(expressions[index] ?? '')} in '${label}'`;
		throwIfHuge(value, MAX_IDENTIFIER_LENGTH, what);
		if (isUnusablePart(value)) throw unusablePart(value, what);
		const broken = brokenIdentifier(trim(String(value)));
		if (broken === undefined) continue;
		const advice = 'Check what it returns, or filter out such items before this node.';
		throw new InvalidInput(`${what} ${broken.what}`, advice);
	}
	return join(literals, values);
}

const onUnusablePart =
	'The whole text may then name somebody or something else. Let the expression return one value, or filter out items without this data before this node. If the part may be empty, put the whole text into one expression.';

function unusablePart(value: unknown, what: string): InvalidInput {
	const onNumber = Number.isInteger(value)
		? 'Long numbers lose their last digits. Pass it as text in quotes at its source.'
		: 'Check the calculation in it. If the decimal point belongs to it, pass it as text in quotes.';
	return new InvalidInput(
		`${what} must be text or a whole number, but is ${describeValue(value)}`,
		typeof value === 'number' ? onNumber : onUnusablePart,
	);
}

/** The value of a detail made of parts: blank if all are, or an inexact part, which is invalid; undefined to take n8n's. */
function detailFromParts(values: readonly unknown[], signInLabel: string | undefined): unknown {
	if (values.every(isBlank)) return '';
	if (signInLabel === undefined || !values.some(isUnusableSignIn)) return values.find(isInexact);
	// Neither the value nor the expression is shown: they may be a password.
	throw new InvalidInput(
		`A part of '${signInLabel}' is missing, or isn't text or a number`,
		`Check the expressions in '${signInLabel}', or filter out items without this data before this node.`,
	);
}

/** Whether a value can't be part of an ID: only text and exact whole numbers are written as they are. */
export function isUnusablePart(value: unknown): boolean {
	if (typeof value === 'number') return !Number.isSafeInteger(value);
	// Of all BigInts, n8n leaves out only this one.
	if (typeof value === 'bigint') return value === 0n;
	return typeof value !== 'string' || isBlank(value);
}

/** Whether a value can't be part of what a customer signs in with. Words for missing data count as programs write them. */
function isUnusableSignIn(value: unknown): boolean {
	const isWord = /^(?:false|N\/A|NaN|None|null|true|undefined)$/.test(trim(String(value)));
	return typeof value === 'object' || isBlank(value) || isWord;
}

function isBlank(value: unknown): boolean {
	return trim([value].join('')) === '';
}

function isInexact(value: unknown): boolean {
	return typeof value === 'number' && !Number.isSafeInteger(Math.trunc(value));
}

/** The stored value of a parameter, expressions not evaluated. */
export function storedAt(parameters: INodeParameters, path: string): unknown {
	const valueOf = (group: unknown, name: string) =>
		Object.getOwnPropertyDescriptor(Object(group), name)?.value as unknown;
	return path.split('.').reduce(valueOf, parameters);
}

/** For an exception about which nothing better can be said. */
export const unreadable = new InvalidInput(
	"The node's parameters couldn't be read",
	"Check the node's parameters and its credential. Nothing was sent.",
);

/**
 * An error of n8n or the credential, in its own words; `advice` where it gives none. Where a function in an expression can't
 * use a value, n8n quotes the value (unless it's missing), which may be a password or part of a key.
 */
export function toInvalidInput(thrown: unknown, advice: string): InvalidInput {
	if (thrown instanceof ExpressionExtensionError && !thrown.description) {
		return new InvalidInput(
			"A function in an expression can't use what it was given",
			`${advice} Look at what its functions are given.`,
		);
	}
	const { message, description } = Object(thrown) as { message?: string; description?: string };
	return new InvalidInput(
		withoutMarkup(message || unreadable.message),
		withoutMarkup(description || advice),
	);
}
