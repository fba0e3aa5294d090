const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * What mostly waits comes first, beside what computes: begun last, a story that Terraform tells would keep one of the
 * workers waiting alone for minutes. Integration tests come before unit tests for the same reason.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      if (/\/terraform\/(?:story|terraform|variants)\.toolchain\.test\.ts$/.test(path)) return 0;
      return /\.(?:toolchain|integration)\.test\.ts$/.test(path) ? 1 : 2;
    };
    return super.sort(tests).sort((left, right) => rank(left) - rank(right));
  }
};
