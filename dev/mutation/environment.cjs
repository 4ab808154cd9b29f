const { join } = require('node:path');

const { TestEnvironment } = require('jest-environment-node');

// Where tests end early, n8n's folder is left behind: in the copy of the project that Stryker removes.
process.env.TMPDIR = join(__dirname, '..', '..');

/** Where Stryker says which mutant is active. */
const ACTIVE_MUTANT = '__STRYKER_ACTIVE_MUTANT__';

/** They show how fast the longest texts are read, in code that is many times as slow with all mutants in it. */
const isLeftOut = /7,000 characters|longest/;

/** The first environment. All others are in its realm, in which the packages that runtime.cjs keeps were loaded. */
let first;

/** The mutant that a test has noticed. */
let killed;

const isKilled = () => killed !== undefined && killed === process.env[ACTIVE_MUTANT];

const fullName = ({ name, parent }) => (parent?.parent ? `${fullName(parent)} ${name}` : name);

/** The names in the pattern that Stryker makes of them: each in brackets, with what is special in a pattern escaped. */
const namesIn = (pattern) =>
	new Set(
		pattern
			.slice(1, -1)
			.split(')|(')
			.map((name) => name.replace(/\\(.)/gs, '$1')),
	);

/** Ends the tests of a mutant with the first that fails: Stryker asks no more, but jest by itself goes on. */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.enterRealm();
		const { testNamePattern } = config.globalConfig;
		this.global.mutation = { isKilled: isKilled(), testNamePattern };
	}

	/** What stays of this environment is `process`, in whose variables Stryker says which mutant is active. */
	enterRealm() {
		const { process } = this.global;
		first ??= { ...this };
		const { context, global, moduleMocker, fakeTimers, fakeTimersModern } = first;
		Object.assign(this, { context, global, moduleMocker, fakeTimers, fakeTimersModern });
		Object.defineProperty(global, 'process', { value: process, configurable: true });
		// Instrumented code remembers there which mutant is active, and jest who wants to hear of its tests, and the tests.
		delete global.__stryker__;
		for (const symbol of Object.getOwnPropertySymbols(global)) {
			if (/^EVENT_HANDLERS|^JEST_STATE/.test(symbol.description)) delete global[symbol];
		}
	}

	/** The realm itself stays. */
	teardown() {
		first.fakeTimersModern.dispose();
	}

	handleTestEvent(event, state) {
		if (event.name === 'setup' && event.testNamePattern) {
			const wanted = namesIn(event.testNamePattern);
			// As a pattern, the names of thousands of tests are too large for V8, and the mutant would count for nothing.
			state.testNamePattern = { test: (name) => wanted.has(name) };
		}
		if (event.name === 'test_start') {
			if (isKilled() || isLeftOut.test(fullName(event.test))) event.test.mode = 'skip';
		}
		if (event.name === 'test_done' && event.test.errors.length > 0) {
			killed = process.env[ACTIVE_MUTANT];
		}
	}
};
