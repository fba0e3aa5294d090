import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestWhileCurrent, keep } from "../build-stamp.cjs";

let root: string;
let outfile: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "build-stamp-"));
  outfile = join(root, "dist", "bundle.cjs");
  mkdirSync(join(root, "node_modules"));
  const files = ["package.json", "tsconfig.json", "node_modules/.package-lock.json", "a.ts", "b.ts"];
  for (const file of files) writeFileSync(join(root, file), file);
});
afterEach(() => rmSync(root, { recursive: true }));

const build = (): string => keep(root, outfile, "output", ["a.ts", "b.ts", "node_modules/some/index.js"]);
const sha256 = createHash("sha256").update("output").digest("hex");

test("an output is current, under its digest, as long as nothing has changed", () => {
  expect(digestWhileCurrent(root, outfile)).toBeUndefined();
  expect(build()).toBe(sha256);
  expect(digestWhileCurrent(root, outfile)).toBe(sha256);
  expect(readFileSync(outfile, "utf8")).toBe("output");
  expect(readdirSync(join(root, "dist")).sort()).toEqual(["bundle.cjs", "bundle.cjs.stamp.json"]);
});

test.each([
  "a.ts",
  "b.ts",
  "package.json",
  "tsconfig.json",
  "node_modules/.package-lock.json",
  "dist/bundle.cjs",
])("%s changed or gone is a reason to build again", (file) => {
  build();
  writeFileSync(join(root, file), "other");
  expect(digestWhileCurrent(root, outfile)).toBeUndefined();
  rmSync(join(root, file));
  expect(digestWhileCurrent(root, outfile)).toBeUndefined();
});

test("what was changed and changed back is current", () => {
  build();
  writeFileSync(join(root, "a.ts"), "other");
  writeFileSync(join(root, "a.ts"), "a.ts");
  expect(digestWhileCurrent(root, outfile)).toBe(sha256);
});

test("a stamp half written is none", () => {
  build();
  writeFileSync(`${outfile}.stamp.json`, '{"output":');
  expect(digestWhileCurrent(root, outfile)).toBeUndefined();
});

describe.each([
  ["at once", 0],
  ["after a while", 60_000],
])("looked at %s", (_when, later) => {
  const now = Date.now;
  afterEach(() => jest.restoreAllMocks());
  beforeEach(() => {
    jest.spyOn(Date, "now").mockImplementation(() => now() + later);
    build();
  });

  test("what nobody has touched is current", () => {
    expect(digestWhileCurrent(root, outfile)).toBe(sha256);
  });

  test("another content of the same length is a reason to build again", () => {
    writeFileSync(join(root, "a.ts"), "A.ts");
    expect(digestWhileCurrent(root, outfile)).toBeUndefined();
  });
});
