import { parseJsonPath, readJsonPath, type Json as DefinedJson } from "sagemaker-pipeline-definitions";
import { parsePath } from "sagemaker-pipeline-definitions/service-model";
import { asText, isList, isObject, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import { StepFailure } from "../failure";

/** What references of a running execution stand for. */
export interface Bindings {
  readonly parameters: ReadonlyMap<string, Json>;
  /** Values of `Execution.…`, such as `PipelineExecutionId`. */
  readonly execution: (variable: string) => Json | undefined;
  /** Values of `PipelineExperimentConfig.…`: the names of the execution's experiment and trial. */
  readonly experiment: (name: string) => Json | undefined;
  /** A step's properties: its Describe response, or its outputs. Undefined where the step did not run. */
  readonly properties: (step: string) => JsonObject | undefined;
  /** The S3 URI of a step's property file; undefined where the step declares no such file. */
  readonly propertyFile: (step: string, file: string) => string | undefined;
  /** The JSON document at an S3 URI, read with the pipeline's role. */
  readonly document: (uri: string) => Promise<Json>;
}

const EXPERIMENT = "PipelineExperimentConfig.";
const JOIN = "Std:Join";
const JSON_GET = "Std:JsonGet";

/** Whether a value is a reference or a function rather than itself. */
export function isVariable(value: Json): boolean {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  if (keys.length !== 1) return false;
  return (keys[0] === "Get" && typeof value["Get"] === "string") || isObject(functionOf(value));
}

function functionOf(value: JsonObject): Json | undefined {
  return value[JOIN] ?? value[JSON_GET];
}

/** Every `Get` in a value, functions' arguments included. */
export function references(value: Json | undefined): string[] {
  if (isList(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  const get = value["Get"];
  if (typeof get === "string" && isVariable(value)) return [get];
  return Object.values(value).flatMap(references);
}

/** `Steps.Train.ModelArtifacts.S3ModelArtifacts` as step and path; undefined for references to anything else. */
export function stepReference(reference: string): { step: string; path: string } | undefined {
  const match = /^Steps\.([A-Za-z0-9\-_]+)(?:\.(.*))?$/su.exec(reference);
  return match === null ? undefined : { step: match[1] ?? "", path: match[2] ?? "" };
}

/** `PropertyFiles.Report` of a JsonGet's `PropertyFile` as the file's name. */
function propertyFileName(path: string): string | undefined {
  const [collection, name, ...rest] = propertyPath(path) ?? [];
  return collection === "PropertyFiles" && typeof name === "string" && rest.length === 0 ? name : undefined;
}

/**
 * A value with every reference replaced by what it stands for.
 *
 * @throws StepFailure where a reference stands for nothing.
 */
export async function resolve(value: Json, bindings: Bindings): Promise<Json> {
  if (isList(value)) return Promise.all(value.map((item) => resolve(item, bindings)));
  if (!isObject(value)) return value;
  if (!isVariable(value)) {
    const entries = Object.entries(value).map(async ([key, item]): Promise<[string, Json | undefined]> => [
      key,
      item === undefined ? undefined : await resolve(item, bindings),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  }
  const get = textAt(value, "Get");
  if (get !== undefined) return lookUp(get, bindings);
  const join = value[JOIN];
  return join === undefined ? jsonGet(value[JSON_GET] ?? null, bindings) : joined(join, bindings);
}

function lookUp(reference: string, bindings: Bindings): Json {
  const found = valueOf(reference, bindings);
  if (found === undefined)
    throw new StepFailure(`ClientError: ${reference} could not be resolved: it has no value`);
  return found;
}

function valueOf(reference: string, bindings: Bindings): Json | undefined {
  if (reference.startsWith("Parameters."))
    return bindings.parameters.get(reference.slice("Parameters.".length));
  if (reference.startsWith("Execution.")) return bindings.execution(reference.slice("Execution.".length));
  if (reference.startsWith(EXPERIMENT)) return bindings.experiment(reference.slice(EXPERIMENT.length));
  const target = stepReference(reference);
  if (target === undefined) return undefined;
  const path = propertyPath(target.path);
  return path === undefined ? undefined : follow(bindings.properties(target.step), path);
}

/** Members by which a list of a Describe response is looked up: `Outputs['train']`. */
const NAMES = ["OutputName", "InputName", "ChannelName", "Name"];

function byName(list: readonly Json[], name: string): Json | undefined {
  return list.find((item) => NAMES.some((key) => textAt(item, key) === name));
}

function follow(value: Json | undefined, path: readonly PathPart[]): Json | undefined {
  let found = value;
  for (const part of path) {
    if (isList(found)) found = typeof part === "number" ? found[part] : byName(found, part);
    else if (isObject(found)) found = Object.hasOwn(found, String(part)) ? found[String(part)] : undefined;
    else return undefined;
  }
  return found;
}

async function joined(join: Json, bindings: Bindings): Promise<Json> {
  const { On: on, Values: values } = isObject(join) ? join : {};
  const items = await resolve(values ?? [], bindings);
  return (isList(items) ? items : [items]).map((item) => asText(item)).join(typeof on === "string" ? on : "");
}

async function jsonGet(call: Json, bindings: Bindings): Promise<Json> {
  const path = textAt(call, "Path") ?? "";
  const uri = await documentUri(isObject(call) ? call : {}, bindings);
  const document = await bindings.document(uri);
  const parsed = parseJsonPath(path);
  if (parsed === undefined) throw new StepFailure(`ClientError: JsonGet cannot read the path ${path}`);
  // What was read as JSON has no members that are undefined.
  const found = readJsonPath(parsed, document as DefinedJson);
  if (found === undefined) {
    throw new StepFailure(`ClientError: JsonGet found nothing at the path ${path} of ${uri}`);
  }
  return found;
}

async function documentUri(call: JsonObject, bindings: Bindings): Promise<string> {
  const uri = call["S3Uri"];
  if (uri !== undefined) return asText(await resolve(uri, bindings));
  const reference = textAt(call, "PropertyFile", "Get") ?? "";
  const target = stepReference(reference);
  const name = propertyFileName(target?.path ?? "");
  const file =
    target === undefined || name === undefined ? undefined : bindings.propertyFile(target.step, name);
  if (file === undefined)
    throw new StepFailure(`ClientError: ${reference} is no property file of a step that ran`);
  return file;
}

/** One step along a path: a key, or an index of a list. */
type PathPart = string | number;

/**
 * The parts of a property's path, such as `ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri`. Undefined where the
 * text is no such path.
 */
export function propertyPath(path: string): PathPart[] | undefined {
  return parsePath(path)?.map((part) => (part.kind === "item" ? part.index : part.name));
}
