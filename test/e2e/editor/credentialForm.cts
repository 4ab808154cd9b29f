import type { Locator, Page } from 'playwright-core';
import { closesCredentials } from '../support/olderN8n.cts';
import type { NodeView } from './nodeView.cts';
import { typeInto } from './typing.cts';

/** The form of a credential, opened from a node's form. */
export class CredentialForm {
	readonly window: Locator;
	/** The text that n8n shows for a test that went well. */
	readonly success: Locator;
	/** The fields, from the notice on. */
	readonly fields: Locator;

	private constructor(page: Page) {
		this.window = page.getByTestId('editCredential-modal');
		this.success = this.window.getByTestId('credentials-config-container-test-success');
		this.fields = this.window.getByTestId('credential-connection-parameter');
	}

	/** Opens an empty form for the credential that the node needs now. */
	static async create(page: Page, node: NodeView): Promise<CredentialForm> {
		await node.form.getByTestId('node-credentials-select').click();
		await page.getByTestId('node-credentials-select-item-new').filter({ visible: true }).click();
		const form = new CredentialForm(page);
		await form.fields.first().waitFor();
		return form;
	}

	/** Opens the credential that the node has. */
	static async edit(page: Page, node: NodeView): Promise<CredentialForm> {
		await node.form.getByTestId('credential-edit-button').click();
		const form = new CredentialForm(page);
		await form.fields.first().waitFor();
		return form;
	}

	/** The labels of the fields, from top to bottom; those to fill in end with a star. */
	async labels(): Promise<string[]> {
		// In n8n 1.123, each field has the switch between fixed value and expression, two labels as well.
		const texts = await this.fields.locator('label:not([role="radio"])').allInnerTexts();
		return texts.map((text) => text.split('\n', 1).join('').trim());
	}

	/** The texts of the notices; n8n 1.123 and 2.20 have one of their own, about the documentation. */
	async notices(): Promise<string[]> {
		return await this.window.getByRole('alert').filter({ visible: true }).allInnerTexts();
	}

	/** What a picture shows: from the name of the credential to the last field that is not n8n's own. */
	get shown() {
		const name = this.window
			.getByTestId('credential-edit-dialog')
			.or(this.window.locator('header'));
		return {
			parts: [name.first(), this.window.getByTestId('parameter-input-allowInsecure')],
			within: this.window,
		};
	}

	box(field: string): Locator {
		return this.window.getByTestId(`parameter-input-${field}`).locator('input').first();
	}

	async type(field: string, text: string): Promise<void> {
		await typeInto(this.box(field), text);
	}

	/** Saves, which makes n8n test it. */
	async save(): Promise<void> {
		await this.window.getByTestId('credential-save-button').click();
	}

	/** Waits for a test that does not go well, and gives all that the form says then. */
	async reason(): Promise<string> {
		await this.window.getByText('More details').click();
		return await this.window.getByTestId('node-credentials-config-container').innerText();
	}

	/** Waits until the test has gone well and the form is closed, which n8n 2.41 does by itself. */
	async closed(): Promise<void> {
		if (!closesCredentials) {
			await this.success.waitFor();
			await this.window.locator('.el-dialog__headerbtn').click();
		}
		await this.window.waitFor({ state: 'hidden' });
	}
}
