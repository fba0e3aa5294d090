import type { PublishInput } from "@aws-sdk/client-sns";
import { describeError, FunctionError } from "../function-error";
import { alertFor } from "./alert";
import type { StepStatusChangeEvent } from "../step-event";
import { parseFailedRun } from "./failed-run";
import { retrain, type Outcome, type TrainingStarter } from "./retraining";
import type { Settings } from "./settings";

export interface RetrainingServices extends TrainingStarter {
  publish(input: PublishInput): Promise<unknown>;
}

/**
 * Answers a drifted inference execution: at most one training, and one alert that says what drifted and what was done.
 *
 * When AWS refuses a call, the alert says so and the function fails, so that Lambda tries again. Nothing in SageMaker
 * remembers a training that was held back, so a second delivery of such an event sends its alert once more.
 *
 * @throws FunctionError `RetrainingFailed`, `AlertNotSent`, and those of `parseFailedRun`
 */
export async function respondToFailure(
  services: RetrainingServices,
  settings: Settings,
  event: StepStatusChangeEvent,
  requestId: string,
): Promise<Outcome> {
  const failed = parseFailedRun(event);
  const outcome = await retrain(services, settings, failed, requestId).catch((error: unknown): Outcome => ({
    kind: "failed",
    error,
  }));
  if (outcome.kind === "duplicate") return outcome;

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
  return outcome;
}
