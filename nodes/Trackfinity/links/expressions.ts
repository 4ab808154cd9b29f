/** As n8n splits them: a backslash before braces makes them text, and after a last, unclosed `{{` all is code. */
const braces = /(?<=(?<!\\)(?:\\\\)*)(\{\{[^]*?(?:(?<!\\)(?:\\\\)*\}\}|$))/g;

/** The expressions in a stored text, and what is written before, between and behind them. */
export function split(stored: string) {
	const pieces = stored.slice(1).split(braces);
	const expressions = pieces.filter((_, index) => index % 2 === 1);
	const literals = pieces.filter((_, index) => index % 2 === 0);
	return { expressions, literals };
}

/** Puts a text that was split together again, as n8n does, with what its expressions gave: texts and whole numbers. */
export function join(literals: readonly string[], values: readonly unknown[]): string {
	const pieces = literals.map((text, index) =>
		index < values.length ? `${text.replaceAll('\\\\', '\\')}${String(values[index])}` : text,
	);
	return pieces.join('');
}

/** All texts with expressions in what is stored, parameters or a credential. */
export function textsIn(stored: unknown): string[] {
	if (typeof stored === 'string') return stored.startsWith('=') ? [stored] : [];
	return Object.values(Object(stored) as object).flatMap(textsIn);
}
