/** How a message about an item is told. */
export type TellMessage = (message: string, index: number) => string;

/**
 * A message with the item it is about; n8n counts items from 0. To what ends a run, the editor adds `[item 3]` of its own,
 * unless the message has "item 3" in it already.
 */
export const onItem: TellMessage = (message, index) => `${message} [Item ${index}]`;

/** A message alone: to an AI agent, which has sent no items, their numbers mean nothing. */
export const withoutItem: TellMessage = (message) => message;
