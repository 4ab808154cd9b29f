import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { deletedXml, foundForms, refusedXml } from '../../test/support/responses.cts';
import { hostileBodies } from './hostileBodies.cts';
import type { Figures, Setup, Task, Work } from './probe.cts';

/*
 * What a run costs besides its time beside a bare loop: memory, stalls, and time beside another version of the node. Each
 * figure is a line of the table with what was promised. A missed promise fails the process with --strict only, since most
 * figures need a quiet machine.
 */

const OWN_PACKAGE = resolve(__dirname, '..', '..');
const NODE = 'Trackfinity node';
const BARE_LOOP = 'Bare loop';
const OTHER = 'Other version';

const { values } = parseArgs({
	strict: false,
	options: {
		quick: { type: 'boolean' },
		only: { type: 'string', multiple: true },
		against: { type: 'string' },
		strict: { type: 'boolean' },
	},
});
const isQuick = values.quick === true;
const isStrict = values.strict === true;
const other = typeof values.against === 'string' ? resolve(values.against) : undefined;
const only = (values.only ?? []).map(String);

/** Whether a part of the benchmark was asked for: all of them, unless some are named. */
export function isWanted(part: string): boolean {
	return only.length === 0 || only.includes(part);
}

interface Response {
	status: number;
	body: string;
	/** Its Content-Type. */
	type?: string;
}

/** Both services: what a request gets depends on how many came before it, and on whether it is one of the Delete service. */
type Respond = (index: number, form: () => URLSearchParams) => Response;

interface Services {
	credentials: Setup['credentials'];
	respond: Respond;
	/** How long each response takes. */
	latencyMs: number;
	/** How many requests came since the responses were last changed. */
	count: number;
	close: () => void;
}

const confirmed: Response = { status: 200, body: 'true' };

/** Stands in for both services, in this process, so that its work and its memory are not those of the one that is measured. */
async function startServices(): Promise<Services> {
	const server = createServer((request, response) => {
		let received = '';
		request.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
		request.on('end', () => {
			const {
				status,
				body,
				type = 'text/plain',
			} = services.respond(services.count++, () => new URLSearchParams(received));
			response.writeHead(status, { 'retry-after': '0', 'content-type': type });
			if (services.latencyMs === 0) response.end(body);
			else setTimeout(() => response.end(body), services.latencyMs);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const apiKey = '44b5498dbcb481a0d00b404c0169af62';
	const services: Services = {
		credentials: {
			trackfinityApi: { baseUrl: url, username: 'bench', apiKey, allowInsecure: false },
			trackfinityDeleteApi: {
				url,
				userId: 'bench',
				apiKey,
				accountId: 'bench',
				sendApiKeyIn: 'header',
				allowInsecure: false,
			},
		},
		respond: () => confirmed,
		latencyMs: 0,
		count: 0,
		close: () => void server.close(),
	};
	return services;
}

/** A process that runs contestants, which are in the same state each time: their code is compiled. */
class Probe {
	private constructor(private readonly child: ChildProcess) {}

	static async start(
		services: Services,
		names: readonly string[],
		...warmUp: Array<Partial<Work>>
	): Promise<Probe> {
		const usual: Work = { operation: 'lock', items: isQuick ? 200 : 1_000, parallel: 5 };
		const roots = { [NODE]: OWN_PACKAGE, [OTHER]: other, [BARE_LOOP]: null };
		const setup: Setup = {
			contestants: Object.fromEntries(
				Object.entries(roots).filter(
					(entry): entry is [string, string | null] =>
						names.includes(entry[0]) && entry[1] !== undefined,
				),
			),
			credentials: services.credentials,
			warmUp: warmUp.length === 0 ? [usual] : warmUp.map((work) => ({ ...usual, ...work })),
		};
		const child = fork(`${__dirname}/probe.cts`, [JSON.stringify(setup)], {
			execArgv: [...process.execArgv, '--expose-gc'],
		});
		// It has said why by then.
		child.once('exit', (code) => code !== null && process.exit(code));
		await once(child, 'message');
		return new Probe(child);
	}

	async run(contestant: string, work: Work): Promise<Figures> {
		const task: Task = { contestant, work };
		this.child.send(task);
		const [figures] = (await once(this.child, 'message')) as [Figures];
		console.error(
			`${contestant}, ${work.items.toLocaleString('en')} × ${work.operation}: ${(figures.milliseconds / 1000).toFixed(2)} s, longest stall ${figures.longestStallMs.toFixed(0)} ms (load average ${loadavg()[0]?.toFixed(1)})`,
		);
		return figures;
	}

	end(): void {
		this.child.kill();
	}
}

/** A line of the table. */
interface Line {
	what: string;
	contestant: string;
	figure: string;
	/** What was promised of it, and whether that holds. */
	promise?: { text: string; isKept: boolean };
}

/** Runs contestants in turns, so that whatever else the machine does hits all alike. */
async function inTurns(
	probe: Probe,
	names: readonly string[],
	rounds: number,
	work: Work,
): Promise<Map<string, Figures[]>> {
	const results = new Map(names.map((name): [string, Figures[]] => [name, []]));
	for (let round = 0; round < rounds; round++) {
		for (const name of round % 2 === 0 ? names : names.toReversed()) {
			const figures = await probe.run(name, work);
			results.get(name)?.push(figures);
		}
	}
	return results;
}

function median(numbers: readonly number[]): number {
	const sorted = numbers.toSorted((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

const medianOf = (figures: readonly Figures[] | undefined, of: keyof Figures) =>
	median((figures ?? []).map((one) => one[of]));

const atMost = (maximum: number, value: number, unit: string) => ({
	text: `at most ${maximum.toLocaleString('en')} ${unit}`,
	isKept: value <= maximum,
});

const count = (value: number) => Math.round(value).toLocaleString('en');

function allDone(results: ReadonlyMap<string, readonly Figures[]>, items: number): void {
	for (const [name, figures] of results) {
		if (figures.some(({ done }) => done !== items)) throw new Error(`${name} left items undone`);
	}
}

/** The other version, where one was named, is measured beside ours. */
const ours = other === undefined ? [NODE] : [NODE, OTHER];

/** What a run keeps in memory, beside the bare loop, which puts out the same items. */
async function memoryOfRun(services: Services): Promise<Line[]> {
	const items = isQuick ? 5_000 : 20_000;
	const names = [...ours, BARE_LOOP];
	const probe = await Probe.start(services, names);
	const work: Work = { operation: 'lock', items, parallel: 5, looksAtMemory: true };
	const results = await inTurns(probe, names, isQuick ? 1 : 3, work);
	probe.end();
	allDone(results, items);
	const bare = medianOf(results.get(BARE_LOOP), 'endBytes');
	return names.map((contestant) => {
		const end = medianOf(results.get(contestant), 'endBytes');
		const most = medianOf(results.get(contestant), 'mostBytes');
		const ratio = end / bare;
		const isBare = contestant === BARE_LOOP;
		return {
			what: `Memory of a run: ${count(items)} locks`,
			contestant,
			figure: `${count(end / items)} bytes per item${isBare ? '' : `, ${ratio.toFixed(2)} times the bare loop's`} (at the most ${count(most / items)})`,
			...(contestant === NODE && { promise: atMost(1.7, ratio, 'times') }),
		};
	});
}

/** Long responses of each kind whose words an item shows: a yes, and noes in XML and in plain text. */
const longResponses: Array<[what: string, Work['operation'], Respond]> = [
	[
		'locks with a message',
		'lock',
		() => ({
			status: 200,
			body: JSON.stringify({ result: true, message: 'Done '.repeat(13_000) }),
		}),
	],
	[
		'noes in XML',
		'delete',
		// In other words each time, or the run would end.
		(index) => ({ status: 200, body: refusedXml(`${index} ${'No way '.repeat(9_000)}`) }),
	],
	[
		'noes in text',
		'delete',
		(index) => ({ status: 400, body: `${index} ${'No way '.repeat(9_000)}` }),
	],
];

/** Whether a finished item keeps the response, of which it shows 500 characters. */
async function memoryOfFinished(services: Services): Promise<Line[]> {
	const items = isQuick ? 2_000 : 10_000;
	const lines: Line[] = [];
	for (const [what, operation, respond] of longResponses) {
		services.respond = () => confirmed;
		const probe = await Probe.start(services, ours);
		services.respond = respond;
		services.count = 0;
		const work: Work = { operation, items, parallel: 5, looksAtMemory: true };
		const results = await inTurns(probe, ours, 1, work);
		probe.end();
		if (operation === 'lock') allDone(results, items);
		if (services.count < items * ours.length) throw new Error('The service was left alone');
		for (const contestant of ours) {
			const most = medianOf(results.get(contestant), 'mostBytes');
			lines.push({
				what: `Memory of finished items: ${count(items)} ${what}, 500 of 65,000 characters`,
				contestant,
				figure: `${count(most / 2 ** 20)} MB, ${count(most / items)} bytes per item`,
				// The promise has no number. This is room for the text in characters of two bytes, and for a run's items twice over.
				...(contestant === NODE && { promise: atMost(4_000, most / items, 'bytes per item') }),
			});
		}
	}
	return lines;
}

/** Every fifth response says yes, so that the node goes on calling, and the others come with a no or with status 200. */
function hostile(response: Omit<Response, 'status'>): Respond {
	return (index, form) => {
		if (index % 5 > 0) return { status: index % 2 === 0 ? 200 : 400, ...response };
		const code = form().get('code');
		return code === null ? confirmed : { status: 200, body: deletedXml(code) };
	};
}

/** Made to be read slowly, by name: bodies, and headers, of which Node.js takes less. */
const hostileResponses: Array<[name: string, response: Omit<Response, 'status'>]> = [
	...Object.entries(hostileBodies()).map(([name, body]): [string, { body: string }] => [
		`64 KiB of ${name}`,
		{ body },
	]),
	...[';', '; a', '; a="', ' '].map((unit): [string, Omit<Response, 'status'>] => [
		`a Content-Type of '${unit}'`,
		{ body: 'No', type: `text/plain; charset${unit.repeat(12_000 / unit.length)}` },
	]),
];

/** The longest stalls with responses that are made for them. */
async function stallsWithBodies(services: Services): Promise<Line[]> {
	const items = isQuick ? 50 : 200;
	const lines: Line[] = [];
	for (const contestant of ours) {
		const probe = await Probe.start(services, [contestant], { parallel: 50 });
		let longest = 0;
		for (const [name, response] of hostileResponses) {
			const stalls: number[] = [];
			for (const operation of ['setDetails', 'delete'] as const) {
				services.respond = hostile(response);
				services.count = 0;
				const work: Work = { operation, items, parallel: 50 };
				const results = await inTurns(probe, [contestant], isQuick ? 1 : 3, work);
				if (services.count < items) throw new Error(`${contestant} left the service alone`);
				// A stall that the response causes is there in every round; one in a single round comes from elsewhere.
				stalls.push(medianOf(results.get(contestant), 'longestStallMs'));
			}
			const stall = Math.max(...stalls);
			longest = Math.max(longest, stall);
			lines.push({ what: `Stall: ${name}`, contestant, figure: `${count(stall)} ms` });
		}
		probe.end();
		lines.push({
			what: 'Longest stall with 64 KiB of anything, 50 at a time',
			contestant,
			figure: `${count(longest)} ms`,
			...(contestant === NODE && { promise: atMost(200, longest, 'ms') }),
		});
	}
	return lines;
}

/** The longest stall of a run with very many items; the bare loop shows what of it is n8n's own. */
async function stallsWithMany(services: Services): Promise<Line[]> {
	const items = isQuick ? 20_000 : 100_000;
	const names = [...ours, BARE_LOOP];
	const probe = await Probe.start(services, names);
	const results = await inTurns(probe, names, 1, { operation: 'lock', items, parallel: 5 });
	probe.end();
	allDone(results, items);
	return names.map((contestant) => {
		const stall = medianOf(results.get(contestant), 'longestStallMs');
		return {
			what: `Longest stall: ${count(items)} locks`,
			contestant,
			figure: `${count(stall)} ms`,
			...(contestant === NODE && { promise: atMost(200, stall, 'ms') }),
		};
	});
}

/** Made once: to write it in every form takes longer than the request. */
const [[, foundXml = ''] = []] = foundForms([
	{ code: 'EMAIL', email: 'EMAIL', first_name: 'Somebody' },
]);

/** Finds the customer of every search, by the email that is asked for, and confirms every deletion. */
const findAll: Respond = (_index, form) => {
	const sent = form();
	const email = sent.get('email');
	if (email !== null) return { status: 200, body: foundXml.replaceAll('EMAIL', email) };
	const code = sent.get('code');
	return code === null ? confirmed : { status: 200, body: deletedXml(code) };
};

/** What it takes to find customers before they are deleted, beside a bare loop that makes the same calls. */
async function timeOfSearches(services: Services): Promise<Line[]> {
	const items = isQuick ? 300 : 1_000;
	services.respond = findAll;
	const names = [NODE, BARE_LOOP];
	const work: Work = { operation: 'deleteByEmail', items, parallel: 5 };
	const calls: Work[] = (['search', 'delete'] as const).map((bareCall) => ({ ...work, bareCall }));
	const probe = await Probe.start(services, names, ...calls);
	const measure: Record<string, () => Promise<number>> = {
		[NODE]: async () => {
			const { milliseconds, done } = await probe.run(NODE, work);
			if (done !== items) throw new Error('Customers were left undeleted');
			return milliseconds;
		},
		[BARE_LOOP]: async () => {
			let milliseconds = 0;
			for (const call of calls) milliseconds += (await probe.run(BARE_LOOP, call)).milliseconds;
			return milliseconds;
		},
	};
	const lines: Line[] = [];
	// Where a service takes its time, the node's own work costs none.
	for (const [latencyMs, rounds] of [
		[0, 15],
		[20, 3],
	] as const) {
		services.latencyMs = latencyMs;
		const ratios: number[] = [];
		const times: number[] = [];
		for (let round = 0; round < (isQuick ? 1 : rounds); round++) {
			const taken: Record<string, number> = {};
			for (const name of round % 2 === 0 ? names : names.toReversed()) {
				taken[name] = (await measure[name]?.()) ?? NaN;
			}
			times.push(taken[NODE] ?? NaN);
			ratios.push((taken[NODE] ?? NaN) / (taken[BARE_LOOP] ?? NaN));
		}
		const ratio = median(ratios);
		lines.push({
			what: `Time: ${count(items)} deletions by email, responses in ${latencyMs} ms`,
			contestant: NODE,
			figure: `${(median(times) / 1000).toFixed(2)} s, ${ratio.toFixed(3)} times the same calls of the bare loop`,
			promise: atMost(1.1, ratio, 'times'),
		});
	}
	services.latencyMs = 0;

	const [searches, perSecond] = [50, 20];
	services.count = 0;
	const check: Work = { operation: 'checkByEmail', items: searches, parallel: 5 };
	const { milliseconds } = await probe.run(NODE, { ...check, maxRequestsPerSecond: perSecond });
	probe.end();
	const least = ((searches - 1) * 1_000) / perSecond;
	return [
		...lines,
		{
			what: `Pace: ${searches} searches at ${perSecond} per second`,
			contestant: NODE,
			figure: `${services.count} requests in ${(milliseconds / 1000).toFixed(2)} s`,
			promise: {
				text: `${searches} requests, in ${(least / 1000).toFixed(2)} s or little more`,
				isKept: services.count === searches && milliseconds >= least && milliseconds <= 1.1 * least,
			},
		},
	];
}

/** Time beside another version, in one process and in turns. */
async function timeAgainst(services: Services): Promise<Line[]> {
	if (other === undefined) return [];
	const items = isQuick ? 3_000 : 10_000;
	const probe = await Probe.start(services, ours);
	const work: Work = { operation: 'lock', items, parallel: 5 };
	const results = await inTurns(probe, ours, isQuick ? 3 : 15, work);
	probe.end();
	allDone(results, items);
	const theirs = medianOf(results.get(OTHER), 'milliseconds');
	return ours.map((contestant) => {
		const milliseconds = medianOf(results.get(contestant), 'milliseconds');
		const ratio = milliseconds / theirs;
		return {
			what: `Time: ${count(items)} locks`,
			contestant,
			figure: `${(milliseconds / 1000).toFixed(2)} s${contestant === NODE ? `, ${ratio.toFixed(3)} times the other version's` : ''}`,
			...(contestant === NODE && { promise: atMost(1.03, ratio, 'times') }),
		};
	});
}

const parts: Record<string, (services: Services) => Promise<Line[]>> = {
	memory: memoryOfRun,
	finished: memoryOfFinished,
	bodies: stallsWithBodies,
	many: stallsWithMany,
	searches: timeOfSearches,
	against: timeAgainst,
};

/** Measures what was asked for and prints a table of it. */
export async function measureFigures(): Promise<void> {
	const lines: Line[] = [];
	const services = await startServices();
	for (const [name, measure] of Object.entries(parts)) {
		if (!isWanted(name)) continue;
		services.respond = () => confirmed;
		lines.push(...(await measure(services)));
	}
	services.close();
	const table = new Table({
		head: ['', '', 'Figure', 'Promised'],
		style: { head: [], border: [], compact: true },
	});
	for (const { what, contestant, figure, promise } of lines) {
		const verdict = promise && `${promise.text}: ${promise.isKept ? 'reached' : 'MISSED'}`;
		table.push([what, contestant, figure, verdict ?? '']);
	}
	console.log(`\n${table.toString()}\n`);
	if (isStrict && lines.some(({ promise }) => promise?.isKept === false)) process.exitCode = 1;
}
