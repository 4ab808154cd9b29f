const { isBuiltin } = require('node:module');
const { isAbsolute, sep } = require('node:path');

const { default: Runtime } = require('jest-runtime');

const packages = `${sep}node_modules${sep}`;

/** Whether that is a file of a package. All but the node itself names packages, and packages the node, by an absolute path. */
const isOfPackage = (from, name) => {
	if (name === undefined || isAbsolute(name)) return false;
	return name.startsWith('.') ? from.includes(packages) : !isBuiltin(name);
};

let first;
let latest;

/**
 * Loads packages for the first mutant and keeps them for all others: n8n alone is 2,000 modules. What mutants are in, and
 * what tests it, is loaded again for each.
 */
module.exports = class extends Runtime {
	constructor(...options) {
		super(...options);
		first ??= this;
		latest = this;
	}

	requireModule(from, name, options, ...others) {
		const runtime = options?.isInternalModule ? this : isOfPackage(from, name) ? first : latest;
		return super.requireModule.call(runtime, from, name, options, ...others);
	}

	leaveTestCode() {
		if (this !== first) super.leaveTestCode();
	}

	teardown() {
		if (this !== first) super.teardown();
	}
};
