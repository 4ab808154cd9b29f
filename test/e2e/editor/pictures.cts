import { mkdir, writeFile } from 'node:fs/promises';
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
	/** Cuts off what lies outside of it. */
	within?: Locator;
}

/**
 * Takes a picture for the README: only where there is none of that name yet or UPDATE_PICTURES is 1, so that a run of the
 * tests changes no file.
 * @param name of the file, without `.png`
 */
export async function picture(page: Page, name: string, shown: Shown): Promise<void> {
	const file = path.join(folder, `${name}.png`);
	const { COMPAT, UPDATE_PICTURES } = process.env;
	// The README shows the current n8n.
	if (COMPAT !== undefined || (existsSync(file) && UPDATE_PICTURES !== '1')) return;

	// Nothing that shows only under the mouse.
	await page.mouse.move(0, 0);
	const image = await page.screenshot({
		clip: await area(shown),
		animations: 'disabled',
	});
	expect(image.length).toBeLessThan(MOST_BYTES);
	await mkdir(folder, { recursive: true });
	await writeFile(file, image);
}

async function area({ parts, within, margin = 8 }: Shown) {
	const boxes = await Promise.all(parts.map(cornersOf));
	const limits = within === undefined ? all : await cornersOf(within);
	const left = Math.max(limits.left, Math.min(...boxes.map((box) => box.left)) - margin);
	const top = Math.max(limits.top, Math.min(...boxes.map((box) => box.top)) - margin);
	const right = Math.min(limits.right, Math.max(...boxes.map((box) => box.right)) + margin);
	const bottom = Math.min(limits.bottom, Math.max(...boxes.map((box) => box.bottom)) + margin);
	return { x: left, y: top, width: right - left, height: bottom - top };
}

const all = { left: 0, top: 0, right: Infinity, bottom: Infinity };

async function cornersOf(part: Locator) {
	const box = await part.boundingBox();
	if (box === null) throw new Error(`${part.toString()} is not on the page`);
	return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
}
