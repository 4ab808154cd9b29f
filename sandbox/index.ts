export type { Fault } from './faults';
export type { Sandbox, SandboxCredentials, SandboxOptions } from './server';
export { startSandbox } from './server';
export type { RecordedRequest } from './service';
export type { Customer, Lookup, LoyaltyCustomer } from './state';
