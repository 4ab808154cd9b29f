const { default: Sequencer } = require('@jest/test-sequencer');

/** The fast tests come first. */
module.exports = class extends Sequencer {
	sort(tests) {
		const [pure, others] = [true, false].map((isPure) =>
			tests.filter(({ path }) => path.includes('pure.test') === isPure),
		);
		return [...pure, ...others];
	}
};
