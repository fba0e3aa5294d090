import type { PublishInput } from "@aws-sdk/client-sns";
import { describeError, FunctionError } from "../function-error";
import { alertFor } from "./alert";
import type { StepStatusChangeEvent } from "../step-event";
import { isAlertMarked, markAlert, type ExecutionNotes } from "./alert-mark";
import { parseFailedRun } from "./failed-run";
import { retrain, type AlertedOutcome, type Outcome, type TrainingStarter } from "./retraining";
import type { Settings } from "./settings";

export interface RetrainingServices extends TrainingStarter, ExecutionNotes {
  publish(input: PublishInput): Promise<unknown>;
}

/**
 * Answers a drifted inference execution: at most one training, and one alert that says what drifted and what was done.
 *
 * That the alert was sent is noted with the execution afterwards. So an event that comes again sends the alert where
 * it was lost before, and nothing otherwise. Two deliveries at the same moment may each send it.
 *
 * When AWS refuses a call, the alert says so and the function fails, so that Lambda tries again.
 *
 * @throws FunctionError `RetrainingFailed`, `AlertNotSent`, and those of `parseFailedRun`
 */
export async function respondToFailure(
  services: RetrainingServices,
  settings: Settings,
  event: StepStatusChangeEvent,
): Promise<Outcome> {
  const failed = parseFailedRun(event);
  if (await isAlertMarked(services, failed)) return { kind: "duplicate" };
  const outcome = await retrain(services, settings, failed).catch((error: unknown): AlertedOutcome => ({
    kind: "failed",
    error,
  }));

  const failures = outcome.kind === "failed" ? [outcome.error] : [];
  try {
    await services.publish({ TopicArn: settings.alertTopicArn, ...alertFor(failed, outcome, settings) });
  } catch (error) {
    failures.push(error);
    throw new FunctionError(
      "AlertNotSent",
      `${settings.alertTopicArn} did not take the alert on ${failed.executionArn} (${outcome.kind}): ` +
        `${failures.map(describeError).join("; ")}. Check that the function's role may publish to the topic and use its key.`,
      error,
    );
  }
  if (outcome.kind === "failed") {
    throw new FunctionError(
      "RetrainingFailed",
      `No training was started for ${failed.executionArn}: ${describeError(outcome.error)}`,
      outcome.error,
    );
  }
  await markAlert(services, failed);
  return outcome;
}
