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
