import type { StepDefinition } from "./definition";
import { isJsonObject, type Json, type JsonObject } from "./json";
import { objectToJson } from "./variable";

/** A step of a pipeline. Referring to its properties or outputs is depending on it. */
export interface Step {
  readonly kind: "step";
  readonly name: string;
  readonly definition: StepDefinition;
}

/** A step by itself or by its name. */
export type StepReference = { readonly name: string } | string;

/**
 * How a step must have ended for a waiting step to run. Source: sagemaker.mlops.workflow.step_dependency
 * 1.27.0.
 */
export const TRIGGERS = ["Completed", "Failed", "Stopped", "Any"] as const;

/**
 * A step to wait for, and how it must have ended for the waiting step to run: one of three ways, or
 * `Any`.
 */
export interface StepDependency {
  readonly step: StepReference;
  readonly trigger: (typeof TRIGGERS)[number];
}

export interface StepOptions {
  /** Letters, digits, `-` and `_`, at most 64 (API: StepName). */
  readonly name: string;
  readonly displayName?: string;
  readonly description?: string;
  /** Steps to wait for without using their outputs, until they have completed or ended another way. */
  readonly dependsOn?: readonly (Step | string | StepDependency)[];
}

/** For the step types that the service caches. */
export interface CacheOptions {
  /**
   * Re-use the result of an earlier run with the same inputs. `expireAfter` is a duration such as
   * `P30D` or `PT12H`. Default: the step always runs. The key holds the addresses of inputs, never their
   * content.
   */
  readonly cache?: boolean | { readonly enabled?: boolean; readonly expireAfter: string };
}

/**
 * What a policy may retry. Source: AWS's page pipelines-retry-policy; the last is the official schema's.
 */
export const RETRYABLE_EXCEPTIONS = [
  "Step.SERVICE_FAULT",
  "Step.THROTTLING",
  "SageMaker.JOB_INTERNAL_ERROR",
  "SageMaker.CAPACITY_ERROR",
  "SageMaker.RESOURCE_LIMIT",
  "Emr.RESOURCE_LIMIT",
] as const;
export type RetryableException = (typeof RETRYABLE_EXCEPTIONS)[number];

/**
 * When and how often a failed step is tried again. Where neither end is given the service makes 5
 * attempts.
 */
export type RetryPolicy = {
  readonly on: readonly RetryableException[];
  /** Before the first retry, at most 43,200. Default: 1, the service's own. */
  readonly intervalSeconds?: number;
  /** The interval grows by this factor each time. Default: 2, the service's own. */
  readonly backoffRate?: number;
} & (
  | { /** At most 20. */ readonly maxAttempts?: number; readonly expireAfterMinutes?: never }
  | { /** At most 14,400. */ readonly expireAfterMinutes: number; readonly maxAttempts?: never }
);

/** For the step types that the service retries. */
export interface RetryOptions {
  readonly retry?: readonly RetryPolicy[];
}

/**
 * A step without some fields that its factory writes, such as `OutputParameters` or
 * `Arguments.ElseSteps`, to equal a step that omits them.
 */
export function withoutFields<S extends Step>(step: S, fields: readonly string[]): S {
  const left = (json: JsonObject, at: string): JsonObject =>
    Object.fromEntries(Object.entries(json).filter(([name]) => !fields.includes(`${at}${name}`)));
  const { Name, Type, Arguments: args, ...others } = step.definition;
  const inner: JsonObject = isJsonObject(args) ? { Arguments: left(args, "Arguments.") } : {};
  return { ...step, definition: { Name, Type, ...left({ ...others, ...inner }, "") } };
}

/** A step from the options that all step types share and the fields of its own type. */
export function defineStep(
  type: string,
  options: StepOptions & CacheOptions & RetryOptions,
  own: Readonly<Record<string, unknown>>,
): Step {
  const { name, displayName, description, dependsOn, cache, retry } = options;
  const definition = {
    Name: name,
    Type: type,
    ...objectToJson(
      {
        DisplayName: displayName,
        Description: description,
        DependsOn: dependsOn?.map(dependencyJson),
        CacheConfig: cache === undefined ? undefined : cacheConfig(cache),
        RetryPolicies: retry?.map(retryPolicy),
        ...own,
      },
      `step ${name}: `,
    ),
  };
  return { kind: "step", name, definition };
}

export function nameOfStep(step: StepReference): string {
  return typeof step === "string" ? step : step.name;
}

/**
 * A dependency as the definition has it: a name alone where the step must have completed, as the Python
 * SDK 3 writes it.
 */
function dependencyJson(dependency: StepReference | StepDependency): Json {
  if (typeof dependency === "string" || !("trigger" in dependency)) return nameOfStep(dependency);
  const name = nameOfStep(dependency.step);
  return dependency.trigger === "Completed" ? name : { Step: name, Trigger: dependency.trigger };
}

function cacheConfig(cache: NonNullable<CacheOptions["cache"]>): JsonObject {
  if (typeof cache === "boolean") return { Enabled: cache };
  return { Enabled: cache.enabled ?? true, ExpireAfter: cache.expireAfter };
}

function retryPolicy(policy: RetryPolicy): Readonly<Record<string, unknown>> {
  return {
    ExceptionType: policy.on,
    IntervalSeconds: policy.intervalSeconds,
    BackoffRate: policy.backoffRate,
    MaxAttempts: policy.maxAttempts,
    ExpireAfterMin: policy.expireAfterMinutes,
  };
}
