import type { Caller } from "../../ports";
import { within } from "../arns";
import { callerOf } from "../authorization";
import { coerce } from "../validation";
import { ApiError, messageOf } from "../errors";
import { isObject, listAt, parseJson, text, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { Step } from "../pipeline/definition";
import type { Execution, StepRun } from "../pipeline/execution";
import { resolve } from "../pipeline/references";
import type { Scope } from "../pipeline/references";
import type { Service } from "../service";
import { StepFailure } from "../failure";
import type { RetryableException } from "../failure";

/** One attempt at a step. */
export interface StepContext {
  readonly service: Service;
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

export function stepContext(service: Service, execution: Execution, run: StepRun): StepContext {
  const { step } = run;
  const session = `sagemaker-pipeline-${execution.id}-${step.name}`;
  const caller = callerOf(execution.roleArn, session);
  const name = resourceName(execution.id, step.name);
  const scope = scopeOf(service, execution, session, name);
  return {
    service,
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
    resolved: (value) => resolve(value, scope),
    invoke: async (operation, input) => {
      try {
        return await service.invoke({ operation, input, caller, region: execution.region.name });
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

function scopeOf(service: Service, execution: Execution, session: string, name: string): Scope {
  return {
    parameters: execution.parameters,
    execution: (variable) => executionVariable(service, execution, name, variable),
    properties: (step) => execution.runs.get(step)?.properties,
    propertyFile: (step, file) => propertyFileUri(execution, step, file),
    document: (uri) => readDocument(service, execution, session, uri),
  };
}

function executionVariable(
  service: Service,
  execution: Execution,
  name: string,
  variable: string,
): Json | undefined {
  const values: Readonly<Record<string, string>> = {
    StartDateTime: new Date(execution.created).toISOString(),
    CurrentDateTime: new Date(service.clock.now()).toISOString(),
    PipelineName: execution.pipeline.name,
    PipelineArn: execution.pipeline.arn,
    PipelineExecutionId: execution.id,
    PipelineExecutionArn: execution.arn,
    ProcessingJobName: name,
    TrainingJobName: name,
  };
  return values[variable];
}

/** Where a step that ran has put a property file: below the S3 URI of the output that the file belongs to. */
function propertyFileUri(execution: Execution, step: string, name: string): string | undefined {
  const run = execution.runs.get(step);
  const file = listAt(run?.step.source, "PropertyFiles").find(
    (one) => textAt(one, "PropertyFileName") === name,
  );
  const output = listAt(run?.properties, "ProcessingOutputConfig", "Outputs").find(
    (one) => textAt(one, "OutputName") === textAt(file, "OutputName"),
  );
  const uri = textAt(output, "S3Output", "S3Uri");
  return uri === undefined || file === undefined ? undefined : within(uri, text(file, "FilePath"));
}

async function readDocument(
  service: Service,
  execution: Execution,
  session: string,
  uri: string,
): Promise<Json> {
  let body: Buffer;
  try {
    body = await (await service.storages.as(execution.roleArn, session, execution.region.name)).read(uri);
  } catch (error) {
    throw new StepFailure(`ClientError: Failed to read ${uri} with the pipeline's role: ${messageOf(error)}`);
  }
  const document = parseJson(body.toString());
  if (document === undefined) throw new StepFailure(`ClientError: ${uri} is no JSON document`);
  return document;
}
