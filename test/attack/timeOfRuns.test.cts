import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

import { hostileBodies } from '../support/hostileBodies.cts';
import { processorUse } from '../support/processorTime.cts';
import { listen } from '../support/rawServer.cts';
import { deletedXml } from '../support/responses.cts';
import { itemsFor, manyIds, outcomesOf, parametersFor } from '../support/runs.cts';
import { useWorkbench } from '../support/workbench.cts';

const workbench = useWorkbench({ time: 'real' });

const AT_ONCE = 50;

/** Longer than requests that were started together take to arrive. */
const PATIENCE_MS = 30;

/**
 * In processor time, so that other tests beside this one change little. Both are several times what so many requests and
 * bodies take, and less than it takes to read the bodies slowly, or one after the other without a turn for anybody else.
 */
const MOST_MS = 1_500;
const LONGEST_STRETCH_MS = 400;

let body = '';
let server: Server;
let url = '';

beforeAll(async () => {
	const waiting: Array<() => void> = [];
	let timer: NodeJS.Timeout | undefined;
	let count = 0;
	const respondToAll = () => {
		clearTimeout(timer);
		for (const respond of waiting.splice(0)) respond();
	};
	server = createServer((request, response) => {
		let received = '';
		request.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
		request.on('end', () => {
			const at = count++;
			waiting.push(() => respondTo(new URLSearchParams(received), at, response));
			clearTimeout(timer);
			timer = setTimeout(respondToAll, PATIENCE_MS);
			if (waiting.length === AT_ONCE) respondToAll();
		});
	});
	url = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

/** Where nothing but hostile bodies comes, the service would be left alone. */
function respondTo(form: URLSearchParams, at: number, response: ServerResponse): void {
	const code = form.get('code');
	const isYes = at % 5 === 0;
	response.writeHead(isYes || at % 2 === 0 ? 200 : 400, { 'retry-after': '0' });
	response.end(isYes ? (code === null ? 'true' : deletedXml(code)) : body);
}

test.each(Object.entries(hostileBodies))(
	'64 KiB of %s, fifty at a time',
	async (_what, hostile) => {
		body = hostile;
		const { trackfinityApi, trackfinityDeleteApi } = workbench.sandbox.credentials;
		const credentials = {
			trackfinityApi: { ...trackfinityApi, baseUrl: url },
			trackfinityDeleteApi: { ...trackfinityDeleteApi, url },
		};
		const options = { parallelRequests: AT_ONCE, retries: 0 };
		for (const parameters of [
			{ ...parametersFor.setDetails(options), fields: { password: 'geheim & 7' } },
			{ ...parametersFor.delete(options), safetyLimit: 0 },
		]) {
			const { totalMs, longestStretchMs } = await processorUse(async () => {
				const { output } = await workbench.run({
					parameters,
					items: itemsFor(manyIds(AT_ONCE)),
					onError: 'continueRegularOutput',
					credentials,
				});
				expect(outcomesOf(output).filter((outcome) => outcome === 'notSent')).toEqual([]);
			});
			expect(longestStretchMs).toBeLessThan(LONGEST_STRETCH_MS);
			expect(totalMs).toBeLessThan(MOST_MS);
		}
	},
);
