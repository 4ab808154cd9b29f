import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

import { sleep } from '../../support/runs.cts';
import { SETTINGS } from './servers.cts';
import { stacks, type Stack, type useStacks } from './stacks.cts';

type Stacks = ReturnType<typeof useStacks>;

/** What stands before the Delete service, where it listens, and what makes it pass on the header. */
const SERVERS: Array<[label: string, server: string, setting: string]> = [
	['nginx, to php-fpm', 'nginx', SETTINGS['nginx-setting']],
	['nginx, before another web server', 'nginx-proxy', SETTINGS['nginx-setting']],
	['Apache, to php-fpm', 'apache-fpm', SETTINGS['apache-setting']],
	['Apache with mod_php', 'apache-mod-php', SETTINGS['apache-setting']],
	['lighttpd, to php-fpm', 'lighttpd', ''],
	['HAProxy, to php-fpm', 'haproxy', SETTINGS['haproxy-setting']],
	['HAProxy, before another web server (here lighttpd)', 'haproxy-proxy', ''],
];

/** A row for each server: whether the header arrives, what to choose in the credential, what mends it on the server. */
export async function measureKey({ passes }: Stacks): Promise<string[][]> {
	const arrives = async (server: string, way: string) =>
		await passes('trackfinityDeleteApi', server, way);
	return await Promise.all(
		SERVERS.map(async ([label, server, setting]) => {
			const [header, body, both] = await Promise.all(
				['header', 'body', 'both'].map(async (way) => await arrives(server, way)),
			);
			const mended = setting !== '' && (await arrives(`${server}-set`, 'header'));
			const choices = [both && 'Header and Body', header && 'Header', body && 'Body'];
			const isPassedOn = header ? 'yes' : 'no';
			const remedy = mended ? `\`${setting}\`` : '–';
			return [label, isPassedOn, choices.filter(Boolean).join(', '), remedy];
		}),
	);
}

/** What a request to lock a customer comes to, sent as n8n sends it: one request over a connection. */
async function lock(server: string, customer: string, giveUpAfterMs = 30_000): Promise<string> {
	const sending = request(`${server}/api/customer/lock`, {
		method: 'PATCH',
		headers: {
			'content-type': 'application/x-www-form-urlencoded',
			'api-username': 'stacks',
			'api-key': 'stacks-key',
		},
		agent: false,
		signal: AbortSignal.timeout(giveUpAfterMs),
	});
	sending.end(`customer_id=${customer}`);
	try {
		const [response] = (await once(sending, 'response')) as [IncomingMessage];
		const body = await text(response);
		if (response.statusCode !== 200) return String(response.statusCode);
		if (body === 'true') return '200';
		return 'true'.startsWith(body) ? '200, cut short' : "200, with PHP's words in it";
	} catch {
		return 'connection cut';
	}
}

type Measure = (stacks: Stacks, server: Stack) => Promise<string>;

/** What goes wrong, by the names of ../service/shared.php. */
const meets =
	(trouble: string): Measure =>
	async ({ url, customer }, server) =>
		await lock(url(server), customer(trouble));

const TROUBLES: Array<[label: string, measure: Measure]> = [
	[
		"PHP isn't running",
		async ({ url }, server) =>
			server === 'apache-mod-php' ? '–' : await lock(url(`${server}-down`), '1'),
	],
	["PHP's worker dies before its response, the change made or not", meets('killed-after')],
	["PHP's worker dies mid-response", meets('killed-midway')],
	['PHP takes longer than the server waits', meets('slow')],
	["PHP's fatal error, `display_errors` off", meets('fatal-hidden')],
	["PHP's fatal error, `display_errors` on", meets('fatal-shown')],
	[
		'more requests than the rate limit allows',
		async ({ url }, server) => {
			if (server !== 'nginx' && server !== 'haproxy') return '–';
			await lock(url(`${server}-limited`), '1');
			return await lock(url(`${server}-limited`), '1');
		},
	],
	[
		'n8n gives up waiting',
		async ({ url, customer, applied }, server) => {
			const slow = customer('slow');
			await lock(url(server), slow, 300);
			await sleep(4_500);
			return applied().includes(slow) ? 'the change is made' : 'the change is dropped';
		},
	],
];

/** A row for each trouble: what a request comes to at each server. */
export async function measureTroubles(all: Stacks): Promise<string[][]> {
	return await Promise.all(
		TROUBLES.map(async ([label, measure]) => [
			label,
			...(await Promise.all(stacks.map(async (server) => await measure(all, server)))),
		]),
	);
}
