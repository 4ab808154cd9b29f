import { existsSync } from 'node:fs';
import type { IDataObject, INode } from 'n8n-workflow';
import { chromium, selectors, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { bindCredentials, type WorkflowFile } from '../../../dev/playground/index.cts';
import type { EndToEnd } from '../support/playground.cts';
import { chain, node, ourNode, start, TRACKFINITY } from '../support/workflows.cts';
import { NodeView } from './nodeView.cts';

const browsers = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const browserOptions =
	'--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Tall enough for every form without scrolling. */
const viewport = { width: 1360, height: 1200 };
const looks = { viewport, colorScheme: 'light', reducedMotion: 'reduce' } as const;

selectors.setTestIdAttribute('data-test-id');

/** n8n's editor in a browser, used as a person does. */
export class Editor {
	/** The tab of the test that runs. */
	page!: Page;
	private made: string[] = [];

	constructor(private readonly n8n: EndToEnd) {}

	/** Closes the tab and removes the workflows made. */
	async end(): Promise<void> {
		await this.page.close();
		for (const id of this.made.splice(0)) await this.n8n.api.deleteWorkflow(id);
	}

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

	/** Opens a workflow that is made of these nodes, one behind the other. */
	async openChain(nodes: INode[]): Promise<void> {
		const file: WorkflowFile = {
			name: 'Test of the editor',
			nodes: nodes.map((one, index) => ({ ...one, position: [220 * index, 0] })),
			connections: chain(...nodes.map(({ name }) => name)),
			settings: { executionOrder: 'v1' },
		};
		const { api, credentials } = this.n8n;
		const { id } = await api.createWorkflow(bindCredentials(file, credentials));
		this.made.push(id);
		await this.open(id);
	}

	/**
	 * Makes a workflow with a trigger, the items and the Trackfinity node, opens it and then the node.
	 * @param parameters of the node; when left out, those of a node that was just added
	 * @param items what reaches the node; when left out, the trigger's one empty item
	 */
	async openOurNode(
		parameters: INode['parameters'] = {},
		items?: IDataObject[],
	): Promise<NodeView> {
		const ours = ourNode({ parameters });
		await this.openChain(items === undefined ? [start, ours] : [start, codeNode(items), ours]);
		return await this.openNode();
	}

	/** The node on the canvas. */
	onCanvas(name: string) {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/**
	 * Opens a node's form with a double click, and another where the first had no effect, as a person would: the canvas moves and
	 * makes nodes anew while it fits them into view.
	 */
	async openNode(name = TRACKFINITY): Promise<NodeView> {
		const view = new NodeView(this.page);
		for (let tries = 0; tries < 5 && !(await view.form.isVisible()); tries++) {
			// Times out where the form has come up in the meantime and covers the node.
			await this.onCanvas(name).dblclick({ timeout: 5_000 }).catch(ignore);
			await view.form.waitFor({ timeout: 5_000 }).catch(ignore);
		}
		await view.form.getByTestId('parameter-item').first().waitFor();
		return view;
	}

	/** Runs the whole workflow, and waits until it has ended: its nodes carry a mark then. */
	async execute(lastNode = TRACKFINITY): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').first().click();
		await this.onCanvas(lastNode).getByTestId('canvas-node-status-success').waitFor();
	}
}

/** A node that gives out these items. */
export function codeNode(items: IDataObject[]): INode {
	const jsCode = `return ${JSON.stringify(items.map((json) => ({ json })))};`;
	return node('Customers', 'n8n-nodes-base.code', 2, { jsCode });
}

/**
 * Gives a test file one browser, logged in, with a tab for each test.
 * @param deviceScaleFactor pixels of a picture for one of the page, so that the pictures are sharp
 */
export function useEditor(n8n: EndToEnd, deviceScaleFactor = 2): Editor {
	const editor = new Editor(n8n);
	let browser: Browser;
	let context: BrowserContext;
	beforeAll(async () => {
		browser = await chromium.launch({
			executablePath: browserProgram(),
			args: browserOptions.split(' '),
		});
		context = await browser.newContext({ ...looks, deviceScaleFactor });
		const cookies = n8n.cookie.split('; ').map((pair) => {
			const [name = '', ...value] = pair.split('=');
			return { name, value: value.join('='), url: n8n.url };
		});
		await context.addCookies(cookies);
		context.setDefaultTimeout(30_000);
	});
	beforeEach(async () => {
		editor.page = await context.newPage();
	});
	afterEach(async () => await editor.end());
	afterAll(async () => await browser.close());
	return editor;
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
