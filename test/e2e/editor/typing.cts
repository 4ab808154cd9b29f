import type { Locator } from 'playwright-core';

/** Longer than the 200 ms after the last key with which n8n 2.41 takes over what was typed into a text field. */
const TAKEN_OVER_MS = 250;

/** Types into a box, in place of what is in it, and leaves it when n8n knows the text. */
export async function typeInto(box: Locator, text: string): Promise<void> {
	await box.click({ clickCount: 3 });
	await box.pressSequentially(text);
	// While the box has the focus, n8n's tip about dragging input data to it covers what is below.
	await box.blur();
	// Nothing on the page tells. This timer is the page's own, set after n8n's and longer, so it ends after that one,
	// however slow the machine is.
	await box.page().evaluate(`new Promise((resolve) => setTimeout(resolve, ${TAKEN_OVER_MS}))`);
}
