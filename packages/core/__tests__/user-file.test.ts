import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem } from "../problem";
import { readUserFile, requireUserFile, type UserFile } from "../user-file";

const LIMIT = 8;
const FILE: UserFile = { what: "the settings file", limit: LIMIT, next: "pass the path of a settings file" };

const folder = mkdtempSync(join(tmpdir(), "user-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

function problemOf(action: () => unknown): Problem {
  try {
    action();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("reads a file, also through a link and up to the limit", () => {
  writeFileSync(at("real"), "x".repeat(LIMIT));
  symlinkSync(at("real"), at("link"));
  expect(readUserFile(at("real"), FILE).toString()).toBe("xxxxxxxx");
  expect(readUserFile(at("link"), FILE).toString()).toBe("xxxxxxxx");
  expect(() => requireUserFile(at("link"), FILE)).not.toThrow();
});

test("reads what a file of the kernel's holds, whose size is said to be 0", () => {
  if (process.platform !== "linux") return expect(process.platform).not.toBe("linux");
  const text = readUserFile("/proc/self/status", { ...FILE, limit: 1024 * 1024 }).toString();
  expect(text).toMatch(/^Name:/);
  // It is longer than the limit only once it is read.
  expect(problemOf(() => readUserFile("/proc/self/status", FILE)).message).toContain("longer than 8 bytes");
});

test("refuses one byte more, and says how many there may be", () => {
  writeFileSync(at("long"), "x".repeat(LIMIT + 1));
  for (const ask of [readUserFile, requireUserFile]) {
    expect(problemOf(() => ask(at("long"), FILE))).toMatchObject({
      code: "UnreadableFile",
      blame: "user",
      message: "the settings file cannot be read: it is longer than 8 bytes",
      where: at("long"),
      next: "pass the path of a settings file",
    });
  }
});

describe("refuses, before it opens it,", () => {
  test.each([
    ["a folder", "a folder", () => (mkdirSync(at("folder")), at("folder"))],
    ["a named pipe", "a named pipe", () => (execFileSync("mkfifo", [at("pipe")]), at("pipe"))],
    ["a device", "a device", () => "/dev/zero"],
    ["a link to a device", "a device", () => (symlinkSync("/dev/zero", at("zero")), at("zero"))],
  ])("%s", (_what, kind, make) => {
    const path = make();
    for (const ask of [readUserFile, requireUserFile]) {
      expect(problemOf(() => ask(path, FILE))).toMatchObject({
        code: "UnreadableFile",
        blame: "user",
        message: `the settings file cannot be read: it is ${kind}, not a file`,
        where: path,
      });
    }
  });

  test("a socket", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at("socket"), resolve));
    try {
      expect(problemOf(() => readUserFile(at("socket"), FILE)).message).toContain(
        "it is a socket, not a file",
      );
    } finally {
      server.close();
    }
  });
});

describe("says why the system refuses", () => {
  test("a file that is not there, and a link to nothing", () => {
    symlinkSync(at("nothing"), at("dangling"));
    for (const name of ["nothing", "dangling"]) {
      expect(problemOf(() => readUserFile(at(name), FILE)).message).toMatch(
        /^the settings file cannot be read: ENOENT/,
      );
    }
  });

  test("a file that one may not read: the machine's fault", () => {
    if (process.getuid?.() === 0) return expect(process.getuid()).toBe(0);
    writeFileSync(at("secret"), "x");
    chmodSync(at("secret"), 0);
    expect(problemOf(() => readUserFile(at("secret"), FILE))).toMatchObject({
      blame: "environment",
      message: expect.stringMatching(/EACCES/) as string,
    });
  });
});

test("uses the code that the caller gives", () => {
  expect(problemOf(() => readUserFile(at("nothing"), { ...FILE, code: "MissingScript" })).code).toBe(
    "MissingScript",
  );
});
