/** A number with what it counts: "1 item", "3 items". */
export function pluralize(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}
