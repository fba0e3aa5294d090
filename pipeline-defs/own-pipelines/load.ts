import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { compileFunction } from "node:vm";
import { build, type BuildFailure } from "esbuild";
import { MEBIBYTE, readUserFile, requireUserFile } from "sagemaker-promotion-core/user-file";
import * as library from "sagemaker-pipeline-definitions";
import { modelFolder } from "../../environments/load";
import type { Script } from "../code-assets";
import { badPipelines, thrownText, type OwnPipelines } from "./build";
import type { ModelPipelines } from "./model-pipelines";

export const PIPELINES_FILE = "pipelines.ts";
/** Beside it: the files that its jobs are given. */
export const SCRIPTS_FOLDER = "scripts";

/** What a model's own pipelines import: their instance is the program's, so that its errors are told as ours are. */
const LIBRARY_NAME = "sagemaker-pipeline-definitions";

/** An archive with some packages in it. */
const LONGEST_SCRIPT = 64 * MEBIBYTE;

/** Whether a model brings pipelines of its own. */
export function hasOwnPipelines(modelName: string): boolean {
  return existsSync(join(modelFolder(modelName), PIPELINES_FILE));
}

/**
 * A model's own pipelines, compiled and run; undefined where its folder has none.
 * @throws Problem `BadPipelines` where the file cannot be compiled, throws, or lacks an export; `MissingScript`
 */
export async function loadOwnPipelines(modelName: string): Promise<OwnPipelines | undefined> {
  const folder = modelFolder(modelName);
  const path = join(folder, PIPELINES_FILE);
  if (!hasOwnPipelines(modelName)) return undefined;
  const file = `models/${modelName}/${PIPELINES_FILE}`;
  const exported = run(await compile(path, file), path, file);
  return { file, pipelines: checked(exported, file), scripts: scriptsBelow(join(folder, SCRIPTS_FOLDER)) };
}

async function compile(path: string, file: string): Promise<string> {
  requireUserFile(path, {
    code: "BadPipelines",
    what: file,
    limit: MEBIBYTE,
    next: "Make it a TypeScript file that you may read, or delete it: then the generated pipelines serve.",
  });
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      external: [LIBRARY_NAME],
      conditions: ["source", "module"],
      platform: "node",
      target: "node20",
      format: "cjs",
      logLevel: "silent",
    });
    return outputFiles[0]?.text ?? "";
  } catch (cause) {
    if (!isBuildFailure(cause)) throw cause;
    const [first] = cause.errors;
    const place = first?.location ? `:${first.location.line}:${first.location.column + 1}` : "";
    throw badPipelines(`${file}${place}`, `It cannot be compiled: ${first?.text ?? cause.message}.`, cause);
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

function run(code: string, path: string, file: string): unknown {
  const module: { exports: unknown } = { exports: {} };
  const load: (name: string) => unknown = createRequire(path);
  const scope = ["module", "exports", "require", "__filename", "__dirname"];
  const start = compileFunction(code, scope, { filename: path }) as (...scope: readonly unknown[]) => void;
  const required = (name: string): unknown => (name === LIBRARY_NAME ? library : load(name));
  try {
    start(module, module.exports, required, path, dirname(path));
  } catch (cause) {
    throw badPipelines(file, `It throws when it is loaded: ${thrownText(cause)}.`, cause);
  }
  return module.exports;
}

const EXPORTS = ["train", "inference"] as const;

function checked(exported: unknown, file: string): ModelPipelines {
  const members = exported as Readonly<Record<string, unknown>>;
  const missing = EXPORTS.filter((name) => typeof members[name] !== "function");
  if (missing.length > 0) {
    throw badPipelines(
      file,
      `It has to export two functions, train and inference; ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} ${missing.some((name) => name in members) ? "no function" : "missing"}.`,
    );
  }
  return exported as ModelPipelines;
}

function scriptsBelow(folder: string): ReadonlyMap<string, Script> {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
  return new Map(
    paths.map((path) => [path, { filename: basename(path), content: read(join(folder, path)) }]),
  );
}

function read(path: string): Buffer {
  return readUserFile(path, {
    code: "MissingScript",
    what: "a script of the model's own pipelines",
    limit: LONGEST_SCRIPT,
    next: "Make it a file that you may read, or take it out of the folder.",
  });
}
