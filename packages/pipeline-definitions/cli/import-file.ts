import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { compileFunction } from "node:vm";
import { transform } from "esbuild";
import { writeWhole } from "sagemaker-promotion-core/files";
import { knownProblem, Problem } from "sagemaker-promotion-core/problem";
import * as library from "..";
import { importDefinition, type Imported } from "../import";
import { canonicalJson, type Json } from "../json";
import { describeFinding } from "../validate/finding";
import { readDefinition } from "./definition-file";

const INDENT = 2;

/** What the code that is written imports. */
const LIBRARY_NAME = "sagemaker-pipeline-definitions";

export interface ImportFlags {
  readonly out?: string;
  readonly check?: boolean;
}

export interface ImportReport {
  /** The code; with `--check` the JSON that comes out of it; nothing where the code went into a file. */
  readonly output: string;
  /** What the reader should know: findings, and what has no types. */
  readonly notes: string;
}

/**
 * Turns a definition file into TypeScript.
 * @throws Problem `UnreadableFile`, `NotJson`, `RepeatedKey`, `NotADefinition`, `UnwritableFile`, `ImportDiffers`
 */
export async function importFile(path: string, flags: ImportFlags): Promise<ImportReport> {
  const json = readDefinition(path);
  const folder = flags.out === undefined ? process.cwd() : dirname(resolve(flags.out));
  const imported = importDefinition(json, { library: LIBRARY_NAME, source: basename(path) });
  if (flags.out !== undefined) write(flags.out, imported.code);
  const notes = notesOn(imported);
  if (flags.check !== true) return { output: flags.out === undefined ? imported.code : "", notes };
  const result = await compile(imported.code, folder);
  if (canonicalJson(result) === canonicalJson(json)) {
    return { output: `${canonicalJson(result, INDENT)}\n`, notes };
  }
  throw new Problem({
    code: "ImportDiffers",
    blame: "bug",
    message: "The code compiles to another definition than the one it was made from.",
    where: path,
    next: "Report it with the definition; until then write the step in question with rawStep.",
  });
}

function write(path: string, code: string): void {
  try {
    writeWhole(path, code);
  } catch (cause) {
    throw new Problem({
      code: "UnwritableFile",
      blame: knownProblem(cause)?.blame ?? "user",
      message: `The code cannot be written: ${(cause as Error).message}.`,
      where: path,
      next: "Give --out the path of a file that you may write.",
      cause,
    });
  }
}

/** What the reader of imported code should know, a line each. */
export function notesOn({ findings, untyped }: Pick<Imported, "findings" | "untyped">): string {
  return [
    ...findings.map(describeFinding),
    ...untyped.map((what) => `note: written in the definition's own words, without types: ${what}`),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** Compiles the code, runs it, and gives back what it exports as `definition`. */
async function compile(code: string, folder: string): Promise<Json> {
  const { code: script } = await transform(code, { loader: "ts", format: "cjs", platform: "node" });
  const module = { exports: {} };
  const run = compileFunction(script, ["module", "exports", "require"]) as (
    ...scope: readonly unknown[]
  ) => void;
  const load: (name: string) => unknown = createRequire(join(folder, "imported.js"));
  run(module, module.exports, (name: string): unknown => (name === LIBRARY_NAME ? library : load(name)));
  const { definition } = module.exports as { readonly definition: Json };
  return definition;
}
