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
  ["ResourceConfig", machineProblems],
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
function machineProblems({ InstanceGroups: groups, ...config }: JsonObject): RequestProblem[] {
  if (!Array.isArray(groups) || groups.length === 0) return [];
  return ["InstanceType", "InstanceCount"]
    .filter((name) => (config[name] ?? null) !== null)
    .map((name) => ({
      code: "OneOf",
      pointer: pointTo("", name),
      message: `${name} beside InstanceGroups, each of which has its own`,
      fix: `leave ${name} out, or InstanceGroups`,
    }));
}

/** API reference, AlgorithmSpecification: "the AlgorithmName parameter is mutually exclusive with the TrainingImage parameter". */
function algorithmProblems(structure: JsonObject): RequestProblem[] {
  return oneOf(structure, "TrainingImage", "AlgorithmName");
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
