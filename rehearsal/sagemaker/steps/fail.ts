import { asText } from "../json";
import type { JsonObject } from "../json";
import type { StepContext } from "./context";
import { FAILURE_CHARACTERS, StepFailure } from "./failure";

/** Ends the execution as Failed; the message is the step's FailureReason, word for word. */
export async function runFail(context: StepContext): Promise<JsonObject> {
  const message = asText(await context.resolved(context.step.arguments["ErrorMessage"] ?? ""));
  context.run.metadata = { Fail: { ErrorMessage: message.slice(0, FAILURE_CHARACTERS) } };
  throw new StepFailure(message);
}
