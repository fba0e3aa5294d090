import { isJsonObject, pointTo, type Json, type JsonObject } from "../json";
import { objectsIn } from "./outputs";
import { isExpression } from "./reference";
import { repeatedNames } from "./repeated-names";
import type { RequestProblem } from "./request-problem";
import { textOf } from "./text";

/** Where a processing job's inputs lie in its container. */
const FOLDER = "/opt/ml/processing/";
/** Stands in a path for what is known only later. */
const LATER = "\u0000";

interface LocalPath {
  readonly text: string;
  readonly pointer: string;
}

/** A processing job: a step of its own, or that of a check. */
export function processingProblems({
  ProcessingInputs: listed,
  ProcessingOutputConfig: outputConfig = null,
}: JsonObject): readonly RequestProblem[] {
  const inputs = Array.isArray(listed) ? (listed as readonly Json[]) : [];
  const sources = inputs.flatMap((input, index) => sourcesOf(input, pointTo("/ProcessingInputs", index)));
  const outputs = objectsIn(isJsonObject(outputConfig) ? outputConfig.Outputs : undefined).flatMap(
    ({ S3Output: target = null }, index) =>
      pathOf(target, `/ProcessingOutputConfig/Outputs/${index}/S3Output`),
  );
  const paths = sources.flatMap(({ json, pointer }) => pathOf(json, pointer));
  return [
    ...sources.flatMap(missing),
    ...sources.flatMap(zipped),
    ...[...paths, ...outputs].flatMap(relative),
    ...paths.filter(({ pointer }) => pointer.includes("/S3Input/")).flatMap(elsewhere),
    ...shared(paths, outputs),
    ...repeatedNames(objectsIn(listed), "/ProcessingInputs", "InputName", "input"),
  ];
}

/** Where an input comes from, and whether the job's own code fetches it. */
interface Source {
  readonly json: JsonObject;
  readonly pointer: string;
  readonly kind: "S3Input" | "DatasetDefinition";
  readonly managed: Json;
}

function sourcesOf(input: Json, pointer: string): readonly Source[] {
  if (!isJsonObject(input)) return [];
  return (["S3Input", "DatasetDefinition"] as const).flatMap((kind) => {
    const json = input[kind];
    if (!isJsonObject(json) || isExpression(json)) return [];
    return [{ json, pointer: pointTo(pointer, kind), kind, managed: input.AppManaged ?? false }];
  });
}

function pathOf(holder: Json, at: string): readonly LocalPath[] {
  const text = isJsonObject(holder) ? textOf(holder.LocalPath ?? null, () => LATER) : undefined;
  return text === undefined ? [] : [{ text, pointer: pointTo(at, "LocalPath") }];
}

/** API reference, ProcessingS3Input, DatasetDefinition: "LocalPath is a required parameter when AppManaged is False (default)". */
function missing({ json, pointer, managed }: Source): RequestProblem[] {
  if (managed !== false || (json.LocalPath ?? null) !== null) return [];
  const message = "an input needs a LocalPath unless the job's own code fetches it (AppManaged)";
  return [
    {
      code: "MissingField",
      pointer: pointTo(pointer, "LocalPath"),
      message,
      fix: `give it one below ${FOLDER}`,
    },
  ];
}

/** API reference, ProcessingS3Input: "Gzip can only be used when Pipe mode is specified as the S3InputMode". */
function zipped({ json, pointer }: Source): RequestProblem[] {
  const { S3CompressionType: compression, S3InputMode: mode = null } = json;
  if (compression !== "Gzip" || mode === "Pipe" || isExpression(mode)) return [];
  const message = "Gzip without Pipe: an input is decompressed in Pipe mode only";
  const fix = "leave S3CompressionType out and decompress the files in the job, or use Pipe mode";
  return [{ code: "GzipWithoutPipe", pointer: pointTo(pointer, "S3CompressionType"), message, fix }];
}

/** API reference, ProcessingS3Input, ProcessingS3Output, DatasetDefinition: "LocalPath is an absolute path". */
function relative({ text, pointer }: LocalPath): RequestProblem[] {
  if (text.startsWith("/") || text.startsWith(LATER)) return [];
  const message = `${JSON.stringify(shown(text))} is not an absolute path`;
  return [{ code: "LocalPath", pointer, message, fix: `begin it with ${FOLDER}` }];
}

/** API reference, ProcessingS3Input: "must begin with /opt/ml/processing/". */
function elsewhere({ text, pointer }: LocalPath): RequestProblem[] {
  const [known = ""] = text.split(LATER, 1);
  const fits = known.startsWith(FOLDER) || (known !== text && FOLDER.startsWith(known));
  if (!text.startsWith("/") || fits) return [];
  const message = `an input cannot lie at ${shown(text)}`;
  return [{ code: "LocalPath", pointer, message, fix: `begin the path with ${FOLDER}` }];
}

/**
 * Each input needs a folder of its own (sagemaker-python-sdk 4939), which is no output's either (1950): CreateProcessingJob
 * refuses both.
 */
function shared(inputs: readonly LocalPath[], outputs: readonly LocalPath[]): readonly RequestProblem[] {
  const folder = ({ text }: LocalPath) => text.replace(/\/+/gu, "/").replace(/\/$/u, "");
  const taken = new Set<string>();
  return [...inputs, ...outputs].flatMap((path, index): RequestProblem[] => {
    const isTaken = taken.has(folder(path));
    if (index < inputs.length) taken.add(folder(path));
    if (!isTaken) return [];
    const message = `an input lies at ${shown(path.text)} already`;
    return [{ code: "LocalPath", pointer: path.pointer, message, fix: "give each a folder of its own" }];
  });
}

function shown(text: string): string {
  return text.replaceAll(LATER, "…");
}
