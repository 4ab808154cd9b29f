import type { Locator, Page } from 'playwright-core';
import { closesCredentials } from '../support/olderN8n.cts';
import { type NodeView, typeInto } from './nodeView.cts';

/** The form of a credential, opened from a node's form. */
export class CredentialForm {
	private readonly window: Locator;
	/** The text that n8n shows for a test that went well. */
	readonly success: Locator;
	/** The fields, from the notice on. */
	private readonly fields: Locator;

	constructor(private readonly page: Page) {
		this.window = page.getByTestId('editCredential-modal');
		this.success = this.window.getByTestId('credentials-config-container-test-success');
		this.fields = this.window.getByTestId('credential-connection-parameter');
	}

	/** Opens an empty form for the credential that the node needs now. */
	async create({ form }: NodeView): Promise<void> {
		await form.getByTestId('node-credentials-select').click();
		const entry = this.page.getByTestId('node-credentials-select-item-new');
		await entry.filter({ visible: true }).click();
		await this.fields.first().waitFor();
	}

	/** Opens the credential that the node has. */
	async edit({ form }: NodeView): Promise<void> {
		await form.getByTestId('credential-edit-button').click();
		await this.fields.first().waitFor();
	}

	box(field: string): Locator {
		return this.window.getByTestId(`parameter-input-${field}`).locator('input').first();
	}

	async type(field: string, text: unknown): Promise<void> {
		await typeInto(this.box(field), String(text));
	}

	/** Saves it, which makes n8n test it. */
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
