import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWhole, makeFolder, naming, writeWhole } from "../files";
import { isProblem } from "../problem";
import { testUnless } from "../../../__tests__/support/unless";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("a folder", () => {
  test("is made with those above it, and may be there", () => {
    makeFolder(join(folder, "a/b/c"));
    makeFolder(join(folder, "a/b/c"));
    expect(statSync(join(folder, "a/b/c")).isDirectory()).toBe(true);
  });

  const noProc = process.platform === "linux" ? undefined : "only Linux has such a /proc";
  // Node's own mkdir never comes back from these.
  for (const path of ["/proc/rehearsal", "/proc/rehearsal/out/jobs"]) {
    testUnless(noProc, `${path} ends with an error`, () => {
      expect(thrown(() => makeFolder(path))).toMatchObject({ code: "ENOENT" });
    });
  }

  test("below a file is the path's fault, not the machine's", () => {
    writeFileSync(join(folder, "file"), "");
    expect(isProblem(thrown(() => makeFolder(join(folder, "file/below"))))).toBe(false);
  });
});

describe("a file", () => {
  test("is written with its folder, and nothing beside it", () => {
    writeWhole(join(folder, "a/b.json"), "{}\n");
    expect(readFileSync(join(folder, "a/b.json"), "utf8")).toBe("{}\n");
    expect(readdirSync(join(folder, "a"))).toEqual(["b.json"]);
  });

  test("takes the place of another one at once, for the same readers", () => {
    const file = join(folder, "plan.json");
    writeFileSync(file, "before", { mode: 0o600 });
    const before = statSync(file).ino;
    writeWhole(file, "after");
    expect(readFileSync(file, "utf8")).toBe("after");
    expect(statSync(file).ino).not.toBe(before);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("may be its owner's alone", () => {
    writeWhole(join(folder, "secret"), "x", { mode: 0o600 });
    expect(statSync(join(folder, "secret")).mode & 0o777).toBe(0o600);
  });

  test("behind a link stays behind it", () => {
    writeFileSync(join(folder, "real"), "before");
    symlinkSync("real", join(folder, "link"));
    writeWhole(join(folder, "link"), "after");
    expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, "real"), "utf8")).toBe("after");
  });

  test("that is a device is written as it is", () => {
    writeWhole("/dev/null", "x");
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  test("that cannot be written whole leaves what was there", () => {
    const file = join(folder, "taken");
    mkdirSync(file);
    expect(() => writeWhole(file, "x")).toThrow();
    expect(readdirSync(folder)).toEqual(["taken"]);
  });

  const noFull = existsSync("/dev/full") ? undefined : "there is no /dev/full";
  testUnless(noFull, "on a full disk is the environment's fault, by its path", () => {
    expect(thrown(() => writeWhole("/dev/full", "x"))).toMatchObject({
      code: "MachineRefused",
      blame: "environment",
      message: "the disk is full (ENOSPC, write)",
      where: "/dev/full",
    });
  });

  const isRoot = process.getuid?.() === 0 ? "root may write anywhere" : undefined;
  testUnless(isRoot, "in a folder of somebody else's is the environment's fault", () => {
    chmodSync(folder, 0o500);
    expect(thrown(() => writeWhole(join(folder, "x"), "x"))).toMatchObject({ blame: "environment" });
  });
});

describe("a file that one process alone makes", () => {
  test("is made once", () => {
    const file = join(folder, "owner");
    expect(createWhole(file, "1")).toBe(true);
    expect(createWhole(file, "2")).toBe(false);
    expect(readFileSync(file, "utf8")).toBe("1");
    expect(readdirSync(folder)).toEqual(["owner"]);
  });

  test("is no pipe's or folder's place", () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    mkdirSync(join(folder, "folder"));
    expect(createWhole(join(folder, "pipe"), "1")).toBe(false);
    expect(createWhole(join(folder, "folder"), "1")).toBe(false);
  });
});

test("an error that names no path gets the one of what was done", () => {
  const error = Object.assign(new Error("EDQUOT: quota exceeded, write"), {
    code: "EDQUOT",
    syscall: "write",
  });
  const failing = (): never => {
    throw error;
  };
  expect(thrown(() => naming("/home/me/plan.json", failing))).toMatchObject({
    where: "/home/me/plan.json",
    blame: "environment",
  });
  expect(thrown(() => naming("x", () => void JSON.parse("{")))).toBeInstanceOf(SyntaxError);
});
