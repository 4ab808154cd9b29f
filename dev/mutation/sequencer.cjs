const { default: Sequencer } = require('@jest/test-sequencer');

const isPure = ({ path }) => path.includes('pure.test');

/** The fast tests come first. */
module.exports = class extends Sequencer {
	sort(tests) {
		return [...tests].sort((one, other) => isPure(other) - isPure(one));
	}
};
