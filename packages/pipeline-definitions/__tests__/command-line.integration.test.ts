import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "..";
import { runEntry } from "../../../__tests__/deploy/support/run-entry";
import { definition, fail, processing } from "./definitions";
import { fixtures } from "./python-definitions";

const folder = mkdtempSync(join(tmpdir(), "definitions-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Json): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
  return path;
}
const definitions = (...args: readonly string[]) =>
  runEntry("packages/pipeline-definitions/cli/main.ts", args);
const BROKEN = definition(
  [processing("A", { DependsOn: ["B"] }), fail("F", { Get: "Parameters.P" })],
  [{ Name: "Q", Type: "String" }],
);

describe("validate", () => {
  test("has nothing to say about what is right, and ends with 0", async () => {
    const result = await definitions("validate", file("right.json", fixtures.blog_train ?? {}));
    expect(result).toEqual({ code: 0, stdout: "0 errors, 0 warnings\n", stderr: "" });
  });

  test("says all that is wrong, each with its place in the file, and ends with 1", async () => {
    const path = file("broken.json", BROKEN);
    const { code, stdout } = await definitions("validate", path);
    expect(code).toBe(1);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.replace(`${path}:`, "").split("]")[0])).toEqual([
      "5:5 warning [UnusedParameter",
      "43:9 error [UnknownParameter",
      "36:9 error [UnknownStep",
      "2 errors, 1 warning",
    ]);
  });

  test("says the same as JSON", async () => {
    const { code, stdout } = await definitions("validate", "--json", file("broken.json", BROKEN));
    expect(code).toBe(1);
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly Record<string, Json>[] };
    expect(findings.map(({ code: rule, step, pointer, place }) => [rule, step, pointer, place])).toEqual([
      ["UnusedParameter", null, "/Parameters/0", "5:5"],
      ["UnknownParameter", "F", "/Steps/1/Arguments/ErrorMessage", "43:9"],
      ["UnknownStep", "A", "/Steps/0/DependsOn/0", "36:9"],
    ]);
    expect(findings.every(({ message, fix }) => message !== "" && fix !== "")).toBe(true);
  });

  test("lets warnings pass, unless told otherwise", async () => {
    const path = file("doubtful.json", fixtures.condition_nested ?? {});
    expect((await definitions("validate", path)).code).toBe(0);
    expect((await definitions("validate", "--strict", path)).code).toBe(1);
  });

  test("holds images to the Region that is named", async () => {
    const path = file("images.json", fixtures.training ?? {});
    const { code, stdout } = await definitions("validate", "--region", "eu-west-1", path);
    expect([code, stdout]).toEqual([1, expect.stringContaining("ImageOfOtherRegion")]);
  });

  test.each<[string, () => readonly string[], number, RegExp]>([
    ["a file that is not there", () => [join(folder, "none.json")], 1, /UnreadableFile[^]*ENOENT/],
    [
      "a file that is not JSON",
      () => [file("bad.json", '{\n  "Steps": [,]\n}')],
      1,
      /NotJson[^]*bad\.json:2:13/,
    ],
    ["no file", () => [], 2, /missing required argument 'file'/],
  ])("refuses %s", async (_what, args, code, message) => {
    const result = await definitions("validate", ...args());
    expect([result.code, result.stdout]).toEqual([code, ""]);
    expect(result.stderr).toMatch(message);
  });
});

describe("import", () => {
  test("prints code", async () => {
    const { code, stdout, stderr } = await definitions("import", file("tuning.json", fixtures.tuning ?? {}));
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^\/\*\* Imported from tuning\.json\. \*\/\nimport \{[^}]*tuningStep[^}]*\}/);
    expect(stdout).toContain('} from "sagemaker-pipeline-definitions";');
  });

  test("compiles what it wrote, and prints what comes out", async () => {
    const json = fixtures.blog_train ?? {};
    const out = join(folder, "pipeline.ts");
    const result = await definitions("import", "--check", "--out", out, file("train.json", json));
    expect([result.code, JSON.parse(result.stdout)]).toEqual([0, json]);
    expect(readFileSync(out, "utf8")).toMatch(/from "sagemaker-pipeline-definitions";/);
  });

  test("says what has no types and what is wrong, and does its work nevertheless", async () => {
    const json = definition([{ Name: "S", Type: "Sleep", Arguments: {} }]);
    const { code, stdout, stderr } = await definitions("import", "--check", file("strange.json", json));
    expect([code, JSON.parse(stdout)]).toEqual([0, json]);
    expect(stderr).toMatch(/UnknownStepType[^]*without types: step S/);
  });

  test.each<[string, () => readonly string[], RegExp]>([
    ["what is no definition", () => [file("list.json", [])], /NotADefinition/],
    [
      "a folder that cannot be one",
      () => ["--out", join(file("taken", 0), "a.ts"), file("stop.json", definition([fail("F")]))],
      /UnwritableFile[^]*EEXIST[^]*taken/,
    ],
  ])("refuses %s", async (_what, args, message) => {
    const { code, stdout, stderr } = await definitions("import", ...args());
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
  });
});
