import { deleteCustomer } from './delete';
import { forget } from './forget';
import { lock, unlock } from './lock';
import type { Operation } from './operation';
import { setDetails } from './setDetails';

/** Every operation of the node, in the order in which the form lists them (n8n wants it alphabetical). */
export const operations: readonly Operation[] = [deleteCustomer, forget, lock, setDetails, unlock];
