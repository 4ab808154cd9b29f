import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/index.cts';
import { refusedXml, responseXml, says } from './responses.cts';

/** Where a wait would come, there is none. */
const atOnce = { 'retry-after': '0' };

/** What goes wrong, and may be carried out all the same. */
type Disruption = Exclude<Fault, { kind: 'slow' | 'drop' }>;

/** Leaves it open whether a deletion was carried out, or whether there is a customer. */
const failing = (status: number) => ({ kind: 'status', status, headers: atOnce }) as const;
export const [down, broken] = [failing(503), failing(500)];

/** Statuses that pass by themselves; some of them proxies, and networks such as Cloudflare's, send in their own name. */
export const passing = [408, 425, 502, 503, 504, 520, 521, 522, 523, 524, 530];

/** In which forms the service can be asked to respond. */
export const formats: Array<[string, INodeParameters]> = [
	['XML', {}],
	['JSON', { responseFormat: 'json' }],
	['condensed JSON', { responseFormat: 'json', condensed: true }],
	['JSONP', { responseFormat: 'json', callback: 'app.done' }],
];

/** Says no in the service's own words. */
export const rejection = says(refusedXml('Not today'));

/** Says that the customer is there, whether it is or not. */
export const seen = says(responseXml('success', '<message>Customer exists</message>'));

const disruptions: Array<[name: string, fault: Disruption]> = [
	...[500, 503].map((status): [string, Disruption] => [`HTTP ${status}`, { ...down, status }]),
	['a web page', says('<!doctype html><html></html>')],
	['a 200 without a yes or a no', says('{}')],
	['a yes beside a no', says(responseXml('success', '<error>No</error>'))],
	['no response in time', { kind: 'hang' }],
];

/** What a deletion that was not carried out may come to, without a word of it. */
export const unclear: Array<[name: string, fault: Fault]> = [
	...disruptions,
	['a dropped connection', { kind: 'drop', when: 'before' }],
];

/** The same for one that was carried out. */
export const unclearButDone: Array<[name: string, fault: Fault]> = [
	...disruptions.map(([name, fault]): [string, Fault] => [name, { ...fault, carryOut: true }]),
	['a dropped connection', { kind: 'drop', when: 'after' }],
	['a response that is cut off', { kind: 'drop', when: 'midAnswer' }],
];
