/** How many items a summary in the log tells of, by what became of them. */
export function outcomesIn(text: string) {
	const count = (what: string) => Number(new RegExp(`${what}: (\\d+) item`).exec(text)?.[1] ?? 0);
	return {
		done: count('Done'),
		unknown: count('Unclear, so check before you try again'),
		notSent: count('Not sent'),
		open: count('Not finished yet'),
	};
}
