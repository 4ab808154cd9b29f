import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { operations } from '../../nodes/Trackfinity/operations';
import { codes, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench();

interface Schema {
	type: string;
	properties: Record<string, { type: string }>;
	version: number;
}

/** What n8n serves for an operation: it looks beside the compiled node, by the stored names. */
function schemaOf(operation: string): Schema {
	const folder = join(__dirname, '../../dist/nodes/Trackfinity/__schema__/v1.0.0/customer');
	return JSON.parse(readFileSync(join(folder, `${operation}.json`), 'utf8')) as Schema;
}

const typeOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);

test.each(operations.map(({ value }) => value))(
	'the output of %s is as its schema says',
	async (operation) => {
		const schema = schemaOf(operation);
		const { output } = await workbench.run({
			parameters: parametersFor[operation as keyof typeof parametersFor](),
			items: [{ id: operation === 'delete' ? codes[0] : '191', city: 'Rome' }],
		});

		expect(schema).toMatchObject({ type: 'object', version: 1 });
		expect(output[0]?.json.success).toBe(true);
		for (const [name, value] of Object.entries(output[0]?.json ?? {})) {
			expect([name, schema.properties[name]?.type]).toEqual([name, typeOf(value)]);
		}
	},
);
