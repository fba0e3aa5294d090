import { isJsonObject, type Json, type JsonObject } from "../json";

/**
 * The arguments that, if they change, make SageMaker run a cached step again, by step type.
 * Source: developer guide, "Default cache key attributes by pipeline step type"
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-default-keys.html). Addresses count, never the content of
 * what lies there; outputs, instance types and counts, roles and tags do not count.
 */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  Processing: ["AppSpecification", "Environment", "ProcessingInputs"],
  Training: [
    "AlgorithmSpecification",
    "CheckpointConfig",
    "DebugHookConfig",
    "DebugRuleConfigurations",
    "Environment",
    "HyperParameters",
    "InputDataConfig",
  ],
  Tuning: [
    "HyperParameterTuningJobConfig",
    "TrainingJobDefinition.AlgorithmSpecification",
    "TrainingJobDefinition.HyperParameterRanges",
    "TrainingJobDefinition.InputDataConfig",
    "TrainingJobDefinition.StaticHyperParameters",
    "TrainingJobDefinition.TuningObjective",
    "TrainingJobDefinitions",
  ],
  AutoML: [
    "AutoMLJobConfig.CompletionCriteria",
    "AutoMLJobConfig.CandidateGenerationConfig",
    "AutoMLJobConfig.DataSplitConfig",
    "AutoMLJobConfig.Mode",
    "AutoMLJobObjective",
    "InputDataConfig",
    "ProblemType",
  ],
  Transform: ["DataProcessing", "Environment", "ModelName", "TransformInput"],
  EMR: ["ClusterId", "StepConfig"],
};

/**
 * Of the checks the page names the Python SDK's QualityCheckConfig, ClarifyCheckConfig and CheckJobConfig, which make up
 * all of a check's arguments.
 */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  QualityCheck: [
    "CheckType",
    "ModelPackageGroupName",
    "RegisterNewBaseline",
    "SkipCheck",
    "SuppliedBaselineConstraints",
    "SuppliedBaselineStatistics",
  ],
  ClarifyCheck: [
    "CheckType",
    "ModelPackageGroupName",
    "RegisterNewBaseline",
    "SkipCheck",
    "SuppliedBaselineConstraints",
  ],
};

/** Members that say how a step is run or shown, not what it gives. */
const INCIDENTAL: ReadonlySet<string> = new Set([
  "Name",
  "Arguments",
  "CacheConfig",
  "DependsOn",
  "Description",
  "DisplayName",
  "PropertyFiles",
  "RetryPolicies",
]);

/**
 * The values of a step's cache key by their names. Step types that the page does not list (the Python SDK caches Lambda
 * steps, for one): everything that can tell.
 */
export function keyValues(step: JsonObject): ReadonlyMap<string, Json> {
  const type = typeof step.Type === "string" ? step.Type : "";
  const own = isJsonObject(step.Arguments) ? step.Arguments : {};
  const listed = Object.hasOwn(ARGUMENTS, type) ? ARGUMENTS[type] : undefined;
  const inArguments = listed ?? Object.keys(own);
  const inStep = listed === undefined ? membersOf(type, step) : [];
  return new Map(
    [
      ...inArguments.map((path) => [path, follow(own, path)] as const),
      ...inStep.map((member) => [member, step[member]] as const),
    ].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

function membersOf(type: string, step: JsonObject): readonly string[] {
  if (Object.hasOwn(MEMBERS, type)) return MEMBERS[type] ?? [];
  return Object.keys(step).filter((member) => !INCIDENTAL.has(member));
}

function follow(json: JsonObject, path: string): Json | undefined {
  return path
    .split(".")
    .reduce<Json | undefined>((value, key) => (isJsonObject(value) ? value[key] : undefined), json);
}

/** Whether the step asks for its results to be re-used. */
export function isCached(step: JsonObject | undefined): boolean {
  const config = step?.CacheConfig;
  return isJsonObject(config) && config.Enabled === true;
}
