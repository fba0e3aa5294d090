import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findInterpreter, withoutPython } from "../interpreter";

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), "interpreters-"));
});
afterEach(() => rmSync(bin, { recursive: true }));

/** An executable that answers every question as this Python would. */
function fake(
  name: string,
  version: string,
  { implementation = "cpython", venv = true, ensurepip = true } = {},
): string {
  const path = join(bin, name);
  const answer = JSON.stringify({ path, version, implementation, modules: { venv, ensurepip } });
  return executable(name, `echo '${answer}'`);
}

function executable(name: string, script: string): string {
  const path = join(bin, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const find = (more: NodeJS.ProcessEnv = {}) => findInterpreter({ PATH: bin, ...more });

test("the newest supported Python is taken", async () => {
  fake("python3.11", "3.11.9");
  const newest = fake("python3.13", "3.13.1");
  fake("python3", "3.9.2");
  expect(await find()).toMatchObject({ path: newest, version: "3.13.1" });
});

test("plain python3 will do", async () => {
  const plain = fake("python3", "3.12.0");
  expect(await find()).toMatchObject({ path: plain });
});

test("a version manager's shim without a Python behind it is passed over", async () => {
  executable("python3.14", "exit 127");
  const plain = fake("python3", "3.11.0");
  expect(await find()).toMatchObject({ path: plain });
});

test("PYTHON is taken and nothing else", async () => {
  fake("python3.14", "3.14.0");
  const mine = fake("mine", "3.11.4");
  expect(await find({ PYTHON: mine })).toMatchObject({ path: mine });
  expect(await find({ PYTHON: "mine" })).toMatchObject({ path: mine });
});

test("no Python at all", async () => {
  await expect(find()).rejects.toMatchObject({
    code: "PythonMissing",
    blame: "environment",
    where: "PATH",
    next: expect.stringContaining("3.11 to 3.14") as string,
  });
});

test("Pythons that do not run are named, with what they say", async () => {
  const silent = executable("python3.14", "exit 3");
  const loud = executable("python3", "echo 'Fatal Python error: no encodings' >&2; exit 1");
  await expect(find()).rejects.toMatchObject({
    code: "PythonMissing",
    message: `Python 3.11 to 3.14 is needed, and what was found does not run: ${silent} (exit code 3), ${loud} (Fatal Python error: no encodings)`,
  });
});

test("PYTHONHOME and PYTHONPATH of another installation do not reach a Python that is asked", async () => {
  const path = join(bin, "python3");
  const answer = JSON.stringify({
    path,
    version: "3.12.0",
    implementation: "cpython",
    modules: { venv: true, ensurepip: true },
  });
  executable("python3", `[ -z "$PYTHONHOME$PYTHONPATH" ] && echo '${answer}'`);
  expect(await find({ PYTHONHOME: "/nonexistent", PYTHONPATH: "/elsewhere" })).toMatchObject({ path });
  expect(withoutPython({ PYTHON: "a", PYTHONHOME: "b", PATH: "c" })).toEqual({ PYTHON: "a", PATH: "c" });
});

test("PYTHON that does not run is named", async () => {
  fake("python3", "3.12.0");
  await expect(find({ PYTHON: "/nowhere/python" })).rejects.toMatchObject({
    code: "PythonMissing",
    where: "PYTHON=/nowhere/python",
  });
});

test.each([
  ["too old", "3.10.14", "cpython"],
  ["too new for the locked wheels", "3.15.0", "cpython"],
  ["not CPython", "3.11.9", "pypy"],
])("a Python that is %s is refused, and shown", async (_, version, implementation) => {
  const path = fake("python3", version, { implementation });
  await expect(find()).rejects.toMatchObject({
    code: "PythonUnsupported",
    message: expect.stringMatching(`${path} is .*${version}`) as string,
  });
});

test.each([
  ["ensurepip", { ensurepip: false }],
  ["venv", { venv: false, ensurepip: true }],
])("a Python without the module %s is refused with the package to install", async (module, missing) => {
  fake("python3.12", "3.12.3", missing);
  await expect(find()).rejects.toMatchObject({
    code: "PythonWithoutVenv",
    message: expect.stringContaining(`no module ${module},`) as string,
    next: expect.stringContaining("python3.12-venv") as string,
  });
});

test("a complete older Python is better than a newer one without venv", async () => {
  fake("python3.14", "3.14.0", { ensurepip: false });
  const complete = fake("python3.11", "3.11.2");
  expect(await find()).toMatchObject({ path: complete });
});
