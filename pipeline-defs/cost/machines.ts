import type { Json, JsonObject } from "sagemaker-pipeline-definitions";
import type { JobKind } from "./prices";
import type { Values } from "./values";

/** Equal machines of one attempt, at the longest. */
export interface Fleet {
  readonly job: JobKind;
  readonly instanceType: string;
  readonly instances: number;
  /** How long each may run. */
  readonly seconds: number;
}

/** Why a step's cost has no ceiling that anyone could know. */
export interface NoCeiling {
  /** `Unknown`: something could be said that is not. `Unbounded`: nothing of SageMaker's ends it, or it bills elsewhere. */
  readonly code: "Unknown" | "Unbounded";
  readonly message: string;
}

/**
 * The fleets that a step may run, of which the dearest counts; none where it runs no machines.
 * @returns why not, where that cannot be told from the definition
 */
export function fleetsOf(step: JsonObject, values: Values): readonly (readonly Fleet[])[] | NoCeiling {
  const own = values.at(step, "Arguments");
  switch (step.Type) {
    // The steps in a loop, and in a condition's branches, count for themselves.
    case "Condition":
    case "ForEach":
    // Deletes objects in S3 (sagemaker-mlops 1.27.0, CleanupStep).
    case "Cleanup":
    case "EndpointConfig":
    case "Fail":
    case "Lambda":
    case "Lineage":
    case "Model":
    case "RegisterModel":
      return [];
    case "ClarifyCheck":
      // A check of a model asks an endpoint that the check runs for the while.
      return step.CheckType === "DATA_BIAS"
        ? processing(own, values)
        : unbounded("the machines of its endpoint stand in its analysis configuration");
    case "Processing":
    case "QualityCheck":
      return processing(own, values);
    case "Training":
      return oneOf(training(own, values));
    case "Tuning":
      return tuning(own, values);
    case "AutoML":
      return unbounded("SageMaker chooses the machines of an AutoML job");
    case "Transform":
      return unbounded("CreateTransformJob takes no limit of its run time");
    case "Job":
      return unbounded("CreateJob takes neither machines nor a limit of its run time");
    case "Endpoint":
    case "InferenceComponent":
      return unbounded("an endpoint runs until it is deleted");
    case "EMR":
    case "EMRServerless":
      return unbounded("Amazon EMR bills for it");
    case "Callback":
      return unbounded("the program that reads its queue decides what runs");
    default:
      return { code: "Unknown", message: `steps of type ${JSON.stringify(step.Type)} are not known` };
  }
}

/**
 * Where a request says nothing. Training: API reference, StoppingCondition; processing: Python SDK 2.257.7,
 * sagemaker.processing.Processor.
 */
const DEFAULT_SECONDS = 86_400;

type Fleets = readonly Fleet[] | NoCeiling;

function oneOf(fleets: Fleets): readonly (readonly Fleet[])[] | NoCeiling {
  return isNoCeiling(fleets) ? fleets : [fleets];
}

export function isNoCeiling(value: object): value is NoCeiling {
  return "code" in value;
}

function unbounded(message: string): NoCeiling {
  return { code: "Unbounded", message };
}

function processing(own: Json | undefined, values: Values): readonly (readonly Fleet[])[] | NoCeiling {
  const cluster = values.at(own, "ProcessingResources", "ClusterConfig");
  const seconds = values.at(own, "StoppingCondition", "MaxRuntimeInSeconds") ?? DEFAULT_SECONDS;
  return oneOf(fleets("processing", [cluster], seconds, values));
}

function training(own: Json | undefined, values: Values): Fleets {
  const config = values.at(own, "ResourceConfig");
  const groups = values.list(config, "InstanceGroups");
  const seconds = values.at(own, "StoppingCondition", "MaxRuntimeInSeconds") ?? DEFAULT_SECONDS;
  // A warm pool is billed on after the job, at the same price.
  const warm = values.at(config, "KeepAlivePeriodInSeconds") ?? 0;
  const whole = typeof seconds === "number" && typeof warm === "number" ? seconds + warm : seconds;
  return fleets("training", groups.length > 0 ? groups : [config], whole, values);
}

/** A tuning job's training jobs side by side, each as dear as the dearest. */
function tuning(own: Json | undefined, values: Values): readonly (readonly Fleet[])[] | NoCeiling {
  const limits = values.at(own, "HyperParameterTuningJobConfig", "ResourceLimits");
  const jobs = values.at(limits, "MaxNumberOfTrainingJobs");
  const parallel = values.at(limits, "MaxParallelTrainingJobs");
  const whole = values.at(limits, "MaxRuntimeInSeconds");
  if (typeof parallel !== "number") return unknown("MaxParallelTrainingJobs", parallel);
  if (typeof jobs !== "number" && typeof whole !== "number") return unknown("MaxNumberOfTrainingJobs", jobs);

  const alternatives: (readonly Fleet[])[] = [];
  for (const job of trainingJobs(own, values)) {
    const found = training(job, values);
    if (isNoCeiling(found)) return found;
    alternatives.push(
      found.map((fleet) => {
        const byJobs = typeof jobs === "number" ? (jobs * fleet.seconds) / parallel : Infinity;
        const seconds = Math.min(byJobs, typeof whole === "number" ? whole : Infinity);
        return { ...fleet, instances: fleet.instances * parallel, seconds };
      }),
    );
  }
  return alternatives;
}

/** The training jobs that a tuning job describes, one for each of their configurations. */
function trainingJobs(own: Json | undefined, values: Values): JsonObject[] {
  const single = values.at(own, "TrainingJobDefinition");
  const definitions = single === undefined ? values.list(own, "TrainingJobDefinitions") : [single];
  return definitions.flatMap((definition) => {
    const config =
      values.at(definition, "HyperParameterTuningResourceConfig") ?? values.at(definition, "ResourceConfig");
    const stopping = values.at(definition, "StoppingCondition") ?? {};
    const choices = values.list(config, "InstanceConfigs");
    return (choices.length > 0 ? choices : [config ?? {}]).map((choice) => ({
      ResourceConfig: choice,
      StoppingCondition: stopping,
    }));
  });
}

function fleets(
  job: JobKind,
  clusters: readonly (Json | undefined)[],
  seconds: Json,
  values: Values,
): Fleets {
  if (typeof seconds !== "number") return unknown("MaxRuntimeInSeconds", seconds);
  const found: Fleet[] = [];
  for (const cluster of clusters) {
    const [instanceType, instances] = [
      values.at(cluster, "InstanceType"),
      values.at(cluster, "InstanceCount"),
    ];
    if (typeof instanceType !== "string") return unknown("InstanceType", instanceType);
    if (typeof instances !== "number") return unknown("InstanceCount", instances);
    found.push({ job, instanceType, instances, seconds });
  }
  return found;
}

export function unknown(member: string, value: Json | undefined): NoCeiling {
  const message =
    value === undefined
      ? `it names no ${member}`
      : `its ${member} is known only when it starts: ${JSON.stringify(value)}`;
  return { code: "Unknown", message };
}
