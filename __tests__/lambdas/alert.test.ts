import fc from "fast-check";
import { alertFor } from "../../lambdas/start-retraining/alert";
import { sagemakerConsole } from "../../lambdas/mail";
import { parseFailedRun } from "../../lambdas/start-retraining/failed-run";
import type { StepStatusChangeEvent } from "../../lambdas/step-event";
import { DATA_DRIFT_STEP } from "../../pipeline-defs/step-names";
import { GROUP, TRAIN_PIPELINE } from "./fake-sagemaker";

const settings = {
  environment: "prod",
  readsVersionsOf: ["dev", "prod"],
  trainPipelineName: TRAIN_PIPELINE,
  modelPackageGroupArn: GROUP,
  alertTopicArn: "unused",
};
const detail: StepStatusChangeEvent["detail"] = {
  pipelineExecutionArn: "arn:aws:sagemaker:us-east-1:222222222222:pipeline/inference/execution/p4jn9xou8a8s",
  stepName: DATA_DRIFT_STEP,
  currentStepStatus: "Failed",
  failureReason: "2 violations.\nBIRADS is complete in 95.8% of the rows.",
};
const drift = parseFailedRun({ time: "2026-03-15T23:10:10Z", detail });
const trainingArn = "arn:aws:sagemaker:us-east-1:222222222222:pipeline/train/execution/abc";

test("says what drifted, what was started, what is next and where to look", () => {
  const alert = alertFor(drift, { kind: "started", trainingArn }, settings);
  expect(alert.Subject).toBe("Drift, training started: inference");
  expect(alert.Message).toMatchInlineSnapshot(`
    "Execution p4jn9xou8a8s of inference (account 222222222222, us-east-1) found drift at 2026-03-15T23:10:10Z and made no predictions.

    What drifted, and how far:
      2 violations.
      BIRADS is complete in 95.8% of the rows.

    What was done:
      A training was started: arn:aws:sagemaker:us-east-1:222222222222:pipeline/train/execution/abc

    Next step:
      When it has succeeded, a new version waits in arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package. Compare it with the version in use, then approve or reject it in the registry account 333333333333. The next inference execution uses the highest approved version.

    Where to look:
      Pipelines (account 222222222222, SageMaker Studio): https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1
      Model registry (account 333333333333, SageMaker Studio): https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1
      The execution's steps: aws sagemaker list-pipeline-execution-steps --region us-east-1 --pipeline-execution-arn arn:aws:sagemaker:us-east-1:222222222222:pipeline/inference/execution/p4jn9xou8a8s"
  `);
});

test("says what to approve while a version waits", () => {
  const versionArn = `${GROUP.replace("-group", "")}/2`;
  const { Message } = alertFor(drift, { kind: "version-waits", version: 2, versionArn }, settings);
  expect(Message).toContain("No training was started, because version 2 is newer than any approved one");
  expect(Message).toContain(
    `aws sagemaker update-model-package --region us-east-1 --model-package-arn ${versionArn}`,
  );
});

test("a failure other than drift is not called drift", () => {
  const failed = parseFailedRun({
    detail: { ...detail, stepName: "BatchTransform", failureReason: undefined },
  });
  const alert = alertFor(failed, { kind: "started", trainingArn }, settings);
  expect(alert.Subject).toBe("Failure, training started: inference");
  expect(alert.Message).toContain("failed at step BatchTransform");
  expect(alert.Message).toContain("The event does not say.");
});

test.each([
  ["aws", "us-east-1", "https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1"],
  ["aws-cn", "cn-north-1", "https://cn-north-1.console.amazonaws.cn/sagemaker/home?region=cn-north-1"],
  [
    "aws-us-gov",
    "us-gov-west-1",
    "https://us-gov-west-1.console.amazonaws-us-gov.com/sagemaker/home?region=us-gov-west-1",
  ],
  ["aws-iso", "us-iso-east-1", undefined],
])("links to the console of partition %s", (partition, region, link) => {
  expect(sagemakerConsole(partition, region)).toBe(link);
});

test("is one that SNS takes, whatever the event and the error say", () => {
  const anything = fc.string({ unit: "grapheme", maxLength: 5_000 });
  fc.assert(
    fc.property(
      anything,
      anything,
      anything,
      fc.stringMatching(/^[a-zA-Z0-9-]{1,256}$/),
      (stepName, reason, message, pipeline) => {
        const event = {
          detail: {
            ...detail,
            stepName,
            failureReason: reason,
            pipelineExecutionArn: `arn:aws:sagemaker:us-east-1:222222222222:pipeline/${pipeline}/execution/x`,
          },
        };
        const { Subject, Message } = alertFor(
          parseFailedRun(event),
          { kind: "failed", error: new Error(message) },
          settings,
        );
        // From the reference of Publish: less than 100 characters, no line breaks or control characters; ours is ASCII.
        expect(Subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        expect(Buffer.byteLength(Message ?? "")).toBeLessThan(262_144);
        expect(() => encodeURIComponent(Message ?? "")).not.toThrow(); // no half of a surrogate pair
        expect(Message).toContain(`/execution/x`);
      },
    ),
  );
});
