import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDefinitionFile } from "../cli/definition-file";
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
