/** Reads one of the node's parameters by its path, expressions evaluated; `undefined` when it is not set. */
export type ReadParameter = (path: string) => unknown;
