import { parseDeleteResponse } from './deleteResponse';
import type { Existence } from './reading';

/**
 * Reads the body of a 2xx response to the question whether a customer exists, as strictly as that to a deletion. Never
 * throws.
 *
 * | says    | status     | error in it        | customers in it      |
 * | ------- | ---------- | ------------------ | -------------------- |
 * | exists  | `success`  | none, however deep | none that is deleted |
 * | missing | `no_match` | none, however deep | none                 |
 * | unclear | all else                                             |
 */
export function readExistence(body: string): Existence {
	const response = parseDeleteResponse(body);
	if (response.kind === 'unclear' || response.hasErrorWithin) return 'unclear';
	const { status, customers } = response;
	if (status === 'no_match' && customers.length === 0) return 'missing';
	const isDeleted = customers.some((one) => one.status === 'deleted');
	return status === 'success' && !isDeleted ? 'exists' : 'unclear';
}
