import type { PublishInput } from "@aws-sdk/client-sns";
import type { RegisteredVersion } from "../../lambdas/send-alert/alert";
import { sendAlert, type AlertServices } from "../../lambdas/send-alert/respond";
import type { StepStatusChangeEvent } from "../../lambdas/step-event";

const TOPIC = "arn:aws:sns:us-east-1:222222222222:alerts";
const EXECUTION = "arn:aws:sagemaker:us-east-1:222222222222:pipeline/train/execution/p4jn9xou8a8s";
const SEE_LOGS = "AlgorithmError: See job logs for more information";
const VERSION = "arn:aws:sagemaker:us-east-1:333333333333:model-package/mammo/2";

function event(detail: Partial<StepStatusChangeEvent["detail"]>): StepStatusChangeEvent {
  return {
    time: "2026-03-15T23:10:10Z",
    detail: { pipelineExecutionArn: EXECUTION, currentStepStatus: "Failed", ...detail },
  };
}

/** Amazon's API as far as the function asks it; what it is not told to answer is refused. */
class FakeServices implements AlertServices {
  readonly published: PublishInput[] = [];
  readonly asked: string[] = [];
  refusesMail = false;
  exitMessage: string | undefined;
  version: RegisteredVersion | undefined;

  describeProcessingJob(name: string) {
    this.asked.push(name);
    if (name.includes("denied")) return Promise.reject(new Error("AccessDenied"));
    return Promise.resolve({ FailureReason: SEE_LOGS, ExitMessage: this.exitMessage });
  }
  describeTrainingJob(name: string) {
    this.asked.push(name);
    return Promise.resolve({ FailureReason: "AlgorithmError: label must be 0 or 1, exit code: 1" });
  }
  describeTransformJob(name: string) {
    this.asked.push(name);
    return Promise.resolve({ FailureReason: "ClientError: See job logs for more information" });
  }
  describeModelPackage(arn: string) {
    this.asked.push(arn);
    return this.version === undefined
      ? Promise.reject(new Error("no such version"))
      : Promise.resolve(this.version);
  }
  publish(input: PublishInput) {
    if (this.refusesMail) return Promise.reject(new Error("KMSAccessDenied"));
    this.published.push(input);
    return Promise.resolve();
  }
}

let services: FakeServices;
beforeEach(() => {
  services = new FakeServices();
});

const job = (member: string, name: string) => ({
  [member]: { arn: `arn:aws:sagemaker:us-east-1:222222222222:processing-job/${name}` },
});

test("a processing job is asked for what its script said", async () => {
  services.exitMessage = 'broken.csv, line 2, column Age: "sixty" is no number.\nDelete this line.';
  const failed = event({
    stepName: "Preprocess",
    failureReason: SEE_LOGS,
    metadata: job("processingJob", "pipelines-p4jn9xou8a8s-Preprocess-x"),
  });
  expect(await sendAlert(services, TOPIC, failed)).toBe("failure");
  expect(services.published).toEqual([
    {
      TopicArn: TOPIC,
      Subject: "Failure at Preprocess: train",
      Message: expect.any(String) as string,
    },
  ]);
  expect(services.published[0]?.Message).toMatchInlineSnapshot(`
    "Execution p4jn9xou8a8s of train (account 222222222222, us-east-1) failed at Preprocess at 2026-03-15T23:10:10Z.

    Why:
      broken.csv, line 2, column Age: "sixty" is no number.
      Delete this line.

    Next step:
      Fix the cause, then start the pipeline again; or let this execution go on where it failed: aws sagemaker retry-pipeline-execution --region us-east-1 --pipeline-execution-arn arn:aws:sagemaker:us-east-1:222222222222:pipeline/train/execution/p4jn9xou8a8s

    Where to look:
      Pipelines (account 222222222222, SageMaker Studio): https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1
      The job's log: aws logs tail /aws/sagemaker/ProcessingJobs --region us-east-1 --since 1d --log-stream-name-prefix pipelines-p4jn9xou8a8s-Preprocess-x
      The execution's steps: aws sagemaker list-pipeline-execution-steps --region us-east-1 --pipeline-execution-arn arn:aws:sagemaker:us-east-1:222222222222:pipeline/train/execution/p4jn9xou8a8s"
  `);
});

test.each([
  ["trainingJob", "label must be 0 or 1", "/aws/sagemaker/TrainingJobs"],
  ["transformJob", "See job logs", "/aws/sagemaker/TransformJobs"],
])("a %s is asked for its own reason, and its log is named", async (member, reason, logGroup) => {
  await sendAlert(services, TOPIC, event({ stepName: "S", metadata: job(member, "pipelines-x-S-y") }));
  expect(services.published[0]?.Message).toContain(reason);
  expect(services.published[0]?.Message).toContain(
    `aws logs tail ${logGroup} --region us-east-1 --since 1d --log-stream-name-prefix pipelines-x-S-y`,
  );
});

test.each<[string, Partial<StepStatusChangeEvent["detail"]>, string]>([
  ["without a job", { failureReason: "AUC 0.4 is below the threshold" }, "AUC 0.4 is below the threshold"],
  ["without a job or a reason", {}, "SageMaker does not say."],
  [
    "whose job says nothing",
    { failureReason: "the event's", metadata: job("processingJob", "quiet") },
    SEE_LOGS,
  ],
  [
    "whose job may not be asked",
    { failureReason: "the event's", metadata: job("processingJob", "denied") },
    "the event's\n  (The job could not be asked for more: Error: AccessDenied)",
  ],
])("a failure %s is told all the same", async (_case, detail, reason) => {
  await sendAlert(services, TOPIC, event({ stepName: "S", ...detail }));
  expect(services.published[0]?.Message).toContain(`Why:\n  ${reason}`);
});

describe("a version that was registered", () => {
  const registered = event({
    stepName: "RegisterModel",
    currentStepStatus: "Succeeded",
    metadata: { registerModel: { arn: VERSION } },
  });

  test("and waits is told with what is known of it, and how to approve or reject it", async () => {
    services.version = {
      ModelPackageArn: VERSION,
      ModelPackageVersion: 2,
      ModelPackageGroupName: "mammo",
      ModelApprovalStatus: "PendingManualApproval",
      CustomerMetadataProperties: { auc: "0.91", environment: "dev" },
    };
    expect(await sendAlert(services, TOPIC, registered)).toBe("approval");
    const [mail] = services.published;
    expect(mail?.Subject).toBe("Version 2 waits for approval: mammo");
    expect(mail?.Message).toContain("auc: 0.91");
    for (const status of ["Approved", "Rejected"])
      expect(mail?.Message).toContain(`--model-package-arn ${VERSION} --model-approval-status ${status}`);
  });

  test("and was judged meanwhile is told nobody", async () => {
    services.version = { ModelApprovalStatus: "Approved" };
    expect(await sendAlert(services, TOPIC, registered)).toBe("nothing");
    expect(services.published).toEqual([]);
  });
});

test("an alert that the topic does not take fails the function, so that Lambda tries again", async () => {
  services.refusesMail = true;
  await expect(sendAlert(services, TOPIC, event({ stepName: "S" }))).rejects.toMatchObject({
    name: "AlertNotSent",
  });
});

test.each<[string, unknown]>([
  ["null", null],
  ["no detail", {}],
  ["a step that starts", event({ stepName: "Train", currentStepStatus: "Executing" })],
  ["another step that succeeds", event({ stepName: "Train", currentStepStatus: "Succeeded" })],
])("%s is refused: the rule is wrong", async (_case, wrong) => {
  await expect(sendAlert(services, TOPIC, wrong as StepStatusChangeEvent)).rejects.toMatchObject({
    name: "UnexpectedEvent",
  });
  expect(services.published).toEqual([]);
});
