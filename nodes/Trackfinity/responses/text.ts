import { withoutPhpTags } from '../redact';
import { PRINTED_BY_PHP } from './reading';

/** The text of a body, without a byte order mark and white space around it: JavaScript counts both as white space. */
export function trimmed(body: string): string {
	return body.trim();
}

/** Whether a text is a web page, or has one in it: nothing that helps in a message. */
export function hasWebPage(text: string): boolean {
	return /<(?:!doctype\s+html|html|head|body)\b/i.test(text);
}

const level = '(?:(?:Recoverable )?Fatal error|Parse error|Warning|Notice|Deprecated)';
const phpMessage = new RegExp(`<b>${level}</b>: |^(?:PHP )?${level}: .* on line \\d+$`, 'm');

/** Whether PHP wrote a message of its own into a text, as it does with `display_errors`. */
function hasPhpMessage(text: string): boolean {
	return phpMessage.test(text);
}

/**
 * A body that is no JSON and no XML, as people can read it: what PHP printed without its tags; undefined when it is blank,
 * or a page or a piece of one.
 */
export function plainText(body: string): string | undefined {
	const text = trimmed(body);
	if (text === '' || hasWebPage(text)) return undefined;
	if (hasPhpMessage(text)) return trimmed(withoutPhpTags(text));
	return /^<[a-z!?/]/i.test(text) ? undefined : text;
}

/** Why a body without a yes or a no says nothing, in words that complete "Trackfinity responded (HTTP 200) but …". */
export function whyUnclear(body: string, otherwise: string): string {
	if (trimmed(body) === '') return 'the response is empty';
	if (hasWebPage(body)) return 'the response is a web page';
	return hasPhpMessage(body) ? PRINTED_BY_PHP : otherwise;
}
