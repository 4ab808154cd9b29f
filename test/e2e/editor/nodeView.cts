import type { Locator, Page } from 'playwright-core';
import { typeInto } from './typing.cts';

/** The button of a collection in n8n 1.123, which has no test ID there. */
const OLDER_ADDER = '.add-option';

/** The opened form of a node, with its input and output beside it. */
export class NodeView {
	/** The fields. */
	readonly form: Locator;
	readonly output: Locator;
	/** The hint above the output. */
	readonly hint: Locator;
	/** Above the fields: the tabs and the button that runs the node. */
	readonly header: Locator;

	constructor(private readonly page: Page) {
		this.form = page.getByTestId('node-parameters');
		this.output = page.getByTestId('output-panel');
		this.hint = this.output.getByTestId('node-hint');
		this.header = page.getByTestId('tab-params').or(page.getByTestId('node-execute-button'));
	}

	async opened(): Promise<void> {
		await this.input('operation').waitFor();
	}

	async close(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.form.waitFor({ state: 'hidden' });
	}

	/** The labels of the fields that show, from top to bottom. */
	async labels(): Promise<string[]> {
		const texts = await this.form
			.getByTestId('input-label')
			.or(this.form.getByTestId('credentials-label'))
			.filter({ visible: true })
			.allInnerTexts();
		// Below the label are the switch between fixed value and expression, and other buttons.
		return texts.map((text) => text.split('\n', 1).join('').trim());
	}

	/** The text of the notice, or nothing where there is none. */
	async notices(): Promise<string[]> {
		return await this.form.getByRole('alert').filter({ visible: true }).allInnerTexts();
	}

	/** The fields with what belongs to each, from top to bottom; a collection is before its own fields. */
	get fields(): Locator {
		return this.form.getByTestId('parameter-item').filter({ visible: true });
	}

	/** Where a field's value is entered. */
	input(parameter: string): Locator {
		return this.form.getByTestId(`parameter-input-${parameter}`);
	}

	/** The box of a field's text, number or list. */
	box(parameter: string): Locator {
		return this.input(parameter).locator('input, textarea').first();
	}

	/** Opens a list and gives its entries: each its name and, below it, its description. */
	async openList(list: Locator): Promise<Locator> {
		await list.click();
		// A list of which several can be chosen has two.
		const combobox = list.locator('[role=combobox]').first();
		await combobox.and(this.page.locator('[aria-expanded="true"]')).waitFor();
		const entries = this.page
			.locator(`[id="${await combobox.getAttribute('aria-controls')}"]`)
			.locator('.el-select-dropdown__item');
		await entries.first().waitFor();
		return entries;
	}

	/** Chooses an entry of a list by its name. */
	async choose(parameter: string, name: string): Promise<void> {
		await this.chooseFrom(this.input(parameter), name);
	}

	/** Chooses several entries of a list that stays open for it. */
	async chooseAll(parameter: string, names: string[]): Promise<void> {
		const entries = await this.openList(this.input(parameter));
		for (const name of names) await entries.filter({ hasText: exactly(name) }).click();
		await this.closeList(entries);
	}

	/** The entries that are chosen in such a list. */
	async chosen(parameter: string): Promise<string[]> {
		return await this.input(parameter).locator('.el-tag').allInnerTexts();
	}

	/** Types into a field's box, in place of what is in it. */
	async type(parameter: string, text: string): Promise<void> {
		await typeInto(this.box(parameter), text);
	}

	async turnOn(parameter: string): Promise<void> {
		await this.input(parameter).locator('.el-switch').click();
	}

	async isOn(parameter: string): Promise<boolean> {
		return await this.input(parameter).getByRole('switch').isChecked();
	}

	/**
	 * Lets the value come from an expression.
	 * @param inside what goes between the braces
	 */
	async typeExpression(parameter: string, inside: string): Promise<void> {
		await this.form
			.getByTestId(`${parameter}-parameter-input-options-container`)
			.getByTestId('radio-button-expression')
			.click();
		const editor = this.input(parameter).locator('.cm-content');
		await editor.click();
		await editor.press('ControlOrMeta+A');
		// The editor itself adds the braces that close it.
		await editor.pressSequentially(`{{ ${inside}`);
		await editor.blur();
	}

	/** What the button of a collection offers to add; `collection` is the text on the button. */
	async addable(collection: string): Promise<string[]> {
		const entries = await this.openList(this.adder(collection));
		const names = await entries.allInnerTexts();
		await this.closeList(entries);
		return names;
	}

	/** Adds a field to a collection. */
	async add(collection: string, name: string): Promise<void> {
		await this.chooseFrom(this.adder(collection), name);
	}

	/** Runs the node and the nodes before it, by its button. */
	async execute(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
	}

	/**
	 * The items put out, as the table shows them.
	 * @throws Error with what the output panel says, when the run ended otherwise
	 */
	async table(): Promise<Array<Record<string, string>>> {
		const { output } = this;
		await output.getByTestId('ndv-items-count').waitFor();
		const message = output.getByTestId('node-error-message');
		if (await message.isVisible()) throw new Error(await message.innerText());

		await output.getByTestId('radio-button-table').click();
		const table = output.getByTestId('ndv-data-container').locator('table');
		await table.locator('tbody tr').first().waitFor();
		const names = (await table.locator('thead th').allInnerTexts()).map((text) => text.trim());
		const rows = await table.locator('tbody tr').all();
		return await Promise.all(
			rows.map(async (row) => {
				const values = await row.locator('td').allInnerTexts();
				return Object.fromEntries(
					names.flatMap((name, index) =>
						name === '' ? [] : [[name, values[index]?.trim() ?? '']],
					),
				);
			}),
		);
	}

	private adder(text: string): Locator {
		return this.form
			.getByTestId('collection-parameter-add')
			.or(this.form.locator(OLDER_ADDER))
			.filter({ has: this.page.getByPlaceholder(text, { exact: true }) });
	}

	private async chooseFrom(list: Locator, name: string): Promise<void> {
		const entries = await this.openList(list);
		await entries.filter({ hasText: exactly(name) }).click();
		await entries.first().waitFor({ state: 'hidden' });
	}

	/** Escape would close the whole form. */
	private async closeList(entries: Locator): Promise<void> {
		await this.page.getByTestId('tab-params').click();
		await entries.first().waitFor({ state: 'hidden' });
	}
}

/** An entry by its name, whatever its description says: the two follow each other without a space. */
function exactly(name: string): RegExp {
	return new RegExp(`^\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*($|[A-Z])`);
}
