export type { Fault, FaultMatch } from './faults.cts';
export type { Sandbox, SandboxCredentials, SandboxOptions } from './server.cts';
export { startSandbox } from './server.cts';
export type { RecordedRequest } from './service.cts';
export type { Customer, Lookup, LoyaltyCustomer } from './state.cts';
