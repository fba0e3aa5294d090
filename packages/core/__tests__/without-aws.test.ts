import { spawnSync } from "node:child_process";
import { leaveAws, NO_SETTINGS, unsetInShell, withoutAws } from "../without-aws";
import { HOSTILE_VARIABLES } from "../../../__tests__/support/hostile";
import { testUnless } from "../../../__tests__/support/unless";

/** What is neither AWS's nor a way to it. */
const KEPT = {
  PATH: process.env["PATH"],
  HTTPS_PROXY: "http://proxy:3128",
  NODE_OPTIONS: "--no-warnings",
  PIP_INDEX_URL: "https://index",
  TF_PLUGIN_CACHE_DIR: "/cache",
  // The mirror's choice, of this project.
  AWS_PROVIDER_VERSION: "5.100.0",
};
const MIXED = { ...KEPT, ...HOSTILE_VARIABLES, BOTO_CONFIG: "/home/user/.boto" };

test("an environment without AWS keeps everything else, and names empty files", () => {
  expect(withoutAws({ ...MIXED, UNSET: undefined })).toEqual({ ...KEPT, ...NO_SETTINGS });
});

test("this process's own becomes one", () => {
  const before = { ...process.env };
  try {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, MIXED);
    leaveAws();
    expect({ ...process.env }).toEqual({ ...KEPT, ...NO_SETTINGS });
  } finally {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
  }
});

describe.each(["sh", "bash", "dash", "zsh", "ksh"])("the command of %s", (shell) => {
  const isThere = spawnSync(shell, ["-c", "true"]).status === 0;
  testUnless(isThere ? undefined : `${shell} is not installed`, "unsets the same", () => {
    // Whatever the shell is strict about.
    const script = `set -eu; ${unsetInShell()}; env`;
    const { stdout, stderr } = spawnSync(shell, ["-c", script], {
      env: MIXED,
      encoding: "utf8",
      // With a socket there, bash takes itself for a remote shell's and reads the user's ~/.bashrc.
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect(stderr).toBe("");
    const variables = stdout.trimEnd().split("\n");
    const own = (line: string): boolean => !/^(PWD|OLDPWD|SHLVL|_)=/.test(line);
    expect(variables.filter(own).sort()).toEqual(
      Object.entries(KEPT)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
    );
  });
});
