/** The text of a body, without a byte order mark and white space around it: JavaScript counts both as white space. */
export function bareText(body: string): string {
	return body.trim();
}

/** Whether a text is a web page, or has one in it: nothing that helps in a message. */
export function hasWebPage(text: string): boolean {
	return /<(?:!doctype\s+html|html|head|body)\b/i.test(text);
}

/** A body that is no JSON and no XML, as people can read it; undefined when it is blank, or a page or a piece of one. */
export function plainText(body: string): string | undefined {
	const text = bareText(body);
	return text === '' || /^<[a-z!?/]/i.test(text) || hasWebPage(text) ? undefined : text;
}

/** Why a body without a yes or a no says nothing, in words that complete "Trackfinity responded (HTTP 200) but …". */
export function whyUnclear(body: string, otherwise: string): string {
	if (bareText(body) === '') return 'the response is empty';
	return hasWebPage(body) ? 'the response is a web page' : otherwise;
}
