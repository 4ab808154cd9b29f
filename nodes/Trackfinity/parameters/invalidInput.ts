import { UserError } from 'n8n-workflow';

/** Input that cannot be sent, found before anything is sent: what is wrong with it, and what the user can do. */
export class InvalidInput extends UserError {
	/** @param itemIndex the item that it is about, where it is about one */
	constructor(
		message: string,
		override readonly description: string,
		readonly itemIndex?: number,
	) {
		super(message);
	}
}
