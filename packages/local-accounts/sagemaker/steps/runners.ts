import type { JsonObject } from "../json";
import type { StepContext } from "./context";
import { runJob } from "./job";
import { runLambda } from "./lambda";
import { runQualityCheck } from "./quality-check";
import { runCondition, runFail, runModel, runRegisterModel } from "./simple";

/** Runs one attempt and gives the step its properties. */
type StepRunner = (context: StepContext) => Promise<JsonObject>;

/** What each step type does. */
export const RUNNERS: Readonly<Record<string, StepRunner>> = {
  Processing: (context) => runJob(context, "processing"),
  QualityCheck: runQualityCheck,
  Training: (context) => runJob(context, "training"),
  Transform: (context) => runJob(context, "transform"),
  Model: runModel,
  RegisterModel: runRegisterModel,
  Condition: runCondition,
  Fail: runFail,
  Lambda: runLambda,
};

/** Step types that the rehearsal runs. */
export const STEP_TYPES: readonly string[] = Object.keys(RUNNERS);
