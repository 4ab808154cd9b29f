import { join } from 'node:path';

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { createEngine, loadPackage, type RunOptions } from '../engine';
import { bareLoop, bareLoopType } from './bareLoop';
import type { Case, Contestant, Measurement } from './cases';
import { serve } from './child';
import { meter } from './meter';

/** One measurement. */
export interface Task {
	contestant: Contestant;
	work: Pick<Case, 'items' | 'parallel'>;
	credential: ICredentialDataDecryptedObject;
}

/** An n8n has been running for days when a workflow starts: its code is compiled and its connections are open. */
const WARM_UP_ITEMS = 500;

serve(async ({ contestant, work, credential }: Task): Promise<Measurement> => {
	const nodePackage = await loadPackage(join(__dirname, '..'));
	const engine = createEngine(nodePackage, { extraNodeTypes: { [bareLoopType]: bareLoop } });
	const customerId = '={{ $json.id }}';
	const nodes: Record<Contestant, Pick<RunOptions, 'parameters' | 'nodeType'>> = {
		node: {
			parameters: {
				operation: 'lock',
				customerId,
				options: { parallelRequests: work.parallel },
			},
		},
		bareLoop: {
			nodeType: bareLoopType,
			parameters: { customerId, parallel: work.parallel },
		},
	};
	const run = async (count: number) => {
		const { output, error } = await engine.run({
			...nodes[contestant],
			items: Array.from({ length: count }, (_, index) => ({ id: String(index + 1) })),
			credentials: { trackfinityApi: credential },
		});
		const done = output.filter(({ json }) => json['success'] === true).length;
		if (error ?? done !== count) {
			throw new Error(`Only ${done} of ${count} items were done. ${error?.message ?? ''}`);
		}
	};
	await run(Math.min(WARM_UP_ITEMS, work.items));
	return await meter(async () => await run(work.items));
});
