import type {
	ICredentialDataDecryptedObject as CredentialData,
	INodeProperties,
} from 'n8n-workflow';
import { isExpression } from 'n8n-workflow';

import { credentialText, trim } from '../../../credentials/text';
import { join, split } from '../links/expressions';
import { InvalidInput } from '../parameters/invalidInput';
import { brokenIdentifier } from '../parameters/values';
import { isUnusablePart } from './readItem';

/** Variables that n8n only evaluates where it reads a credential itself. */
const onlyInCredentials = /\$(?:secrets|self)\b/;
const otherData = /\$(?!(?:secrets|self)\b)[\w(]/;

const addresses = ['baseUrl', 'url'];
/** A part that can't lead to another host or folder, as `/`, `@`, `:`, `..` or `%2e` may. */
const namePart = /^[\p{L}\p{M}\p{Nd}_~-]+(?:\.[\p{L}\p{M}\p{Nd}_~-]+)*$/u;

/** What a message says of a value by {@link isUnusablePart}, instead of showing it. */
const UNUSABLE = 'is empty, or not text or a whole number';

/**
 * Throws an InvalidInput, without the value, where a field may not be the one that is meant: it could be another account's.
 *
 * @param stored the credential with its expressions
 * @param data what n8n made of it for an item, for which `evaluate` evaluates a part
 */
export function checkCredential(
	fields: readonly INodeProperties[],
	stored: CredentialData,
	data: CredentialData,
	evaluate: (expression: string) => unknown,
): void {
	for (const field of fields) {
		// A choice or a switch names no account.
		if (field.type !== 'string') continue;
		const text = stored[field.name];
		const given = data[field.name];
		if (isExpression(text)) checkParts(field, text, given, evaluate);
		const value = credentialText(given);
		// A key may be any text, and what was entered without an expression is meant as it is, even `dev-null`.
		if (field.typeOptions?.password || !(isExpression(text) || value.includes('{{'))) continue;
		const broken = brokenIdentifier(value);
		if (broken === undefined) continue;
		throw new InvalidInput(
			`The '${field.displayName}' in the credential ${broken.what}`,
			broken.advice(field.displayName),
		);
	}
}

/**
 * Throws an InvalidInput where an expression in the credential gives nothing for an item, a number in it has lost digits, or
 * a part leads an address elsewhere: it may be another account. Neither the expression nor its value is shown: it may be part
 * of the key.
 */
function checkParts(
	{ name, displayName }: INodeProperties,
	text: string,
	given: unknown,
	evaluate: (expression: string) => unknown,
): void {
	const where = `An expression in the '${displayName}' of the credential`;
	const { expressions, literals } = split(text);
	if (text === `=${expressions[0]}`) {
		// The credential itself says what is wrong with a number.
		if (!isUnusablePart(given) || typeof given === 'number') return;
		throw new InvalidInput(
			`${where} ${UNUSABLE}`,
			'Filter out items without this data before this node.',
		);
	}
	const parts = expressions.flatMap((expression, position) => {
		if (onlyInCredentials.test(expression)) {
			if (!otherData.test(expression)) return [];
			throw new InvalidInput(
				`${where} has $secrets or $self beside other data, so that it can't be checked`,
				'Put the whole field into one expression.',
			);
		}
		const value = evaluate(expression);
		if (isUnusablePart(value)) {
			throw new InvalidInput(
				`${where} ${UNUSABLE}`,
				'What is left may be another account. Filter out items without this data before this node. If a part may be empty, put the whole field into one expression.',
			);
		}
		const isHost = position === 0 && startsWithHost(text, expression);
		// An `api` at its end is no part of a Base URL: the credential removes it.
		const part = trim(String(value));
		const isName = namePart.test(part) && (name !== 'baseUrl' || part !== 'api');
		if (addresses.includes(name) && !isHost && !isName) {
			throw new InvalidInput(
				`${where} returns text that may lead to another address`,
				"Part of an address may have letters, digits, '-', '_', '~' and single dots between them. Filter out items with anything else before this node. If a whole address or path is meant, put the whole field into one expression.",
			);
		}
		return [value];
	});
	if (parts.length < expressions.length || join(literals, parts) === given) return;
	throw new InvalidInput(
		`${where} doesn't return the same value each time it is evaluated`,
		'Use expressions that change nothing.',
	);
}

/** Whether an expression is the whole host of an address: nothing or `https://` before it, and nothing or a path behind it. */
function startsWithHost(address: string, expression: string): boolean {
	return /^=\s*(?:https?:\/\/)?\{\{\}\}(?:\/|\s*$)/i.test(address.replace(expression, '{{}}'));
}
