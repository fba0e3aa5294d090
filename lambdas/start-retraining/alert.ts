import { DATA_DRIFT_STEP } from "../../pipeline-defs/step-names";
import { parseSageMakerArn } from "../arn";
import { describeError } from "../function-error";
import { section, sagemakerConsole, toSubject, type Mail } from "../mail";
import { truncate } from "../text";
import type { FailedRun } from "./failed-run";
import type { AlertedOutcome } from "./retraining";
import type { Settings } from "./settings";

/** SageMaker cuts a failure reason at 1,024 characters; the event's is not bounded by anything. */
const REASON_LIMIT = 2_000;

/** Subject and text of the alert on a drifted execution, for a person who reads e-mail. */
export function alertFor(failed: FailedRun, outcome: AlertedOutcome, settings: Settings): Mail {
  const drifted = failed.stepName === DATA_DRIFT_STEP;
  const { headline, done, next } = describe(outcome, failed, settings);
  const place = `account ${failed.account}, ${failed.region}`;
  const when = failed.time === undefined ? "" : ` at ${failed.time}`;
  const found = drifted
    ? `found drift${when} and made no predictions`
    : `failed${failed.stepName === undefined ? "" : ` at step ${failed.stepName}`}${when}`;
  const reason =
    failed.reason ?? "The event does not say. The execution's steps do, see the command at the end.";
  return {
    Subject: toSubject(`${drifted ? "Drift" : "Failure"}, ${headline}: ${failed.pipelineName}`),
    Message: [
      `Execution ${failed.executionId} of ${failed.pipelineName} (${place}) ${found}.`,
      section(drifted ? "What drifted, and how far" : "Why", truncate(reason, REASON_LIMIT)),
      section("What was done", done),
      section("Next step", next),
      section("Where to look", ...links(failed, settings)),
    ].join("\n\n"),
  };
}

/** What the outcome means, in words: for the subject, for the text, and for the reader's next step. */
function describe(
  outcome: AlertedOutcome,
  failed: FailedRun,
  settings: Settings,
): Record<"headline" | "done" | "next", string> {
  const registry = parseSageMakerArn("MODEL_PACKAGE_GROUP_ARN", settings.modelPackageGroupArn);
  switch (outcome.kind) {
    case "started":
      return {
        headline: "training started",
        done: `A training was started: ${outcome.trainingArn}`,
        next:
          `When it has succeeded, a new version waits in ${settings.modelPackageGroupArn}. ` +
          `Compare it with the version in use, then approve or reject it in the registry account ${registry.account}. ` +
          `The next inference execution uses the highest approved version.`,
      };
    case "training-runs":
      return {
        headline: "a training runs already",
        done: `No training was started, because one is not finished yet (${outcome.status}): ${outcome.trainingArn}`,
        next: "Wait for that training, and approve or reject its version. Drift that remains is reported by the next inference execution.",
      };
    case "version-waits":
      return {
        headline: `version ${outcome.version} waits for approval`,
        done: `No training was started, because version ${outcome.version} is newer than any approved one and waits for approval: ${outcome.versionArn}`,
        next:
          `Approve or reject it in the registry account ${registry.account}: ` +
          `aws sagemaker update-model-package --region ${registry.region} ` +
          `--model-package-arn ${outcome.versionArn} --model-approval-status Approved`,
      };
    case "failed":
      return {
        headline: "training NOT started",
        done: `Starting a training failed: ${truncate(describeError(outcome.error), REASON_LIMIT)}`,
        next:
          `AWS Lambda tries again, at most twice within some minutes. If no alert follows that a training was started, ` +
          `fix the cause and start it by hand: aws sagemaker start-pipeline-execution ` +
          `--region ${failed.region} --pipeline-name ${settings.trainPipelineName}`,
      };
  }
}

function links(failed: FailedRun, settings: Settings): string[] {
  const registry = parseSageMakerArn("MODEL_PACKAGE_GROUP_ARN", settings.modelPackageGroupArn);
  const pipelines = sagemakerConsole(failed.partition, failed.region);
  const models = sagemakerConsole(registry.partition, registry.region);
  return [
    ...(pipelines ? [`Pipelines (account ${failed.account}, SageMaker Studio): ${pipelines}`] : []),
    ...(models ? [`Model registry (account ${registry.account}, SageMaker Studio): ${models}`] : []),
    `The execution's steps: aws sagemaker list-pipeline-execution-steps --region ${failed.region} ` +
      `--pipeline-execution-arn ${failed.executionArn}`,
  ];
}
