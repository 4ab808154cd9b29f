/*
 * The functions of the product that laws call by themselves, because they hold for a million inputs and not only for the
 * thousands that a run can try. Whoever moves or renames one changes it here.
 */
import { keepToAddress, parseAddress } from '../../credentials/address';
import { createRedactor } from '../../nodes/Trackfinity/redact';
import { readDeletion, readExistence } from '../../nodes/Trackfinity/services/deleteService';
import { readTrackfinityResponse } from '../../nodes/Trackfinity/services/trackfinity';
import { decodeBody } from '../../nodes/Trackfinity/transport/charset';
import { classify } from '../../nodes/Trackfinity/transport/classify';
import { readRetryAfter } from '../../nodes/Trackfinity/transport/exchange';

/** Whether a 2xx body is taken for a yes of Trackfinity. */
export function confirmsChange(body: string): boolean {
	return readTrackfinityResponse(body).kind === 'confirmed';
}

/** Whether a 2xx body is taken for a yes of the delete service to the deletion of this customer. */
export function confirmsDeletion(body: string, code: string): boolean {
	return readDeletion(body, code).kind === 'confirmed';
}

/** What a 2xx body is taken for when the delete service was asked whether it has this customer. */
export function tellsExistence(body: string, code: string): 'exists' | 'missing' | 'unclear' {
	const { kind } = readExistence(body, code);
	if (kind === 'confirmed') return 'exists';
	return kind === 'rejected' ? 'missing' : 'unclear';
}

/** The text of a body. */
export function decode(bytes: Uint8Array, contentType: string | undefined): string {
	return decodeBody(bytes, contentType);
}

/** A text of a service as it goes further. */
export function redacted(text: string, secrets: readonly string[]): string {
	return createRedactor(secrets)(text);
}

export { classify, keepToAddress, parseAddress, readRetryAfter };
