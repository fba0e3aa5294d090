import { FAILURE_CHARACTERS, StepFailure } from "../failure";
import { asText, listAt, objectAt, text, textAt, without } from "../json";
import type { Json, JsonObject } from "../json";
import { allHold } from "../pipeline/conditions";
import { resolvedArguments, suffixed } from "./context";
import type { StepContext } from "./context";

/** Decides which branch is taken. References to its Outcome see `true` or `false`, the API shows `True` or `False`. */
export async function runCondition(context: StepContext): Promise<JsonObject> {
  const outcome = await allHold(listAt(context.step.arguments, "Conditions"), context.resolved);
  context.run.metadata = { Condition: { Outcome: outcome ? "True" : "False" } };
  return { Outcome: String(outcome) };
}

/** Ends the execution as Failed; the message is the step's FailureReason, word for word. */
export async function runFail(context: StepContext): Promise<JsonObject> {
  const message = asText(await context.resolved(context.step.arguments["ErrorMessage"] ?? ""));
  context.run.metadata = { Fail: { ErrorMessage: message.slice(0, FAILURE_CHARACTERS) } };
  throw new StepFailure(message);
}

/** Creates a model; its properties are the DescribeModel response. */
export async function runModel(context: StepContext): Promise<JsonObject> {
  const request = await resolvedArguments(context, "CreateModelInput");
  const prefix = textAt(request, "ModelName");
  const ModelName = prefix === undefined ? context.name : suffixed(prefix);
  const { ModelArn } = await context.invoke("CreateModel", {
    ...request,
    ModelName,
    Tags: [...listAt(request, "Tags"), ...context.tags],
  });
  context.run.metadata = { Model: { Arn: ModelArn } };
  return context.invoke("DescribeModel", { ModelName });
}

/** Registers a model version; its properties are the DescribeModelPackage response. */
export async function runRegisterModel(context: StepContext): Promise<JsonObject> {
  const all = await resolvedArguments(context, "CreateModelPackageInput");
  // A version has no tags of its own; they go to its group.
  const request = without(all, ["Tags"]);
  const group = text(request, "ModelPackageGroupName");
  if (!group.startsWith("arn:")) await ensureGroup(context, group, listAt(all, "Tags"));
  const { ModelPackageArn } = await context.invoke("CreateModelPackage", {
    ...request,
    MetadataProperties: { GeneratedBy: context.execution.arn, ...objectAt(request, "MetadataProperties") },
  });
  context.run.metadata = { RegisterModel: { Arn: ModelPackageArn } };
  return context.invoke("DescribeModelPackage", { ModelPackageName: ModelPackageArn });
}

/** Pipelines creates a group of its own account's each time, and goes on where there is one already. */
async function ensureGroup(context: StepContext, name: string, tags: readonly Json[]): Promise<void> {
  const Tags = [...tags, ...context.tags];
  try {
    await context.invoke("CreateModelPackageGroup", { ModelPackageGroupName: name, Tags });
  } catch (error) {
    if (!(error instanceof StepFailure) || !error.message.includes("already exists")) throw error;
  }
}
