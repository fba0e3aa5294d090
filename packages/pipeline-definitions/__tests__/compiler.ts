import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { projectRoot } from "../../../environments/project-root";
import type { Json } from "..";

/** What the library is imported as. */
export const LIBRARY = "sagemaker-pipeline-definitions";

/**
 * What `tsc` says about files under the project's own settings.
 * @param texts code that lies nowhere, by the name it would have in this folder
 */
export function diagnose(
  paths: readonly string[],
  texts: Readonly<Record<string, string>>,
): readonly string[] {
  const config = ts.readConfigFile(join(projectRoot(), "tsconfig.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, projectRoot());
  const virtual = new Map(Object.entries(texts).map(([name, text]) => [join(__dirname, name), text]));
  const host = ts.createCompilerHost(options);
  const files = [...paths, ...virtual.keys()];
  const program = ts.createProgram(files, options, {
    ...host,
    fileExists: (path) => virtual.has(path) || host.fileExists(path),
    readFile: (path) => virtual.get(path) ?? host.readFile(path),
    getSourceFile: (path, ...rest) => {
      const text = virtual.get(path);
      return text === undefined
        ? host.getSourceFile(path, ...rest)
        : ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
    },
  });
  return files
    .flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .map(({ start = 0, file, messageText }) => {
      const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
      return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}

/** Runs a module that imports nothing but the library, and gives back what it exports. */
export function run(code: string): Readonly<Record<string, unknown>> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const module: { exports: Record<string, unknown> } = { exports: {} };
  const load = (path: string): unknown => {
    if (path !== LIBRARY && !path.startsWith(`${LIBRARY}/`)) throw new Error(`unexpected import ${path}`);
    return jest.requireActual(path);
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code under test
  const evaluate = new Function("module", "exports", "require", outputText) as (...scope: unknown[]) => void;
  evaluate(module, module.exports, load);
  return module.exports;
}

/** The definition that imported code exports. */
export function definitionOf(code: string): Json {
  return run(code).definition as Json;
}

export function text(path: string): string {
  return readFileSync(path, "utf8");
}

/** The TypeScript in a Markdown file, block by block. */
export function codeBlocks(path: string): readonly string[] {
  return [...text(path).matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => match[1] ?? "");
}
