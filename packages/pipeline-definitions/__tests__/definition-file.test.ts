import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importFile } from "../cli/import-file";
import { validateFile } from "../cli/validate-file";
import { readDefinition, readDefinitionFile } from "../cli/definition-file";
import { Problem } from "sagemaker-promotion-core/problem";

const folder = mkdtempSync(join(tmpdir(), "definition-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, "definition.json");
  writeFileSync(path, text);
  return path;
}

function problemOf(path: string): Problem {
  try {
    readDefinitionFile(path);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("the file was read");
}

test("a column counts UTF-16 units, as editors do, also behind an emoji", () => {
  const path = file('{\n  "Version": "\u{1f600}", "Steps": 1\n}');
  expect(readDefinitionFile(path).place("/Steps")).toBe("2:19");
  expect(readDefinitionFile(path).place("/Steps/0/Name")).toBe("2:19");

  const broken = '{\n  "a": "\u{1f600}", b\n}';
  expect(problemOf(file(broken))).toMatchObject({ code: "NotJson", where: `${path}:2:13` });
});

test("bytes that are no UTF-8 are refused where the first of them stands", () => {
  const path = file("");
  writeFileSync(path, Buffer.from('{\n  "Name": "M\u00fcller"\n}', "latin1"));
  expect(problemOf(path)).toMatchObject({
    code: "NotJson",
    message: "The file is not JSON: expected UTF-8 text, found bytes that are not.",
    where: `${path}:2:13`,
    next: "save the file as UTF-8",
  });
});

test("levels without end are refused where the first one too many begins", () => {
  expect(problemOf(file("[".repeat(100_000)))).toMatchObject({
    code: "NotJson",
    message:
      "The file is not JSON: expected at most 200 objects and lists one inside the other, found one more.",
    where: expect.stringMatching(/:1:201$/) as string,
  });
});

test("any text of the longest file is read; one byte more is refused", () => {
  const longest = 8 * 1024 * 1024;
  for (const character of ["x", "\\n"]) {
    const text = `"${character.repeat((longest - 2) / character.length)}"`;
    expect(text).toHaveLength(longest);
    expect(typeof readDefinitionFile(file(text)).json).toBe("string");
    expect(problemOf(file(`${text} `)).message).toBe(
      "the definition cannot be read: it is longer than 8 MiB",
    );
  }
});

test("a pipe is refused instead of waited for", () => {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  expect(problemOf(path)).toMatchObject({
    code: "UnreadableFile",
    message: "the definition cannot be read: it is a named pipe, not a file",
    next: "Give the path of a file that holds a pipeline definition as JSON.",
  });
});

describe("keys that stand twice in one object", () => {
  const text = `{
  "Version": "2020-12-01",
  "Steps": [
    { "Name": "F", "Type": "Fail", "Arguments": { "ErrorMessage": "a" }, "Argument\\u0073": {} }
  ],
  "Version": "2020-12-01", "Version": "2020-12-01"
}`;
  const places = ["4:74", "6:3", "6:28"];

  test("are all said by validate, with what else is wrong", () => {
    const path = file(text.replace('"Type"', '"Kind": 1, "Type"'));
    const { output, accepted } = validateFile(path, {});
    expect(accepted).toBe(false);
    expect(output.split("\n")).toEqual(
      expect.arrayContaining([
        `${path}:4:85 error [RepeatedKey] the key is there again (first at 4:47) (/Steps/0/Arguments) keep one of the two: readers of JSON disagree on which one counts`,
        expect.stringContaining(
          `${path}:6:28 error [RepeatedKey] the key is there again (first at 2:3) (/Version)`,
        ),
        expect.stringContaining("error [UnknownField] step F"),
      ]),
    );
    const { findings } = JSON.parse(validateFile(file(text), { json: true }).output) as {
      readonly findings: readonly { readonly code: string; readonly place: string }[];
    };
    expect(findings.filter(({ code }) => code === "RepeatedKey").map(({ place }) => place)).toEqual(places);
  });

  test("are not imported", async () => {
    const path = file(text);
    const problem = { code: "RepeatedKey", blame: "user", where: `${path}:4:74` };
    expect(() => readDefinition(path)).toThrow(expect.objectContaining(problem) as Error);
    await expect(importFile(path, {})).rejects.toMatchObject({
      ...problem,
      message: "The definition has keys twice: /Steps/0/Arguments (4:74), /Version (6:3), /Version (6:28).",
    });
  });
});
