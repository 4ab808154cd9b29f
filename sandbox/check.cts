import type { z } from 'zod';

/**
 * The value, as the schema makes it.
 * @throws TypeError that names every part which is missing, unknown or of the wrong sort
 */
export function check<Value>(
	schema: z.ZodType<Value, z.ZodTypeDef, unknown>,
	value: unknown,
): Value {
	const { data, error } = schema.safeParse(value);
	if (error === undefined) return data;
	const issues = error.issues.map(({ path, message }) => [...path, message].join(': '));
	throw new TypeError(issues.join('; '));
}
