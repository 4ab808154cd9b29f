import { InvalidInput } from '../../nodes/Trackfinity/parameters/invalidInput';

/** Words that n8n keeps out of texts for people. */
const unwelcome = /\b(error|problem|failure|mistake)/i;

/**
 * What was thrown, as long as it is invalid input that names the parameter with this label, says what to do, and quotes no
 * more of a value than a line of text.
 */
export function invalidInputOf(action: () => unknown, label = 'Label'): InvalidInput {
	const thrown = thrownBy(action);
	if (!(thrown instanceof InvalidInput)) throw thrown;
	const { message, description } = thrown;
	expect(message).toContain(`'${label}'`);
	expect(message.length).toBeLessThan(300);
	expect(message).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u);
	expect(description).not.toBe('');
	expect(message.replaceAll(/'[^']*'/g, '')).not.toMatch(unwelcome);
	expect(description).not.toMatch(unwelcome);
	return thrown;
}

function thrownBy(action: () => unknown): unknown {
	try {
		action();
	} catch (thrown) {
		return thrown;
	}
	return new Error('Nothing was invalid');
}
