import fc from 'fast-check';

/** Something that holds for every input. */
export interface Law {
	name: string;
	/** Its part of all inputs. */
	share: number;
	/** Tries it with many inputs. */
	tryWith: (
		parameters: fc.Parameters<[unknown]>,
	) => fc.RunDetails<[unknown]> | Promise<fc.RunDetails<[unknown]>>;
}

/** A law over generated inputs; an exception of the code under test breaks it as well. */
export function law<T>(
	name: string,
	share: number,
	inputs: fc.Arbitrary<T>,
	holds: (input: T) => boolean,
): Law {
	const property = fc.property(inputs, holds);
	return { name, share, tryWith: (parameters) => fc.check<[unknown]>(property, parameters) };
}

/** The same for what takes several turns of the event loop. */
export function lawOfRuns<T>(
	name: string,
	share: number,
	inputs: fc.Arbitrary<T>,
	holds: (input: T) => Promise<boolean>,
): Law {
	const property = fc.asyncProperty(inputs, holds);
	return { name, share, tryWith: (parameters) => fc.check<[unknown]>(property, parameters) };
}
