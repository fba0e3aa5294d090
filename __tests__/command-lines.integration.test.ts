import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../environments/project-root";
import { VERBS } from "../operate/verbs";
import { runEntry } from "./deploy/support/run-entry";
import { testUnless } from "./support/unless";

/** Every script of package.json that runs an entry of ours, as `[name, entry]`. */
const { scripts } = JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const ENTRIES = Object.entries(scripts).flatMap(([name, script]) => {
  const entry = /^node run\.mjs (\S+)$/.exec(script)?.[1];
  return entry === undefined ? [] : [[name, entry] as const];
});

test.each(ENTRIES)("npm run %s refuses an unknown flag with exit code 2", async (_, entry) => {
  const { code, stdout, stderr } = await runEntry(entry, ["--no-such-flag"]);
  expect(stderr).toMatch(/^error: /);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});

test.each([
  ["deploy/bootstrap.ts", "destory", "destroy"],
  ["deploy/definitions.ts", "validat", "validate"],
  ["operate/cli.ts", "stauts", "status"],
  ["tools/iam/cli.ts", "unsed", "unused"],
])("%s takes %s for %s mistyped", async (entry, typed, meant) => {
  const { code, stderr } = await runEntry(entry, [typed]);
  expect(stderr).toContain(`(Did you mean ${meant}?)`);
  expect(code).toBe(2);
});

test.each(ENTRIES)("npm run %s says what it does with --help", async (_, entry) => {
  const { code, stdout } = await runEntry(entry, ["--help"]);
  expect(stdout).toMatch(/^Usage: /);
  expect(code).toBe(0);
});

test.each(ENTRIES)("npm run %s bears that its reader goes away", (_, entry) => {
  // A pipe that nobody reads, as `| head` leaves it.
  const command = `{ '${process.execPath}' run.mjs ${entry} --help; echo "code $?" >&2; } | true`;
  const { stderr } = spawnSync("sh", ["-c", command], { cwd: projectRoot(), encoding: "utf8" });
  expect(stderr).toBe("code 0\n");
});

for (const [script, entry] of ENTRIES.filter(([, file]) => file !== "rehearsal/cli.ts")) {
  const name = `npm run ${script} on a full disk is the environment's failure, not a bug`;
  testUnless(existsSync("/dev/full") ? undefined : "there is no /dev/full", name, () => {
    const command = `'${process.execPath}' run.mjs ${entry} --help > /dev/full`;
    const { stderr, status } = spawnSync("sh", ["-c", command], { cwd: projectRoot(), encoding: "utf8" });
    expect(stderr).toMatch(
      /^error \[MachineRefused\]: the disk is full \(ENOSPC, write\)\n {2}where: standard output\n {2}cause: the environment\n/,
    );
    expect(status).toBe(1);
  });
}

test.each(Object.keys(VERBS))("npm run deploy -- %s says what it takes", async (verb) => {
  const { code, stdout } = await runEntry("operate/cli.ts", [verb, "--help"]);
  expect(stdout).toMatch(new RegExp(`^Usage: npm run deploy -- ${verb} `));
  expect(code).toBe(0);
});
