import { INVISIBLE, trim } from '../../../credentials/text';
import { describeValue, InvalidInput, quote } from './invalidInput';

/** Also the limit for lists of field names and names of functions, which never come near it. */
export const MAX_IDENTIFIER_LENGTH = 1_000;
const MAX_DETAIL_LENGTH = 10_000;

const checkExpression = (label: string) =>
	`Check the expression in '${label}', or filter out items without this data before this node.`;

const fromSpreadsheet = (label: string) =>
	`Format the column of '${label}' as text in the spreadsheet, and enter the value there again.`;

const splitValues = (label: string) =>
	`Split '${label}' into one item for each value before this node.`;

const chooseValue = (label: string) =>
	`Choose one value of the object in the expression in '${label}'.`;

/** The text between the first {{ and the last }}. A regular expression would take quadratic time on many braces. */
function insideBraces(text: string): string | undefined {
	const start = text.indexOf('{{');
	const end = text.lastIndexOf('}}');
	return start >= 0 && end > start ? text.slice(start + 2, end) : undefined;
}

/** n8n's variables and functions: those of its data proxy, its additional keys and its extensions (2.41). */
const variables =
	`agentInfo average binary data env evaluateExpression evaluation execution executionId fromAI
	getPairedItem if ifEmpty input item itemIndex items jmespath json max min mode node nodeId nodeVersion not now parameter
	position prevNode rawParameter resumeWebhookUrl runIndex secrets self thisItem thisItemIndex thisRunIndex today tool vars
	webhookId workflow`.split(/\s+/);

const variable = String.raw`\$(?:${variables.join('|')})\b`;
const anyVariable = new RegExp(String.raw`${variable}|\$\(`, 'i');

/**
 * A variable behind nothing but signs, or with `.`, `[` or `(` behind it, or with the name of a node; and what n8n's editor shows
 * for missing data.
 */
const unevaluated = new RegExp(
	String.raw`^[^\p{L}\p{N}]*(?:${variable}|\$\()|${variable}[\s!?]*[.[(]|\$\(\s*['"\x60]|\[Execute node `,
	'iu',
);

/** Whether a text lists IDs as people and CRMs write them, `191, 204` or `191;204`; without a digit in each it may be a name. */
function isList(text: string): boolean {
	const parts = text.split(/[,;|] +/).map((part) => part.trimEnd());
	const isSpaced = parts.length > 1 && parts.every((part) => /^\S*\d\S*$/.test(part));
	// Without spaces, only numbers are surely several: `A7;B8` may be one ID.
	return isSpaced || /^\d+(?:;\d+)+;?$/.test(text);
}

interface BrokenText {
	/** Finds it in identifiers and details; the next two in one of these alone, since people may be called Null. */
	both?: RegExp;
	identifier?: Pick<RegExp, 'test'>;
	detail?: Pick<RegExp, 'test'>;
	/** Completes "'Label' …"; followed by the text if that may be shown. */
	what: string;
	advice: (label: string) => string;
}

/** What broken expressions, spreadsheets and web pages make of values. */
const brokenTexts: readonly BrokenText[] = [
	{
		identifier: { test: (text) => insideBraces(text) !== undefined || unevaluated.test(text) },
		detail: { test: (text) => anyVariable.test(insideBraces(text) ?? '') },
		what: 'is an expression that was never evaluated',
		advice: (label) =>
			`Switch '${label}' from Fixed to Expression and write it between {{ and }}, or pass the value that is meant.`,
	},
	{
		both: /<__PLACEHOLDER_VALUE__/,
		what: "contains a placeholder of n8n's AI builder",
		advice: (label) => `Replace the placeholder in '${label}' with the value that is meant.`,
	},
	{
		both: /\[object [A-Z]\w*\]/,
		what: 'contains what an expression makes of an object',
		advice: chooseValue,
	},
	{
		identifier: /(?:undefined|(?<!\p{L})(?:NaN|null))(?![\p{L}\p{N}])/u,
		what: "contains what an expression returns when its data is missing or isn't text",
		advice: checkExpression,
	},
	{
		detail: /^undefined$/,
		what: "is what an expression returns when its data is missing or isn't text",
		advice: checkExpression,
	},
	{
		identifier: /^(?:null|none|n\/a)$/i,
		what: "is a word for data that isn't there",
		advice: (label) => `Filter out items without '${label}' before this node.`,
	},
	{
		identifier: /(?<!\p{L})Invalid Date(?:Time)?(?!\p{L})/u,
		detail: /^Invalid Date(?:Time)?$/,
		what: 'is a date that could not be read',
		advice: (label) => `Check the date in the expression in '${label}' and its format.`,
	},
	{
		both: /^#(?:N\/A|(?:REF|VALUE|NUM|DIV\/0|NULL|SPILL|CALC|ERROR)!|NAME\?)$/i,
		what: 'is what a spreadsheet shows for a formula without a result',
		advice: (label) => `Fix the formula behind '${label}' in the spreadsheet.`,
	},
	{
		identifier: /^[+-]?(?:\d+[.,]\d+E[+-]?\d+|\d+E[+-]\d+)$/i,
		what: 'is a number that a spreadsheet has shortened',
		advice: fromSpreadsheet,
	},
	{
		identifier:
			/^[+-]?(?:\d+(?:[,'\u2019]\d+)+(?:\.\d+)?|\d+(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})$/,
		what: 'is a number with separators',
		// What JavaScript makes of a list of IDs looks the same.
		advice: (label) =>
			`${fromSpreadsheet(label)} If these are several values, split them into one item for each before this node.`,
	},
	{
		// A database that compares it with numbers may take the first one, and that customer alone would be changed.
		identifier: { test: isList },
		what: 'contains several values',
		advice: splitValues,
	},
	{
		identifier: /^[+-]?\d+\.0+$/,
		what: 'is a number with decimal places',
		advice: fromSpreadsheet,
	},
	{
		identifier: /^['"`\u2019\u201c-\u201f]|^=["\p{L}\d]/u,
		what: "begins with a quotation mark or an equals sign that isn't part of it",
		advice: (label) =>
			`Remove the sign from '${label}', or export the spreadsheet without it. No quotes are needed around {{ }} and no = before it.`,
	},
	{
		identifier: /^\[\s*(?:["{].*|[\d,.\s]+)\]$|^\{\s*".*\}$/,
		what: 'is JSON, not one value',
		advice: (label) => `Choose one value of it in the expression in '${label}'.`,
	},
	{
		both: /\uFFFD/,
		what: 'contains an invalid character (\uFFFD)',
		advice: () => 'The text was read with the wrong character set. Fix it at its source.',
	},
	{
		identifier: new RegExp(`[^\\S \u3000]|[${INVISIBLE}]`, 'u'),
		what: 'contains an invisible character or a special space',
		advice: (label) =>
			`Web pages, PDFs and spreadsheets put such characters into long codes and numbers. Enter '${label}' by hand at its source.`,
	},
];

/** An ID or code as it is sent. */
export interface IdentifierText {
	/** 1 to 1,000 characters, on one line. */
	value: string;
	/** A number, whose leading zeros would be gone, or digits that read like a number which lost its last ones. */
	suspicion?: 'number' | 'rounded';
}

/** Reads an ID or a code, trimmed. Throws an InvalidInput for all but one exact, plausible value on one line. */
export function readIdentifier(value: unknown, label: string): IdentifierText {
	const where = `'${label}'`;
	if (typeof value === 'number') {
		throwIfInexact(value, where, label);
		if (Number.isInteger(value)) return { value: String(value), suspicion: 'number' };
		throw new InvalidInput(
			`${where} must be text or a whole number, but is ${value}`,
			`Check the expression in ${where}. If the decimal point belongs to it, pass it as text in quotes.`,
		);
	}
	throwIfHuge(value, MAX_IDENTIFIER_LENGTH, where);
	const text = typeof value === 'string' ? trim(value) : '';
	if (text === '') {
		const advice = new Map([
			['a list', splitValues(label)],
			['an object', chooseValue(label)],
		]).get(describeValue(value));
		const onNothing = `Check ${where}: it needs one value per item. Filter out items without one before this node.`;
		throw wrongType(value, where, advice ?? onNothing);
	}
	if (/[\p{Cc}\u2028\u2029]/u.test(text)) {
		throw new InvalidInput(
			`${where} must be on one line, but contains a line break or another control character`,
			`Check the expression in ${where}. If it returns several values, split them into one item each before this node.`,
		);
	}
	throwIfUnsendable(text, MAX_IDENTIFIER_LENGTH, where);
	// `trim` takes such signs off, though they may have shown the ID backwards to whoever approved it.
	const isTurned = typeof value === 'string' && /[\u202b\u202e\u2067]/.test(value);
	const broken = brokenIdentifier(isTurned ? value : text);
	if (broken !== undefined) {
		throw new InvalidInput(`${where} ${broken.what}: ${quote(text)}`, broken.advice(label));
	}
	// JavaScript writes a number beyond 2^53 like this, but 16 % of true codes with 17 digits look the same by chance.
	const isRounded = /^\d{17,}$/.test(text) && String(Number(text)) === text;
	return isRounded ? { value: text, suspicion: 'rounded' } : { value: text };
}

/** What is broken in a text that names somebody or something; undefined if nothing is. */
export function brokenIdentifier(text: string): BrokenText | undefined {
	return brokenTexts.find(({ both, identifier = both }) => identifier?.test(text));
}

/**
 * Reads a detail, as given, of the parameter labeled `setting`; undefined when it is missing, empty or blank. Throws an
 * InvalidInput, which never repeats the value (it may be a password), for all but an exact number or plausible text.
 */
export function readDetail(value: unknown, label: string, setting: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	const where = `'${label}' in '${setting}'`;
	if (typeof value === 'object' || typeof value === 'function') {
		const advice = `Check the expression in '${label}': it must return one value, such as text.`;
		throw wrongType(value, where, advice);
	}
	if (typeof value === 'number') throwIfInexact(value, where, label);
	const text = String(value);
	throwIfHuge(text, MAX_DETAIL_LENGTH, where);
	const trimmed = trim(text);
	if (trimmed === '') return undefined;
	throwIfUnsendable(text, MAX_DETAIL_LENGTH, where);
	const broken = brokenTexts.find(({ both, detail = both }) => detail?.test(trimmed));
	if (broken !== undefined) throw new InvalidInput(`${where} ${broken.what}`, broken.advice(label));
	return text;
}

function wrongType(value: unknown, where: string, advice: string): InvalidInput {
	const message = `${where} must be text or a number, but is ${describeValue(value)}`;
	return new InvalidInput(message, advice);
}

/** Whole numbers beyond 2^53 have lost digits already. */
function throwIfInexact(value: number, where: string, label: string): void {
	if (!Number.isFinite(value)) {
		throw wrongType(value, where, `Check the calculation in the expression in '${label}'.`);
	}
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		throw new InvalidInput(
			`${where} is a number too long to be exact; pass it as text, in quotes`,
			`Long numbers lose their last digits. Pass '${label}' as text in quotes at its source, such as "9007199254740993".`,
		);
	}
}

/** Throws an InvalidInput for a text far beyond its limit without looking at it: to search 15 MiB takes seconds. */
export function throwIfHuge(value: unknown, limit: number, where: string): void {
	if (typeof value === 'string' && value.length > 10 * limit) throw tooLong(limit, where);
}

function throwIfUnsendable(text: string, limit: number, where: string): void {
	// A character is one or two code units; most texts are short enough either way.
	if (text.length > limit && Array.from(text).length > limit) throw tooLong(limit, where);
	if (/\p{Surrogate}/u.test(text)) {
		throw new InvalidInput(
			`${where} contains an invalid character`,
			`Half of a special character, such as an emoji, was cut off. Fix ${where} at its source.`,
		);
	}
}

function tooLong(limit: number, where: string): InvalidInput {
	return new InvalidInput(
		`${where} must have at most ${limit.toLocaleString('en-US')} characters, but is longer`,
		`Check the expression in ${where}: it must return one value.`,
	);
}
