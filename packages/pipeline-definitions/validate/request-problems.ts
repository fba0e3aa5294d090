import { pointTo, type Json, type JsonObject } from "../json";
import { processingProblems } from "./processing-problems";
import type { RequestProblem } from "./request-problem";
import { structuresIn } from "./structures";
import { trainingProblems } from "./training-problems";

type Rule = (structure: JsonObject) => readonly RequestProblem[];

/** The rules by the shape that they are about. */
const RULES: ReadonlyMap<string, Rule> = new Map([
  ["CreateTrainingJobRequest", trainingProblems],
  ["HyperParameterTrainingJobDefinition", trainingProblems],
  ["CreateProcessingJobRequest", processingProblems],
  ["CreateTransformJobRequest", transformProblems],
  ["ProcessingClusterConfig", preferenceProblems],
  ["ResourceConfig", machineProblems],
  ["StoppingCondition", runtimeProblems],
  ["AlgorithmSpecification", algorithmProblems],
  ["CreateModelInput", containerProblems],
]);

/**
 * What an API says of a request in prose and not in its model: members that exclude or need each other, values that must
 * differ. A value that is no text, number or truth value, such as a reference, is taken for right.
 * @param shape name of the request in the service model, such as `CreateTrainingJobRequest`
 */
export function requestProblems(shape: string, request: Json): readonly RequestProblem[] {
  return structuresIn(request, shape).flatMap(({ shape: own, json, pointer }) =>
    (RULES.get(own)?.(json) ?? []).map((problem) => ({
      ...problem,
      pointer: `${pointer}${problem.pointer}`,
    })),
  );
}

/** The Python SDK refuses both: "instance_count and instance_type cannot be set when instance_groups is set" (job.py, 2.257.7). */
function machineProblems(structure: JsonObject): RequestProblem[] {
  const { InstanceGroups: groups, ...config } = structure;
  const preferences = preferenceProblems(structure);
  if (!Array.isArray(groups) || groups.length === 0) return preferences;
  const beside = ["InstanceType", "InstanceCount"]
    .filter((name) => (config[name] ?? null) !== null)
    .map((name) => ({
      code: "OneOf",
      pointer: pointTo("", name),
      message: `${name} beside InstanceGroups, each of which has its own`,
      fix: `leave ${name} out, or InstanceGroups`,
    }));
  return [...preferences, ...beside];
}

/**
 * API reference, ResourceConfig, ProcessingClusterConfig: "InstancePreferences is mutually exclusive with InstanceType",
 * of a training job also with InstanceGroups and InstancePlacementConfig.
 */
function preferenceProblems(structure: JsonObject): RequestProblem[] {
  return ["InstanceType", "InstanceGroups", "InstancePlacementConfig"].flatMap((name) =>
    oneOf(structure, "InstancePreferences", name),
  );
}

/** API reference, StoppingCondition: of MaxRuntimeInSeconds "the maximum value is 28 days". */
function runtimeProblems({ MaxRuntimeInSeconds: seconds = null }: JsonObject): RequestProblem[] {
  const most = 28 * 86_400;
  if (typeof seconds !== "number" || seconds <= most) return [];
  const message = `${seconds}; a job may run for ${most} seconds, which are 28 days`;
  return [{ code: "OutOfRange", pointer: "/MaxRuntimeInSeconds", message, fix: `use at most ${most}` }];
}

/**
 * API reference, CreateTransformJob: MaxPayloadInMB "cannot be greater than 100 MB", and where MaxConcurrentTransforms is
 * given, their product "also cannot exceed 100 MB"; the default is 6 MB. 0 is no limit of the payload.
 */
function transformProblems({
  MaxPayloadInMB: payload = null,
  MaxConcurrentTransforms: concurrent = null,
}: JsonObject): RequestProblem[] {
  const size = payload ?? 6;
  const times = concurrent ?? 1;
  if (typeof size !== "number" || typeof times !== "number" || size * times <= 100) return [];
  const message = `${times} requests of ${size} MB at once; the API takes 100 MB in all`;
  const pointer = payload === null ? "/MaxConcurrentTransforms" : "/MaxPayloadInMB";
  return [{ code: "OutOfRange", pointer, message, fix: "make their product 100 at most" }];
}

/**
 * API reference, AlgorithmSpecification: "You must specify either the algorithm name to the AlgorithmName parameter or the
 * image URI of the algorithm container to the TrainingImage parameter", and not both.
 */
function algorithmProblems(structure: JsonObject): RequestProblem[] {
  const [image, name] = [structure.TrainingImage ?? null, structure.AlgorithmName ?? null];
  if (image !== null || name !== null) return oneOf(structure, "TrainingImage", "AlgorithmName");
  const message = "a training job needs a TrainingImage or an AlgorithmName";
  return [{ code: "MissingField", pointer: "/TrainingImage", message, fix: "add one of the two" }];
}

/** API reference, CreateModel: PrimaryContainer is of a model with one container, Containers of an inference pipeline. */
function containerProblems(structure: JsonObject): RequestProblem[] {
  return oneOf(structure, "PrimaryContainer", "Containers");
}

function oneOf(structure: JsonObject, one: string, other: string): RequestProblem[] {
  if ([one, other].some((name) => (structure[name] ?? null) === null)) return [];
  const message = `${other} beside ${one}: the API takes one of the two`;
  return [{ code: "OneOf", pointer: pointTo("", other), message, fix: `leave out ${other} or ${one}` }];
}
