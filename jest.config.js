// As run.mjs has it: the versions are locked, so what later ones will require of Node is no news here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  maxWorkers: 2,
  testSequencer: "<rootDir>/__tests__/support/sequencer.cjs",
  // A limit for what hangs, not for what is slow: many tests start processes, on machines that are busy with others.
  testTimeout: 120_000,
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  globalSetup: "<rootDir>/__tests__/support/run.setup.ts",
  globalTeardown: "<rootDir>/__tests__/support/run.teardown.ts",
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
  testPathIgnorePatterns: ["/node_modules/", "/dist/", "/cdktf.out/", "/rehearsal-out"],
  modulePathIgnorePatterns: [
    "<rootDir>/dist/",
    "<rootDir>/pipeline-defs/sagemaker/dist/",
    "<rootDir>/cdktf.out/",
    "<rootDir>/rehearsal-out",
  ],
};
