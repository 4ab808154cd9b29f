import { subscribe } from 'node:diagnostics_channel';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';
import { createEngine, loadPackage } from '../engine/index.cts';
import type { NodePackage, RunOptions } from '../engine/index.cts';
import type { BareCall } from './bareLoop.cts';
import { bareLoop, bareLoopType } from './bareLoop.cts';

/** What a process is started with. */
export interface Setup {
	/** Folders of built packages whose node is run, by the name of the contestant; null for the bare loop. The first is a folder. */
	contestants: Record<string, string | null>;
	credentials: NonNullable<RunOptions['credentials']>;
	/** What everything is compiled with before it is measured. */
	warmUp: readonly Work[];
}

/** A run of the node. Each item is a customer of its own. */
export interface Work {
	/** Customers who are deleted or checked by email have to be found first. */
	operation: 'lock' | 'setDetails' | 'delete' | 'deleteByEmail' | 'checkByEmail';
	items: number;
	parallel: number;
	maxRequestsPerSecond?: number;
	/** What the bare loop sends, a lock unless this says otherwise. */
	bareCall?: BareCall;
	/** Whether memory is looked at, after forced collections. Not to be mixed with times and stalls, which these are part of. */
	looksAtMemory?: boolean;
}

/** What is asked of the process: one run. */
export interface Task {
	contestant: string;
	work: Work;
}

/** What a run came to, from when the node has its items to when it has its output. */
export interface Figures {
	milliseconds: number;
	/** The longest time in which n8n's event loop could do nothing else. */
	longestStallMs: number;
	/** Memory in use when nearly all requests were done, in bytes: what a run keeps until it ends, its items included. */
	endBytes: number;
	/** The most at one of the samples, or once there was the output. */
	mostBytes: number;
	/** How many items say that they are done. */
	done: number;
}

/** An n8n has been running for days when a workflow starts: its code is compiled, whichever nodes it has. */
const WARM_UP_RUNS = 3;
const TICK_MS = 5;

/** Where Node.js reports each response that has arrived whole. */
const RESPONSE_ARRIVED = 'http.client.response.finish';

let onResponse: () => void = () => undefined;
subscribe(RESPONSE_ARRIVED, () => onResponse());

/** Bytes that are still in use after collections: objects, texts and what buffers hold. */
function liveBytes(): number {
	if (gc === undefined) throw new Error('Start Node.js with --expose-gc');
	// The first may run what lets go of more.
	void gc();
	void gc();
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return heapUsed + arrayBuffers;
}

/** By how many of its responses memory is looked at: the first, then parts of all. */
const SAMPLED_AT = [0, 0.25, 0.5, 0.75, 0.99];

/** Looks at memory while a run goes on. */
class MemoryWatch {
	private readonly before = liveBytes();
	private readonly samples: number[] = [];

	/** Begins before the run gets its items. */
	constructor(items: number) {
		const places = new Set(SAMPLED_AT.map((part) => Math.max(1, Math.floor(part * items))));
		let arrived = 0;
		onResponse = () => {
			arrived += 1;
			// Once the node has read it, and nothing is on the stack any more.
			if (places.has(arrived)) setImmediate(() => this.samples.push(liveBytes()));
		};
	}

	/** @param output what the run came to, still in use */
	end(output: INodeExecutionData[]): Pick<Figures, 'endBytes' | 'mostBytes'> {
		onResponse = () => undefined;
		const inUse = [...this.samples, liveBytes()].map((bytes) => bytes - this.before);
		return {
			endBytes: inUse.at(-2) ?? NaN,
			mostBytes: output.length > 0 ? Math.max(...inUse) : NaN,
		};
	}
}

/** Measures what goes on inside of a node's `execute`: n8n's own work before and after it is not the node's. */
async function meter(
	execute: () => Promise<INodeExecutionData[][]>,
): Promise<{ output: INodeExecutionData[][] } & Timed> {
	const delays = monitorEventLoopDelay({ resolution: TICK_MS });
	delays.enable();
	const since = performance.now();
	const output = await execute();
	const milliseconds = performance.now() - since;
	// A delay is only noted at the tick that comes after it.
	await sleep(2 * TICK_MS);
	delays.disable();
	// It is the time between two ticks, so the tick itself is taken off.
	return { output, milliseconds, longestStallMs: Math.max(0, delays.max / 1e6 - TICK_MS) };
}

type Timed = Pick<Figures, 'milliseconds' | 'longestStallMs'>;

/** The same node with its `execute` measured. */
function metered(type: INodeType, tell: (timed: Timed) => unknown): INodeType {
	const execute: INodeType['execute'] = async function () {
		const { output, ...timed } = await meter(
			async () => (await type.execute?.call(this)) as INodeExecutionData[][],
		);
		tell(timed);
		return output;
	};
	return Object.create(type, { execute: { value: execute } }) as INodeType;
}

/** Makes a contestant that can be run again and again. */
function createRun(
	nodePackage: NodePackage,
	[nodeType, node]: readonly [string, INodeType],
	credentials: Setup['credentials'],
): (work: Work) => Promise<Figures> {
	const timings: Timed[] = [];
	const type = metered(node, (timed) => timings.push(timed));
	const engine = createEngine({ ...nodePackage, nodeTypes: { [nodeType]: type } });
	return async (work) => {
		const memory = work.looksAtMemory === true ? new MemoryWatch(work.items) : undefined;
		const { output, error } = await engine.run({
			nodeType,
			parameters: node === bareLoop ? bareParameters(work) : parametersOf(work),
			items: Array.from({ length: work.items }, (_, index) => ({ id: String(index + 1) })),
			onError: 'continueRegularOutput',
			credentials,
		});
		const used = memory?.end(output) ?? { endBytes: NaN, mostBytes: NaN };
		const timed = timings.pop();
		if (timed === undefined || error !== undefined || output.length !== work.items) {
			throw new Error(`The node came to no proper end. ${error?.message ?? ''}`);
		}
		const done = output.filter(({ json }) => json['success'] === true).length;
		return { ...timed, ...used, done };
	};
}

const id = '={{ $json.id }}';

function bareParameters({ parallel, bareCall: call = 'lock' }: Work): INodeParameters {
	return { call, customerId: id, parallel };
}

function parametersOf({ operation, parallel, maxRequestsPerSecond = 0 }: Work): INodeParameters {
	const options = { parallelRequests: parallel, retries: 0, maxRequestsPerSecond };
	if (operation === 'delete') return { operation, code: id, safetyLimit: 0, options };
	if (operation === 'deleteByEmail' || operation === 'checkByEmail') {
		const dryRun = operation === 'checkByEmail' && { dryRun: true, checkCustomers: true };
		return {
			operation: 'delete',
			lookupBy: 'email',
			email: '={{ $json.id + "@example.com" }}',
			safetyLimit: 0,
			options: { ...options, ...dryRun },
		};
	}
	// A password is one secret more to be hidden.
	const fields = operation === 'setDetails' ? { fields: { password: 'g3heim&ö7\\' } } : {};
	return { operation, customerId: id, ...fields, options };
}

/** Loads n8n's engine and every contestant, and runs each until its code is compiled. */
async function prepare({ contestants, credentials, warmUp }: Setup) {
	const runs = new Map<string, (work: Work) => Promise<Figures>>();
	let lastPackage: NodePackage | undefined;
	for (const [name, root] of Object.entries(contestants)) {
		const nodePackage = root === null ? lastPackage : await loadPackage(root);
		if (nodePackage === undefined) throw new Error('The first contestant has to be a package');
		lastPackage = nodePackage;
		runs.set(
			name,
			createRun(
				nodePackage,
				root === null ? [bareLoopType, bareLoop] : nodeOf(nodePackage),
				credentials,
			),
		);
	}
	for (let time = 0; time < WARM_UP_RUNS; time++) {
		for (const run of runs.values()) for (const work of warmUp) await run(work);
	}
	return runs;
}

function nodeOf({ name, nodeTypes }: NodePackage): [string, INodeType] {
	const [[nodeType, type] = []] = Object.entries(nodeTypes);
	if (nodeType !== undefined && type !== undefined && 'execute' in type) return [nodeType, type];
	throw new Error(`${name} has no node`);
}

/** Does one task after the other, as they come in from figures.cts. */
async function serve(): Promise<void> {
	const runs = await prepare(JSON.parse(process.argv[2] ?? '') as Setup);
	process.on('message', ({ contestant, work }: Task) => {
		const run = runs.get(contestant);
		if (run === undefined) throw new Error(`There is no ${contestant}`);
		void run(work).then((figures) => process.send?.(figures));
	});
	process.send?.('ready');
}

void serve();
