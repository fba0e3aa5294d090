import { listAt, objectAt, text, without } from "../json";
import type { Json, JsonObject } from "../json";
import { resolvedArguments } from "./context";
import type { StepContext } from "./context";
import { StepFailure } from "./failure";

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
