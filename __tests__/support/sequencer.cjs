const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * What mostly waits comes first, beside what computes: begun last, the stories that Terraform tells would keep one of
 * the workers waiting alone for minutes.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const waits = ({ path }) => /\/rehearsal\/terraform\/(?:story|terraform|variants)\.test\.ts$/.test(path);
    return super.sort(tests).sort((left, right) => Number(waits(right)) - Number(waits(left)));
  }
};
