import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findInterpreter } from "../interpreter";
import { pythonEnvironment, summarize } from "../python";
import { NO_SETTINGS } from "../without-aws";
import { HOSTILE_VARIABLES } from "../../../__tests__/support/hostile";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "environments-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A lock file; an empty one makes an environment that needs no registry. */
function lock(name: string, text = "# nothing\n"): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const build = (lines: string[] = [], requirements = [lock("a.txt"), lock("b.txt")] as const) =>
  pythonEnvironment((line) => lines.push(line), {
    environment: { ...process.env, REHEARSAL_CACHE: join(folder, "cache"), PIP_NO_INDEX: "1" },
    requirements,
  });

test("two builds at once make one environment, which is re-used while it is complete", async () => {
  const lines: string[] = [];
  const [one, two] = await Promise.all([build(lines), build(lines)]);
  expect(one.python).toBe(two.python);
  expect([one.created, two.created].sort()).toEqual([false, true]);
  expect(existsSync(one.python)).toBe(true);
  expect(lines[0]).toContain(join(folder, "cache"));
  expect(lines).toContain("complete");
  expect(await build()).toEqual({ python: one.python, created: false });
  rmSync(join(one.python, "..", "..", "complete"));
  expect(await build()).toEqual({ python: one.python, created: true });
});

test("pip keeps the user's proxy and index, and gets nothing of AWS", async () => {
  const python = join(folder, "python");
  const seen = join(folder, "seen");
  // Says that it is a Python; asked to build an environment, it notes its own variables and is done.
  const modules = { venv: true, ensurepip: true };
  const probed = JSON.stringify({ path: python, version: "3.12.0", implementation: "cpython", modules });
  const builds = `env > '${seen}'; echo "environment: complete"`;
  const script = `#!/bin/sh\nif [ "$1" = -c ]; then echo '${probed}'; else ${builds}; fi\n`;
  writeFileSync(python, script, { mode: 0o755 });
  const setUp = {
    PIP_INDEX_URL: "https://index",
    PIP_CERT: "/certificates",
    HTTPS_PROXY: "http://proxy:3128",
  };
  await pythonEnvironment(() => undefined, {
    environment: {
      PATH: process.env["PATH"],
      PYTHON: python,
      REHEARSAL_CACHE: join(folder, "cache"),
      ...setUp,
      ...HOSTILE_VARIABLES,
    },
    requirements: [lock("a.txt"), lock("b.txt")],
  });
  const lines = (variables: object): string[] =>
    Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const variables = readFileSync(seen, "utf8").split("\n");
  expect(variables).toEqual(expect.arrayContaining(lines(setUp)));
  expect(variables.filter((line) => /AWS|AKIA/.test(line)).sort()).toEqual(lines(NO_SETTINGS).sort());
});

test("a build that is killed leaves no lock behind", async () => {
  const { path } = await findInterpreter();
  const builder = join(__dirname, "..", "environment.py");
  const target = join(folder, "venv");
  const run = () =>
    spawn(path, [builder, target, lock("a.txt"), lock("b.txt")], {
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
  const killed = run();
  await new Promise((resolve) => createInterface({ input: killed.stdout }).once("line", resolve));
  process.kill(-(killed.pid ?? 0), "SIGKILL");
  await new Promise((resolve) => killed.once("close", resolve));
  expect(existsSync(join(target, "complete"))).toBe(false);
  const next = run();
  const lines: string[] = [];
  createInterface({ input: next.stdout }).on("line", (line) => lines.push(line));
  expect(await new Promise((resolve) => next.once("close", resolve))).toBe(0);
  expect(lines).not.toContain("environment: waiting for another process that builds the same environment");
  expect(lines).toContain("environment: complete");
});

test("a cache that cannot be written is a Problem that names the way out", async () => {
  const cache = join(lock("a-file.txt"), "cache");
  const environment = { ...process.env, REHEARSAL_CACHE: cache };
  await expect(
    pythonEnvironment(() => undefined, { environment, requirements: [lock("b.txt")] }),
  ).rejects.toMatchObject({
    code: "CacheNotWritable",
    where: cache,
    next: expect.stringContaining("REHEARSAL_CACHE") as string,
  });
});

test("packages that cannot be installed are a Problem with pip's last words", async () => {
  const requirements = [
    lock("a.txt", `no-such-package==1.0 --hash=sha256:${"0".repeat(64)}\n`),
    lock("b.txt"),
  ] as const;
  const failure = build([], requirements);
  await expect(failure).rejects.toMatchObject({
    code: "PythonEnvironmentFailed",
    blame: "environment",
    message: expect.stringContaining("no-such-package") as string,
  });
  const log = readdirSync(join(folder, "cache")).find((name) => name.endsWith(".log")) ?? "";
  expect(readFileSync(join(folder, "cache", log), "utf8")).toContain("no-such-package");
  // Nothing that looks complete is left: the next run starts over.
  const left = readdirSync(join(folder, "cache")).find((name) => /^venv-[0-9a-f]+$/.test(name)) ?? "";
  expect(readdirSync(join(folder, "cache", left))).not.toContain("complete");
});

test.each([
  ["  Downloading scipy-1.16.3-cp311-cp311-manylinux_2_28_x86_64.whl (35.9 MB)", "scipy 1.16.3 (35.9 MB)"],
  [
    "  Downloading https://host/packages/pandas-2.3.3-cp312-cp312-manylinux.whl (12.8 MB)",
    "pandas 2.3.3 (12.8 MB)",
  ],
  ["  Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)", undefined],
  ["Installing collected packages: six, numpy", "installing six, numpy"],
  ["Collecting six==1.17.0", undefined],
  ["environment: creating it", "creating it"],
])("pip's line %j is told as %j", (line, told) => {
  expect(summarize(line)).toBe(told);
});
