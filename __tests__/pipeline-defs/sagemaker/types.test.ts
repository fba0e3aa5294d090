import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { projectRoot } from "../../../environments/project-root";

const CASES = join(__dirname, "types.cases.ts");

/** What `tsc` says about the file under the project's own settings. */
function diagnose(file: string): readonly string[] {
  const config = ts.readConfigFile(join(projectRoot(), "tsconfig.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, projectRoot());
  const program = ts.createProgram([file], options);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map(({ start = 0, file: source, messageText }) => {
      const line = source === undefined ? 0 : source.getLineAndCharacterOfPosition(start).line + 1;
      return `${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}

describe("the compiler", () => {
  test("takes every right use and refuses every wrong one", () => {
    expect(diagnose(CASES)).toEqual([]);
  }, 120_000);

  test("is asked about at least 60 wrong uses", () => {
    const wrong = readFileSync(CASES, "utf8").match(/^\s*\/\/ @ts-expect-error \S/gm) ?? [];
    expect(wrong.length).toBeGreaterThanOrEqual(60);
  });
});
