import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { RunOptions } from '../../dev/engine/index.cts';
import type { Sandbox } from '../../sandbox/index.cts';
import { codes, customers } from './customers.cts';
import { type FormOperation, operations } from './operations.cts';
import type { Workbench } from './workbench.cts';

export * from './customers.cts';
export * from './outcomes.cts';

/** Parameters for each operation, as the form of the built node has it. A new one is added here by its name. */
export const parametersFor = Object.fromEntries(
	operations.map(({ value, parameters }) => [value, parameters]),
) as Record<'forget' | 'lock' | 'unlock' | 'setDetails' | 'delete', FormOperation['parameters']>;

/** The values of On Error under which a run goes on after a failure. */
export const continueModes = ['continueRegularOutput', 'continueErrorOutput'] as const;

/** The values of On Error. */
export const modes = ['stopWorkflow', ...continueModes] as const;

/** For the options: one request after the other, each sent once. */
export const oneByOne = { parallelRequests: 1, retries: 0 };

/** How a run takes failures. */
export const stops = { onError: 'stopWorkflow' } as const;
export const continues = { onError: 'continueRegularOutput' } as const;

/** Both credentials of the sandbox, with these changes. */
export function credentialsWith({ credentials }: Sandbox, changes: object) {
	const { trackfinityApi, trackfinityDeleteApi } = credentials;
	return {
		trackfinityApi: { ...trackfinityApi, ...changes },
		trackfinityDeleteApi: { ...trackfinityDeleteApi, ...changes },
	};
}

/** The same, for services at another address. */
export function credentialsAt(sandbox: Sandbox, url: string, changes: object = {}) {
	return credentialsWith(sandbox, { baseUrl: url, url, ...changes });
}

/** What becomes of one item, whose customer the sandbox has, past failures. */
export async function runOne(
	workbench: Workbench,
	operation: keyof typeof parametersFor,
	options: INodeParameters = {},
	others: Partial<Omit<RunOptions, 'batches'>> = {},
): Promise<INodeExecutionData | undefined> {
	const { output } = await workbench.run({
		parameters: parametersFor[operation](options),
		items: [{ id: (operation === 'delete' ? codes[0] : customers[0]) ?? '', city: 'Bonn' }],
		onError: 'continueRegularOutput',
		...others,
	});
	return output[0];
}

/** n8n's own Retry On Fail, which runs the whole node again, without its wait. */
export function tries(maxTries: number): Pick<RunOptions, 'node'> {
	return { node: { retryOnFail: true, maxTries, waitBetweenTries: 1 } };
}

/** Resolves once `condition` holds, or when no test that waits for it can still be running. */
export async function until(condition: () => boolean): Promise<void> {
	const end = performance.now() + 20_000;
	while (!condition()) {
		if (performance.now() > end) throw new Error(`It never came to this: ${condition}`);
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
}

/** Lets so much time pass, in the test's own time. */
export async function sleep(milliseconds: number): Promise<void> {
	await new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
