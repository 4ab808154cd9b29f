import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode, INodeTypeDescription } from 'n8n-workflow';
import { examplesFolder, repositoryFolder } from '../../dev/playground/paths.cts';
import { readExample } from './support/examples.cts';
import { useN8n } from './support/playground.cts';

const n8n = useN8n();
const readme = readFileSync(path.join(repositoryFolder, 'README.md'), 'utf8').split('\n');
const examples = readdirSync(examplesFolder).filter((file) => file.endsWith('.json'));

let version: string;
let types: INodeTypeDescription[];

beforeAll(async () => {
	version = await n8n.api.version();
	types = await n8n.api.nodeTypes();
});

test("the version of this n8n is in the README's compatibility table", () => {
	expect(version.startsWith(process.env['COMPAT'] ?? '')).toBe(true);
	expect(readme.filter((line) => line.startsWith(`| ${version} `))).toHaveLength(1);
});

test.each(examples)(
	'this n8n has every node of the example %s, or the README says that it needs a newer one',
	async (file) => {
		const { name, nodes } = await readExample(file);
		expect(n8n.workflows.map((workflow) => workflow.name)).toContain(name);
		expect(nodes.filter((node) => !isKnown(node)).map(nameOf)).toEqual(
			needsNewer(file) ? expect.arrayContaining([expect.any(String)]) : [],
		);
	},
);

function isKnown({ type, typeVersion }: INode): boolean {
	return types.some(({ name, version }) => name === type && [version].flat().includes(typeVersion));
}

const nameOf = ({ type, typeVersion }: INode) => `${type} ${typeVersion}`;

/** Whether the README's line for an example says that it runs from a later n8n on. */
function needsNewer(file: string): boolean {
	const line = readme.find((one) => one.startsWith('|') && one.includes(`(examples/${file})`));
	expect(line).toBeDefined();
	const from = /from n8n (\d+\.\d+)/.exec(line ?? '')?.[1];
	return from !== undefined && compare(version, from) < 0;
}

const { compare } = new Intl.Collator('en', { numeric: true });
