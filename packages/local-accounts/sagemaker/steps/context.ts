import type { Caller } from "../../ports";
import { callerOf } from "../authorization";
import { ApiError, messageOf } from "../errors";
import { isObject } from "../json";
import type { Json, JsonObject } from "../json";
import type { Step } from "../pipeline/definition";
import type { Execution, StepRun } from "../pipeline/execution";
import { resolve } from "../pipeline/references";
import type { Invoke, Services } from "../services";
import type { Stores } from "../store";
import { coerce } from "../validation";
import { bindingsOf } from "./bindings";
import { StepFailure } from "../failure";
import type { RetryableException } from "sagemaker-pipeline-definitions";

/** What steps work with; SageMaker itself they call through its API, as the pipeline's role. */
export interface StepDependencies {
  readonly services: Services;
  readonly stores: Stores;
  readonly invoke: Invoke;
}

/** One attempt at a step. */
export interface StepContext {
  readonly services: Services;
  readonly stores: Stores;
  readonly execution: Execution;
  readonly run: StepRun;
  readonly step: Step;
  /** The pipeline's role, in a session of the step's: `sagemaker-pipeline-<execution>-<step>`. */
  readonly caller: Caller;
  readonly session: string;
  /** A name for what the step creates: `pipelines-<execution>-<step>-<random>`. */
  readonly name: string;
  /** Tags that Pipelines gives to what it creates. */
  readonly tags: readonly JsonObject[];
  /** A value with its references resolved. */
  readonly resolved: (value: Json) => Promise<Json>;
  /** An API call as the pipeline's role. @throws StepFailure with AWS's reason */
  readonly invoke: (operation: string, input: JsonObject) => Promise<JsonObject>;
}

/** What a step's runner gets for an attempt. */
export function stepContext(dependencies: StepDependencies, execution: Execution, run: StepRun): StepContext {
  const { services, stores } = dependencies;
  const { step } = run;
  const session = `sagemaker-pipeline-${execution.id}-${step.name}`;
  const caller = callerOf(execution.version.roleArn, session);
  const name = resourceName(execution.id, step.name);
  const bindings = bindingsOf(services, execution, session, name);
  return {
    services,
    stores,
    execution,
    run,
    step,
    caller,
    session,
    name,
    tags: [
      { Key: "sagemaker:pipeline-execution-arn", Value: execution.arn },
      { Key: "sagemaker:pipeline-step-name", Value: step.name },
    ],
    resolved: (value) => resolve(value, bindings),
    invoke: async (operation, input) => {
      try {
        return await dependencies.invoke({ operation, input, caller, region: execution.scope.region });
      } catch (error) {
        throw failedCall(`sagemaker:${operation}`, error);
      }
    },
  };
}

/** The step's arguments, resolved, and of the types that their request wants. */
export async function resolvedArguments(context: StepContext, shape?: string): Promise<JsonObject> {
  const found = await context.resolved(context.step.arguments);
  const coerced = shape === undefined ? found : coerce(shape, found);
  return isObject(coerced) ? coerced : {};
}

const NAME_CHARACTERS = 63;
const SUFFIX_LENGTH = 10;
const SUFFIX_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A name for what a step creates, as Pipelines names it: `pipelines-<execution>-<step>-<ten random characters>`. */
function resourceName(executionId: string, step: string): string {
  return suffixed(`pipelines-${executionId}-${step}`);
}

/** A prefix and ten random characters, in the characters and length that names of jobs and models may have. */
export function suffixed(prefix: string): string {
  const clean = prefix
    .replace(/[^A-Za-z0-9-]/gu, "-")
    .slice(0, NAME_CHARACTERS - SUFFIX_LENGTH - 1)
    .replace(/-+$/u, "");
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () =>
    SUFFIX_CHARACTERS.charAt(Math.floor(Math.random() * SUFFIX_CHARACTERS.length)),
  );
  return `${clean}-${suffix.join("")}`;
}

function failedCall(action: string, error: unknown): StepFailure {
  const message = `ClientError: Failed to invoke ${action}. Error Details: ${messageOf(error)}`;
  return new StepFailure(message, error instanceof ApiError ? exceptionOf(error) : undefined);
}

function exceptionOf(error: ApiError): RetryableException | undefined {
  if (error.type === "ThrottlingException") return "Step.THROTTLING";
  if (error.type === "ResourceLimitExceeded") return "SageMaker.RESOURCE_LIMIT";
  return error.status >= 500 ? "Step.SERVICE_FAULT" : undefined;
}
