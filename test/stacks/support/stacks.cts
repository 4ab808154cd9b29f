import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeParameters } from 'n8n-workflow';

import { createEngine, loadPackage, testCredential } from '../../../dev/engine/index.cts';
import type { NodePackage, RunResult } from '../../../dev/engine/index.cts';
import { continues, itemsFor } from '../../support/runs.cts';
import { startServers, type Servers } from './servers.cts';

/** Each is a way to serve PHP: by the name of its file in ../servers. */
export const stacks = ['nginx', 'apache-fpm', 'apache-mod-php', 'lighttpd', 'haproxy'] as const;
export type Stack = (typeof stacks)[number];

type CredentialType = 'trackfinityApi' | 'trackfinityDeleteApi';

/** Gives a test file the running servers, and the built node on n8n's engine to talk to them. Time is real. */
export function useStacks() {
	let servers: Servers | undefined;
	let nodePackage: NodePackage | undefined;
	beforeAll(async () => {
		servers = await startServers();
		nodePackage = await loadPackage(join(__dirname, '..', '..', '..'));
	});
	afterAll(async () => await servers?.stop());

	const started = () => {
		if (!servers || !nodePackage) throw new Error('The servers are only there inside of tests');
		return { servers, nodePackage };
	};
	const credentials = (server: string, sendApiKeyIn = 'both', apiKey = 'stacks-key') => {
		const url = started().servers.url(server);
		return {
			trackfinityApi: { baseUrl: url, username: 'stacks', apiKey },
			trackfinityDeleteApi: {
				...{ url: `${url}/api.php`, userId: 'stacks', accountId: 'greatwidgets' },
				...{ apiKey, sendApiKeyIn },
			},
		};
	};
	const remembered = <T,>(file: string): T[] =>
		readFileSync(join(started().servers.state, file), 'utf8')
			.split('\n')
			.filter(Boolean)
			.map((line) => JSON.parse(line) as T);

	let named = 0;
	return {
		/** A customer whom a trouble of ../service/shared.php befalls, and nobody else. */
		customer: (trouble: string): string => `${trouble}-${++named}`,
		url: (server: string): string => started().servers.url(server),
		/** Whether n8n's test of a credential passes. */
		async passes(type: CredentialType, ...how: Parameters<typeof credentials>): Promise<boolean> {
			const data = credentials(...how)[type];
			return (await testCredential(started().nodePackage, type, data)).status === 'OK';
		},
		async run(server: string, parameters: INodeParameters, ids: string[]): Promise<RunResult> {
			const engine = createEngine(started().nodePackage);
			const how = { credentials: credentials(server), ...continues };
			return await engine.run({ parameters, items: itemsFor(ids), ...how });
		},
		/** Gives the Delete service these customers. */
		addCustomers(codes: readonly string[], email = ''): void {
			for (const code of codes) {
				writeFileSync(join(started().servers.state, 'loyalty', code), email);
			}
		},
		/** All requests that PHP got, in order: the endpoint or type, and the fields. */
		requests: () => remembered<{ what: string; form: Record<string, string> }>('requests'),
		/** Who was changed or deleted, in order. */
		applied: () => remembered<{ customer: string }>('applied').map(({ customer }) => customer),
	};
}
