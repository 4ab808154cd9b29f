/** Encodings taken off, written anew for the tests. Each decodes whatever it knows and leaves the rest. */
const decoders: ReadonlyArray<(text: string) => string> = [
	(text) => text.replace(url, decodeUrl),
	(text) => text.replace(url, decodeUrl).replaceAll('+', ' '),
	(text) => text.replace(json, decodeJson),
	(text) => text.replace(html, decodeHtml),
	(text) =>
		text.replace(new RegExp(`${url.source}|${json.source}|${html.source}|\\+`, 'gi'), (part) => {
			if (part === '+') return ' ';
			if (part.startsWith('%')) return decodeUrl(part);
			return part.startsWith('\\') ? decodeJson(part) : decodeHtml(part);
		}),
];

const url = /(?:%[\da-f]{2})+/gi;
const json = /\\(?:u[\da-f]{4}|[^])/gi;
const html = /&(?:#\d+|#x[\da-f]+|amp|lt|gt|quot|apos);/gi;

const decodeUrl = (escaped: string) =>
	new TextDecoder().decode(
		Uint8Array.from(escaped.slice(1).split('%'), (digits) => parseInt(digits, 16)),
	);

const escapes = new Map(Object.entries({ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }));
const decodeJson = (escaped: string) =>
	/^\\u./i.test(escaped)
		? String.fromCharCode(parseInt(escaped.slice(2), 16))
		: (escapes.get(escaped.slice(1)) ?? escaped.slice(1));

const names = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }));
const decodeHtml = (reference: string) => {
	const name = reference.slice(1, -1).toLowerCase();
	if (!name.startsWith('#')) return names.get(name) ?? reference;
	const point = name.startsWith('#x') ? parseInt(name.slice(2), 16) : Number(name.slice(1));
	return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
};

/** What a text says: itself, and what up to three decoders make of it, one after the other in any order. */
export function readingsOf(text: string): string[] {
	let layer = [text];
	const readings = new Set(layer);
	for (let depth = 0; depth < 3; depth++) {
		layer = layer.flatMap((reading) => decoders.map((decode) => decode(reading)));
		layer = [...new Set(layer)].filter((reading) => !readings.has(reading));
		for (const reading of layer) readings.add(reading);
	}
	return [...readings];
}

/** On one line, as texts are shown. */
export function flat(text: string): string {
	return text
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.replace(/[\p{Bidi_Control}\u200b\ufeff]/gu, '')
		.trim();
}
