import { listAt } from "../json";
import type { JsonObject } from "../json";
import { allHold } from "../pipeline/conditions";
import type { StepContext } from "./context";

/** Decides which branch is taken. References to its Outcome see `true` or `false`, the API shows `True` or `False`. */
export async function runCondition(context: StepContext): Promise<JsonObject> {
  const outcome = await allHold(listAt(context.step.arguments, "Conditions"), context.resolved);
  context.run.metadata = { Condition: { Outcome: outcome ? "True" : "False" } };
  return { Outcome: String(outcome) };
}
