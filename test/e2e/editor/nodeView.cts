import type { Locator, Page } from 'playwright-core';

/** The button of a collection in n8n 1.123, which has no test ID there. */
const OLDER_ADDER = '.add-option';

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

/** The opened form of a node, with its input and output beside it. */
export class NodeView {
	/** The fields. */
	readonly form: Locator;
	readonly output: Locator;
	/** What the output panel says of a run that ended with an error. */
	readonly message: Locator;
	readonly description: Locator;
	/** Above the fields: the tabs and the button that runs the node. */
	readonly header: Locator;

	constructor(private readonly page: Page) {
		this.form = page.getByTestId('node-parameters');
		this.output = page.getByTestId('output-panel');
		this.message = this.output.getByTestId('node-error-message');
		this.description = this.output.getByTestId('node-error-description');
		this.header = page.getByTestId('tab-params').or(page.getByTestId('node-execute-button'));
	}

	/** The fields that the input panel expects of a node before this one that never ran, in no order. */
	async previewedFields(): Promise<string[]> {
		const panel = this.page.getByTestId('ndv-input-panel');
		await panel.getByTestId('schema-preview-warning').waitFor();
		return await panel.getByTestId('run-data-schema-node-name').allInnerTexts();
	}

	async close(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.form.waitFor({ state: 'hidden' });
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
	private async openList(list: Locator): Promise<Locator> {
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
		// Escape would close the whole form.
		await this.page.getByTestId('tab-params').click();
		await entries.first().waitFor({ state: 'hidden' });
	}

	/** The entries that are chosen in such a list. */
	async chosen(parameter: string): Promise<string[]> {
		return await this.input(parameter).locator('.el-tag').allInnerTexts();
	}

	/** Types into a field's box, in place of what is in it. */
	async type(parameter: string, text: string): Promise<void> {
		await typeInto(this.box(parameter), text);
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

	/** Adds fields to a collection. */
	async add(collection: string, ...names: string[]): Promise<void> {
		const adder = this.form
			.getByTestId('collection-parameter-add')
			.or(this.form.locator(OLDER_ADDER))
			.filter({ has: this.page.getByPlaceholder(collection, { exact: true }) });
		for (const name of names) await this.chooseFrom(adder, name);
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
		if (await this.message.isVisible()) throw new Error(await this.message.innerText());

		await output.getByTestId('radio-button-table').click();
		const table = output.getByTestId('ndv-data-container').locator('table');
		await table.locator('tbody tr').first().waitFor();
		const names = (await table.locator('thead th').allInnerTexts()).map((text) => text.trim());
		const rows = await table.locator('tbody tr').all();
		return await Promise.all(
			rows.map(async (row) => {
				const values = await row.locator('td').allInnerTexts();
				const named = names.map((name, index) => [name, values[index]?.trim() ?? ''] as const);
				return Object.fromEntries(named.filter(([name]) => name !== ''));
			}),
		);
	}

	private async chooseFrom(list: Locator, name: string): Promise<void> {
		const entries = await this.openList(list);
		await entries.filter({ hasText: exactly(name) }).click();
		await entries.first().waitFor({ state: 'hidden' });
	}
}

/** An entry by its name, whatever its description says: the two follow each other without a space. */
function exactly(name: string): RegExp {
	return new RegExp(`^\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*($|[A-Z])`);
}
