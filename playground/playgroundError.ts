/** Says to the person at the terminal, in one sentence or two, what stopped the playground and what to do about it. */
export class PlaygroundError extends Error {
	override name = 'PlaygroundError';
}
