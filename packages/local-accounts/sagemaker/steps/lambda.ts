import { asText, isObject, listAt, text } from "../json";
import type { Json, JsonObject } from "../json";
import { asType, isValueType } from "../pipeline/types";
import { resolvedArguments } from "./context";
import type { StepContext } from "./context";
import { StepFailure } from "../failure";

/** The longest value that a step's output may have; developer guide, "build-and-manage-steps", Lambda step. */
const OUTPUT_CHARACTERS = 1024;

/** Calls a function with the pipeline role's credentials; its result's members become the step's outputs. */
export async function runLambda(context: StepContext): Promise<JsonObject> {
  const payload = await resolvedArguments(context);
  const functionArn = asText(await context.resolved(context.step.source["FunctionArn"] ?? ""));
  const { services, execution, session } = context;
  const answer = await services.functions.invoke(execution.version.roleArn, session, functionArn, payload);
  if ("refused" in answer) {
    throw new StepFailure(
      `ClientError: Failed to invoke lambda:InvokeFunction on ${functionArn}. Error Details: ${answer.refused}`,
      answer.fault === undefined
        ? undefined
        : answer.fault === "throttling"
          ? "Step.THROTTLING"
          : "Step.SERVICE_FAULT",
    );
  }
  if ("error" in answer)
    throw new StepFailure(`ClientError: the function ${functionArn} failed. ${answer.error}`);
  const outputs = listAt(context.step.source, "OutputParameters").map((output) =>
    outputOf(output, isObject(answer.result) ? answer.result : {}),
  );
  context.run.metadata = {
    Lambda: {
      Arn: functionArn,
      OutputParameters: outputs.map(({ name, value }) => ({ Name: name, Value: asText(value) })),
    },
  };
  return { OutputParameters: Object.fromEntries(outputs.map(({ name, value }) => [name, value])) };
}

/** A number or a truth as a text, which any type of output can be read from: AWS's own notebooks answer 200 to a String. */
function outputText(given: Json): Json {
  return typeof given === "number" || typeof given === "boolean" ? String(given) : given;
}

function outputOf(output: Json, result: JsonObject): { name: string; value: Json } {
  const name = text(output, "OutputName");
  const type = text(output, "OutputType");
  const given = result[name];
  const value = given === undefined || !isValueType(type) ? undefined : asType(type, outputText(given));
  if (value === undefined) {
    throw new StepFailure(
      `ClientError: the function's output ${name} is to be of type ${type}, and is ${JSON.stringify(given) ?? "not there"}`,
    );
  }
  if (asText(value).length > OUTPUT_CHARACTERS) {
    throw new StepFailure(
      `ClientError: the function's output ${name} is longer than ${OUTPUT_CHARACTERS} characters`,
    );
  }
  return { name, value };
}
