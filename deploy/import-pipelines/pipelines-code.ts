import { indexDefinition, isJsonObject, type Json, type JsonObject } from "sagemaker-pipeline-definitions";
import { notesOn } from "sagemaker-pipeline-definitions/cli";
import { importDefinition, type Imported } from "sagemaker-pipeline-definitions/import";
import type { PipelineKind } from "../desired";
import { unquoted, type Named } from "./script-uris";

/** A definition to import, and where it comes from. */
export interface Source {
  readonly kind: PipelineKind;
  /** A file's name, or a pipeline's. */
  readonly name: string;
  readonly definition: JsonObject;
}

/** What makes a training pipeline. */
const TRAINS = ["Training", "Tuning", "AutoML"];

function trains(definition: Json): boolean {
  return indexDefinition(definition).steps.some(({ type }) => TRAINS.includes(type));
}

/** Members that a definition may leave out, which mean this. */
const DEFAULTS = { Version: "2020-12-01", Metadata: {}, Parameters: [], PipelineExperimentConfig: null };

/** Tells one or two definitions apart: the one that trains is the training pipeline; of two alike the first is. */
export function sourcesOf(given: readonly { readonly name: string; readonly json: Json }[]): Source[] {
  const [first, second] = given;
  const firstTrains = first !== undefined && trains(first.json);
  const isSwapped = !firstTrains && (second === undefined || trains(second.json));
  const kinds: readonly PipelineKind[] = isSwapped ? ["inference", "train"] : ["train", "inference"];
  return given.map(({ name, json }, index) => ({
    kind: kinds[index] ?? "inference",
    name,
    definition: { ...DEFAULTS, ...(isJsonObject(json) ? json : { Steps: json }) },
  }));
}

/** A text that is another in each environment, as code; undefined for any other. */
function replaced(
  { roles }: Named,
  paths: ReadonlyMap<string, string>,
): (text: string) => string | undefined {
  return (text) => {
    if (roles.includes(text)) return "context.roleArn";
    const path = paths.get(unquoted(text));
    if (path === undefined) return undefined;
    const call = `context.script(${JSON.stringify(path)})`;
    return text === unquoted(text) ? call : `JSON.stringify(${call})`;
  };
}

/**
 * The text of a model's `pipelines.ts`, and what its reader should know, a line each.
 * @param paths paths below `scripts/` of the files that are there, by their addresses
 * @throws DefinitionError `NotADefinition`, `LargeNumber`
 */
export function pipelinesCode(
  sources: readonly Source[],
  named: Named,
  paths: ReadonlyMap<string, string>,
): { readonly code: string; readonly notes: string } {
  const text = replaced(named, paths);
  const imported = sources.map((source) => ({
    ...source,
    ...importDefinition(source.definition, { library: "", text, reserved: ["context"] }),
  }));
  const names = [...new Set(imported.flatMap(({ parts }) => parts.names))].sort();
  const head = [
    `/** Imported from ${sources.map(({ name }) => name.replaceAll("*/", "* /")).join(" and ")}. */`,
    `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "sagemaker-pipeline-definitions";`,
    'import type { BuildPipeline } from "../../pipeline-defs/own-pipelines/model-pipelines";',
  ].join("\n");
  const kinds: readonly PipelineKind[] = ["train", "inference"];
  const functions = kinds.map((kind) => {
    const found = imported.find((one) => one.kind === kind);
    return found === undefined
      ? `export const ${kind}: BuildPipeline = (context) => context.generated();`
      : builder(kind, found);
  });
  return { code: `${[head, ...functions].join("\n\n")}\n`, notes: imported.map(notesOn).join("") };
}

function builder(kind: PipelineKind, { parts: { constants, remarks, definition } }: Imported): string {
  const body = `${constants}\n\n${remarks}return ${definition};`.trimStart().replaceAll(/^(?=.)/gm, "  ");
  const context = body.includes("context.") ? "(context)" : "()";
  return `export const ${kind}: BuildPipeline = ${context} => {\n${body}\n};`;
}
