import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { projectRoot } from "../../../environments/project-root";

const FOLDER = join(__dirname, "types");
const CASES = readdirSync(FOLDER).map((file) => join(FOLDER, file));

/** What `tsc` says about the files under the project's own settings. */
function diagnose(files: readonly string[]): readonly string[] {
  const config = ts.readConfigFile(join(projectRoot(), "tsconfig.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, projectRoot());
  const program = ts.createProgram(files, options);
  return files
    .flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .map(({ start = 0, file, messageText }) => {
      const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
      return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}

describe("the compiler", () => {
  test("takes every right use and refuses every wrong one", () => {
    expect(diagnose(CASES)).toEqual([]);
  }, 120_000);

  test("is asked about at least 60 wrong uses", () => {
    const wrong = CASES.flatMap(
      (file) => readFileSync(file, "utf8").match(/^\s*\/\/ @ts-expect-error \S/gm) ?? [],
    );
    expect(wrong.length).toBeGreaterThanOrEqual(60);
  });
});
