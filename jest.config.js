const { availableParallelism } = require("node:os");

// As run.mjs has it: the versions are locked, so what later ones will require of Node is no news here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/**
 * What a test needs is told by its file's name:
 *
 *     NAME.test.ts              Node alone, and little time                npm run test:unit
 *     NAME.integration.test.ts  local accounts, Python, or many seconds    npm test, with those above
 *     NAME.toolchain.test.ts    Terraform, Java, or another synthesizer    npm run test:toolchains
 *
 * @returns {import("jest").ProjectConfig}
 */
const project = (displayName, testMatch) => ({
  displayName,
  testMatch,
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["source", "node", "node-addons"] },
  globalSetup: "<rootDir>/__tests__/support/run.setup.ts",
  globalTeardown: "<rootDir>/__tests__/support/run.teardown.ts",
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
  testPathIgnorePatterns: ["/node_modules/", "/dist/", "/cdktf.out/", "/rehearsal-out"],
  modulePathIgnorePatterns: [
    "<rootDir>/(?:packages/[^/]+/)?dist/",
    "<rootDir>/cdktf.out/",
    "<rootDir>/rehearsal-out",
  ],
});

/** @type {import("jest").Config} */
module.exports = {
  // Two at least: while one waits for a process that it started, the other computes.
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
  // For what hangs, not for what is slow: no test sets a limit of its own, since machines are busy with others as well.
  testTimeout: 60 * 60_000,
  testSequencer: "<rootDir>/__tests__/support/sequencer.cjs",
  reporters: ["default", "<rootDir>/__tests__/support/skips.cjs"],
  projects: [
    project("unit", ["**/__tests__/**/!(*.integration|*.toolchain).test.ts"]),
    project("integration", ["**/__tests__/**/*.integration.test.ts"]),
    project("toolchain", ["**/__tests__/**/*.toolchain.test.ts"]),
  ],
};
