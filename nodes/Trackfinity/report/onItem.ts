/**
 * A message with the item it is about; n8n counts items from 0. To what ends a run, the editor adds `[item 3]` of its own,
 * unless the message has "item 3" in it already.
 */
export function onItem(message: string, index: number): string {
	return `${message} [Item ${index}]`;
}
