import type { INodeParameters } from 'n8n-workflow';

import type { RunResult } from '../../dev/engine/index.cts';
import { encodings } from './encodings.cts';
import { credentialsWith, type modes, parametersFor } from './runs.cts';
import type { Workbench } from './workbench.cts';

/** Longer runs of a secret than this are nowhere to be seen. */
const FRAGMENT = 8;

/** Keys of every sort that a header carries as they are. */
export const keys = [
	'44b5498dbcb481a0d00b404c0169af62',
	'k(e.*y)+[a-z]{2,}$^|\\d?/"<&\'> =%2B~!#;',
	'a+b c%20d/e=f&g',
	"$& $1 $` $' \\u0041 %41 &amp;",
];

/** A run over one item, with a secret in its credential or its parameters. */
export interface SecretRun {
	operation: 'lock' | 'setDetails' | 'delete';
	/** Of both credentials. */
	apiKey?: string;
	/** Whether the key travels in the body; the delete service only. */
	inBody?: boolean;
	onError?: (typeof modes)[number];
	/** More parameters than the operation's usual ones. */
	parameters?: INodeParameters;
	options?: INodeParameters;
}

/** Carries such a run out against the sandbox. */
export async function runWith(
	workbench: Workbench,
	{ operation, apiKey, inBody, onError, parameters, options }: SecretRun,
): Promise<RunResult> {
	const key = apiKey === undefined ? {} : { apiKey };
	const sendApiKeyIn = inBody ? 'body' : 'header';
	return await workbench.run({
		parameters: { ...parametersFor[operation]({ retries: 0, ...options }), ...parameters },
		items: [{ id: '191', city: 'Rome' }],
		...(onError && { onError }),
		credentials: credentialsWith(workbench.sandbox, { ...key, sendApiKeyIn }),
	});
}

/** Expects a secret to be in a text in no way of writing it. */
export function expectHidden(shown: string, secret: string): void {
	const written = Object.values(encodings).map((encode) => encode(secret));
	expect(written.filter((text) => shown.includes(text))).toEqual([]);
}

/** Expects no longer part of a secret to be in a text either. */
export function expectNoFragment(shown: string, secret: string): void {
	const fragments = Array.from({ length: secret.length - FRAGMENT + 1 }, (_, start) =>
		secret.slice(start, start + FRAGMENT),
	);
	expect(fragments.filter((fragment) => shown.includes(fragment))).toEqual([]);
}
