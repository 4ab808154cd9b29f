import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

const folder = path.resolve(__dirname, '../../../docs/images');

/** A README with larger pictures is slow to open. */
const MOST_BYTES = 200 * 1024;

/** What a picture shows. */
interface Shown {
	/** Whole, whatever lies between them. */
	parts: Locator[];
	/** Around them, in pixels of the page; default 8. */
	margin?: number;
}

/**
 * Takes a picture for the README: only where there is none of that name yet or UPDATE_PICTURES is 1, so that a run of the
 * tests changes no file.
 * @param name of the file, without `.png`
 */
export async function picture(page: Page, name: string, shown: Shown): Promise<void> {
	if (isWanted(name)) await keep(name, await take(page, shown));
}

/** What is on a page now, to be put together with others. */
export async function take(page: Page, shown: Shown): Promise<Buffer> {
	// Nothing that shows only under the mouse.
	await page.mouse.move(0, 0);
	return await page.screenshot({ clip: await area(shown), animations: 'disabled' });
}

/**
 * Puts pictures taken one after the other into one for the README, the first at the top; when {@link picture} would.
 * @param page shows nothing else afterwards
 */
export async function stackedPicture(page: Page, name: string, taken: Buffer[]): Promise<void> {
	if (!isWanted(name)) return;
	const images = taken.map(
		(image) => `<img src="data:image/png;base64,${image.toString('base64')}">`,
	);
	// On n8n's own gray.
	await page.setContent(
		`<style>main { display: grid; gap: 8px; justify-items: center; width: max-content; background: #f5f5f5 }</style><main>${images.join('')}</main>`,
	);
	await page.locator('img').last().waitFor();
	await keep(name, await page.locator('main').screenshot());
}

function isWanted(name: string): boolean {
	const { COMPAT, UPDATE_PICTURES } = process.env;
	// The README shows the current n8n.
	return COMPAT === undefined && (!existsSync(fileOf(name)) || UPDATE_PICTURES === '1');
}

const fileOf = (name: string) => path.join(folder, `${name}.png`);

async function keep(name: string, image: Buffer): Promise<void> {
	expect(image.length).toBeLessThan(MOST_BYTES);
	await writeFile(fileOf(name), image);
}

async function area({ parts, margin = 8 }: Shown) {
	const boxes = await Promise.all(parts.map(cornersOf));
	const left = Math.max(0, Math.min(...boxes.map((box) => box.left)) - margin);
	const top = Math.max(0, Math.min(...boxes.map((box) => box.top)) - margin);
	const right = Math.max(...boxes.map((box) => box.right)) + margin;
	const bottom = Math.max(...boxes.map((box) => box.bottom)) + margin;
	return { x: left, y: top, width: right - left, height: bottom - top };
}

async function cornersOf(part: Locator) {
	const box = await part.boundingBox();
	if (box === null) throw new Error(`${part.toString()} is not on the page`);
	return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
}
