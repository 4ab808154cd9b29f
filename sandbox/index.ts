export type {
	Busy,
	Disruption,
	Drip,
	Drop,
	EchoSecrets,
	Fault,
	FaultMatch,
	Forged,
	Hang,
	Redirect,
	Slow,
	Status,
	WebPage,
} from './faults';
export type { Hold } from './holds';
export type { Sandbox, SandboxCredentials, SandboxOptions } from './server';
export { startSandbox } from './server';
export type { RecordedRequest, ServiceName } from './service';
export type { Customer, Lookup, LoyaltyCustomer } from './state';
export { DETAIL_FIELDS, KEEPABLE_FIELDS, KEEPABLE_TABLES } from './trackfinity';
