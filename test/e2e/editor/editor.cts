import { existsSync } from 'node:fs';
import type { IDataObject, INode } from 'n8n-workflow';
import { chromium, selectors, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { WorkflowFile } from '../../../dev/playground/index.cts';
import type { EndToEnd } from '../support/playground.cts';
import { NodeView } from './nodeView.cts';

/** The name that the Trackfinity node has in the workflows made here. */
export const NODE = 'Trackfinity';

const TRIGGER = 'When clicking ‘Execute workflow’';
const CUSTOMERS = 'Customers';

const browsers = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Tall enough for every form without scrolling. */
const viewport = { width: 1360, height: 1200 };

selectors.setTestIdAttribute('data-test-id');

/** n8n's editor in a browser, used as a person does. */
export class Editor {
	private readonly made: string[] = [];

	constructor(
		private readonly n8n: EndToEnd,
		readonly page: Page,
	) {}

	/** Opens an empty workflow. */
	async openNew(): Promise<void> {
		await this.page.goto(`${this.n8n.url}/workflow/new`);
		await this.page.getByTestId('canvas-add-button').waitFor();
	}

	/** Opens a workflow that n8n holds. */
	async open(workflowId: string): Promise<void> {
		await this.page.goto(`${this.n8n.url}/workflow/${workflowId}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/**
	 * Makes a workflow with a trigger, the items and the Trackfinity node, and opens it.
	 * @param parameters of the node; when left out, those of a node that was just added
	 * @param items what reaches the node; when left out, the trigger's one empty item
	 */
	async openWith(parameters: INode['parameters'] = {}, items?: IDataObject[]): Promise<void> {
		await this.openMade(workflowWith(parameters, items, this.n8n.credentials));
	}

	/** Opens a workflow that is made for it. */
	async openMade(file: WorkflowFile): Promise<void> {
		const workflow = await this.n8n.api.createWorkflow(file);
		this.made.push(workflow.id);
		await this.open(workflow.id);
	}

	/** The node on the canvas. */
	onCanvas(name: string) {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/**
	 * Opens a node's form with a double click, and another where the first had no effect, as a person would: the canvas moves and
	 * makes nodes anew while it fits them into view.
	 */
	async openNode(name = NODE): Promise<NodeView> {
		const node = new NodeView(this.page);
		for (let tries = 0; tries < 5 && !(await node.form.isVisible()); tries++) {
			// Times out where the form has come up in the meantime and covers the node.
			await this.onCanvas(name).dblclick({ timeout: 5_000 }).catch(ignore);
			await node.form.waitFor({ timeout: 5_000 }).catch(ignore);
		}
		await node.opened();
		return node;
	}

	/** Waits until a run of the whole workflow has ended: its nodes carry a mark then. */
	async finished(name = NODE): Promise<void> {
		await this.onCanvas(name).getByTestId('canvas-node-status-success').waitFor();
	}

	/** Removes the workflows made. */
	async cleanUp(): Promise<void> {
		for (const id of this.made.splice(0)) await this.n8n.api.deleteWorkflow(id);
	}
}

/**
 * Gives a test file one browser, logged in; its workflows are removed after each test.
 * @param deviceScaleFactor pixels of a picture for one of the page, so that the pictures are sharp
 */
export function useEditor(n8n: EndToEnd, deviceScaleFactor = 2): { readonly editor: Editor } {
	let browser: Browser;
	let context: BrowserContext;
	let editor: Editor;
	beforeAll(async () => {
		browser = await chromium.launch({
			executablePath: browserProgram(),
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
			],
		});
		context = await browser.newContext({
			viewport,
			deviceScaleFactor,
			colorScheme: 'light',
			reducedMotion: 'reduce',
		});
		await context.addCookies(cookies(n8n));
		context.setDefaultTimeout(30_000);
	});
	beforeEach(async () => {
		editor = new Editor(n8n, await context.newPage());
	});
	afterEach(async () => {
		await editor.page.close();
		await editor.cleanUp();
	});
	afterAll(async () => await browser.close());
	return {
		get editor() {
			return editor;
		},
	};
}

/** What did not happen in time is tried again, and named by what is waited for in the end. */
function ignore(): void {}

function browserProgram(): string {
	const program = browsers.find((file) => existsSync(file));
	if (program !== undefined) return program;
	throw new Error(
		`These tests need Chromium or Chrome (apt-get install chromium). None of these is there: ${browsers.join(', ')}`,
	);
}

function cookies({ url, cookie }: EndToEnd) {
	return cookie.split('; ').map((pair) => {
		const end = pair.indexOf('=');
		return { name: pair.slice(0, end), value: pair.slice(end + 1), url };
	});
}

function workflowWith(
	parameters: INode['parameters'],
	items: IDataObject[] | undefined,
	credentials: EndToEnd['credentials'],
): WorkflowFile {
	const node: INode = {
		id: 'node',
		name: NODE,
		type: 'n8n-nodes-trackfinity.trackfinity',
		typeVersion: 1,
		position: [440, 0],
		parameters,
		credentials: Object.fromEntries(credentials.map(({ id, name, type }) => [type, { id, name }])),
	};
	const trigger: INode = {
		id: 'trigger',
		name: TRIGGER,
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const customers: INode = {
		id: 'customers',
		name: CUSTOMERS,
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		position: [220, 0],
		parameters: { jsCode: `return ${JSON.stringify((items ?? []).map((json) => ({ json })))};` },
	};
	const chain = items === undefined ? [trigger, node] : [trigger, customers, node];
	const connections = Object.fromEntries(
		chain
			.slice(1)
			.map(({ name }, index) => [
				chain[index]?.name ?? '',
				{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
			]),
	);
	return {
		name: 'Test of the form',
		nodes: chain,
		connections,
		settings: { executionOrder: 'v1' },
	};
}
