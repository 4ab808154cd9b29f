// Where data comes from, as far as the text of an expression tells. A name that is made at run time stands for any node: ''.

/** As n8n splits them: a backslash before braces makes them text, and after a last, unclosed `{{` all is code. */
const braces = /(?<=(?<!\\)(?:\\\\)*)(\{\{[^]*?(?:(?<!\\)(?:\\\\)*\}\}|$))/g;

/** The expressions in a stored text, and the texts around them. */
export function split(stored: string) {
	const pieces = stored.slice(1).split(braces);
	const all = pieces.filter((_, index) => index % 2 === 1);
	const texts = pieces.filter((_, index) => index % 2 === 0);
	return { all, texts };
}

/** Puts a text together as n8n does from what its expressions gave, which are texts and whole numbers. */
export function join(texts: readonly string[], values: readonly unknown[]): string {
	const before = texts.map((text, index) =>
		index < values.length ? `${text.replaceAll('\\\\', '\\')}${String(values[index])}` : text,
	);
	return before.join('');
}

/** All texts with expressions in what is stored, parameters or a credential. */
export function expressionsIn(stored: unknown): string[] {
	if (typeof stored === 'string') return stored.startsWith('=') ? [stored] : [];
	return Object.values(Object(stored) as object).flatMap(expressionsIn);
}

/** A name in quotes. */
const quoted = String.raw`(["'\`])((?:\\.|(?!\1)[^\\])+)\1`;
const nodeCall = String.raw`\$\s*\(\s*${quoted}`;
const itemsCall = String.raw`\$items\s*\(\s*${quoted}`;
const linkKey = String.raw`(?:item|itemMatching|pairedItem)\b`;
/** How an item of a node is taken behind its name. */
const dataKey = String.raw`\s*\??\s*[.[]\s*["'\`]?(?:json|data|binary)\b`;
/** Takes one of a list. */
const pick = String.raw`[^)]*\)\s*\??\.?\s*(?:\[|at\b)`;

const byLink = new RegExp(
	String.raw`(?<!(?:\$input|\bjson(?:\s*\??\.\s*\w+|\s*(?:\?\.)?\s*\[[^\]]*\])*)\s*\??)\.\s*${linkKey}|[[{,]\s*["'\`]?${linkKey}["'\`]?\s*[\],}]|\$(?:itemIndex|position|runIndex|thisItemIndex|thisRunIndex)\b`,
);

/** Whether n8n goes by the link from item to item, or by an index that counts calls or is 0 for all of them. */
export const isByLink = (expression: string) => byLink.test(expression);

/** Whether it has data of the item itself. */
export const isOfItem = (expression: string) =>
	/\$(?:binary|data|input|item|json|thisItem)\b/.test(expression);

/** Whether it has data of earlier nodes. */
export const isOfEarlier = (expression: string) => /\$(?:items|node)\b|\$\s*\(/.test(expression);

/** The nodes whose data is taken otherwise than by link. */
export function unlinkedNodes(expression: string): string[] {
	const nodeKey = String.raw`\$node\s*(?:\[\s*${quoted}\s*\]|\.\s*([\w$]+))`;
	const rest = [nodeKey, String.raw`${nodeCall}\s*\)`, itemsCall].reduce(
		(text, pattern) => text.replace(new RegExp(pattern, 'g'), ''),
		expression,
	);
	const noData = String.raw`(?:context|isExecuted|params)\b`;
	return [
		...namesIn(expression, [
			...[nodeKey, itemsCall],
			String.raw`${nodeCall}\s*\)(?!\s*\??\s*[.[]\s*["'\`]?(?:${noData}|${linkKey}))`,
		]),
		...(/\$\s*\(|\$node\s*\[|\$items\s*\(\s*[^\s)]/.test(rest) ? [''] : []),
	];
}

/** The nodes whose items are taken by link. */
export function linkedNodes(expression: string): string[] {
	const pattern = new RegExp(String.raw`${nodeCall}\s*\)\s*\??\s*[.[]\s*["'\`]?${linkKey}`, 'g');
	const rest = expression.replace(pattern, '');
	return [
		...namesIn(expression, [pattern]),
		...(/\$\s*\(/.test(rest) && isByLink(rest) ? [''] : []),
	];
}

/** The nodes whose items are taken by the position of the item. */
export function indexedNodes(expression: string): string[] {
	const isIndexed =
		/\$(?:itemIndex|position|thisItemIndex)\b/.test(expression) &&
		/\.\s*all\s*\(|\$items\s*\(/.test(expression);
	return namesIn(expression, [
		String.raw`\$node\s*(?:\[\s*${quoted}\s*\]${dataKey}|\.\s*([\w$]+)${dataKey}|\[(?!\s*["'\`]))`,
		...(isIndexed ? [itemsCall, nodeCall] : []),
	]);
}

/** Where one of the items of a node's last run is taken: the node, and the number of its output. */
export function pickedItems(expression: string): Array<{ name: string; output: number }> {
	const picks = [
		String.raw`${nodeCall}\s*\)\s*\??\.\s*(?:first|last)\s*\(\s*(\d*)`,
		String.raw`${nodeCall}\s*\)\s*\??\.\s*all\s*\(\s*(\d*)${pick}`,
		String.raw`${itemsCall}\s*,?\s*(\d*)${pick}`,
	].flatMap((pattern) => [...expression.matchAll(new RegExp(pattern, 'g'))]);
	return picks.map(([, , written, output]) => ({ name: nameOf(written), output: Number(output) }));
}

/** The names that a model is asked for. */
export function namesFromAI(expression: string): string[] {
	const all = expression.matchAll(/\$fromAI\s*\(\s*["'`]([\w-]{1,64})/gi);
	return Array.from(all, ([, name = '']) => name);
}

/** The names in it, in quotes or as a word. */
function namesIn(expression: string, all: ReadonlyArray<string | RegExp>): string[] {
	const matches = all.flatMap((pattern) => [...expression.matchAll(new RegExp(pattern, 'g'))]);
	return matches.map(([, , written, word]) => word ?? nameOf(written));
}

/** The name that is meant by it as it's written. */
function nameOf(written = ''): string {
	return written.replace(/\\(.)/g, '$1');
}
