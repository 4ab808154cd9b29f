import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import { parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

// Checks take processor time, and simulated time would stand still meanwhile.
const workbench = useWorkbench({ time: 'real' });

const ITEMS = 10_000;
/** What nobody would call at once. */
const TOO_MANY = ITEMS / 2;

const pause = async (milliseconds: number) =>
	await new Promise((resolve) => void setTimeout(resolve, milliseconds));

/** As many items, of which each notes when an expression looks for what it is called. */
function watchedItems(): { items: IDataObject[]; seen: () => number } {
	let seen = 0;
	const items = Array.from({ length: ITEMS }, (_, index) =>
		Object.defineProperty({ id: `C-${index}` } as IDataObject, 'watched', {
			enumerable: true,
			get: () => {
				seen += 1;
				return 'C-1';
			},
		}),
	);
	return { items, seen: () => seen };
}

const onWatched = '={{ $json.watched }}';
const checks: Array<
	[what: string, parameters: INodeParameters, credential: ICredentialDataDecryptedObject]
> = [
	['items', { ...parametersFor.lock(), customerId: onWatched }, {}],
	[
		'settings',
		{
			...parametersFor.lock({ retries: '={{ $json.watched.length }}' }),
			customerId: '={{ $json.id }}',
		},
		{},
	],
	['accounts', parametersFor.lock(), { apiKey: onWatched }],
];

test.each(checks)(
	'a cancel ends the check of 10,000 %s at once',
	async (_what, parameters, credential) => {
		const { sandbox } = workbench;
		const { items, seen } = watchedItems();
		const end = performance.now() + 30_000;
		const canceled = (async () => {
			while (seen() < 500 && performance.now() < end) await pause(5);
		})();
		const { status } = await workbench.run({
			parameters,
			items,
			credentials: { trackfinityApi: { ...sandbox.credentials.trackfinityApi, ...credential } },
			cancelWhen: canceled,
		});
		// n8n doesn't wait for the node.
		for (let before = -1; before !== seen() && seen() < TOO_MANY; await pause(300)) before = seen();

		expect(status).toBe('canceled');
		expect(seen()).toBeGreaterThanOrEqual(500);
		expect(seen()).toBeLessThan(TOO_MANY);
		expect(sandbox.requestCount()).toBe(0);
	},
);
