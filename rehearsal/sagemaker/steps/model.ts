import { listAt, textAt } from "../json";
import type { JsonObject } from "../json";
import { resolvedArguments } from "./context";
import type { StepContext } from "./context";
import { suffixed } from "./names";

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
