import { DATA_DRIFT_STEP } from "../../pipeline-defs/step-names";
import type { StepStatusChangeEvent } from "../../lambdas/step-event";
import { respondToFailure } from "../../lambdas/start-retraining/response";
import { settingsFrom } from "../../lambdas/start-retraining/settings";
import { FakeServices, GROUP, named, TRAIN_PIPELINE, version } from "./fake-sagemaker";

const settings = settingsFrom({
  TRAIN_PIPELINE_NAME: TRAIN_PIPELINE,
  MODEL_PACKAGE_GROUP_ARN: GROUP,
  ALERT_TOPIC_ARN: "arn:aws:sns:us-east-1:222222222222:mammography-model-notification",
});
const EXECUTION =
  "arn:aws:sagemaker:us-east-1:222222222222:pipeline/mammo-severity-inference-pipeline/execution/p4jn9xou8a8s";

function driftEvent(detail: Partial<StepStatusChangeEvent["detail"]> = {}): StepStatusChangeEvent {
  return {
    time: "2026-03-15T23:10:10Z",
    detail: {
      pipelineExecutionArn: EXECUTION,
      stepName: DATA_DRIFT_STEP,
      currentStepStatus: "Failed",
      failureReason: "2 violations: BIRADS is complete in 95.8% of the rows, the baseline asks for 100%",
      ...detail,
    },
  };
}

let services: FakeServices;
beforeEach(() => {
  services = new FakeServices();
});

/** One delivery of the event to the function. */
const deliver = (requestId: string, event = driftEvent()) =>
  respondToFailure(services, settings, event, requestId);

describe("a drifted execution", () => {
  test("starts one training, named after the drifted execution, and tells of it", async () => {
    services.versions.push(version(1, "Approved"));
    const outcome = await deliver("request-1");

    expect(services.starts).toEqual([
      {
        PipelineName: TRAIN_PIPELINE,
        PipelineExecutionDisplayName: "drift-p4jn9xou8a8s",
        PipelineExecutionDescription: `Drift in ${EXECUTION}, started by request request-1`,
        ClientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    ]);
    expect(outcome).toEqual({ kind: "started", trainingArn: services.executions[0]?.PipelineExecutionArn });
    expect(services.published).toHaveLength(1);
    expect(services.published[0]).toMatchObject({
      TopicArn: settings.alertTopicArn,
      Subject: "Drift, training started: mammo-severity-inference-pipeline",
    });
  });

  test("has a token of its own, the same for every delivery", async () => {
    const other = driftEvent({ pipelineExecutionArn: `${EXECUTION}2` });
    await deliver("request-1");
    services.executions.length = 0;
    await deliver("request-2");
    services.executions.length = 0;
    await deliver("request-3", other);
    const [first, second, third] = services.starts.map(({ ClientRequestToken }) => ClientRequestToken);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test.each([
    ["no version at all", []],
    ["only approved and rejected versions", [version(1, "Approved"), version(2, "Rejected")]],
    [
      "a waiting version older than the newest approved",
      [version(3, "Approved"), version(2, "PendingManualApproval")],
    ],
  ])("starts a training where the group has %s", async (_, versions) => {
    services.versions.push(...versions);
    expect(await deliver("request-1")).toMatchObject({ kind: "started" });
  });
});

describe("a training is held back", () => {
  test.each(["Executing", "Stopping"] as const)("while another is %s, on whatever page", async (status) => {
    for (let i = 0; i < 4; i++) services.addTraining(`earlier-${i}`, "Succeeded");
    const running = services.addTraining("by hand", status);
    expect(await deliver("request-1")).toEqual({ kind: "training-runs", trainingArn: running, status });
    expect(services.starts).toEqual([]);
    expect(services.published[0]?.Message).toContain(`(${status}): ${running}`);
  });

  test("but not after trainings that have ended", async () => {
    for (const status of ["Succeeded", "Failed", "Stopped"] as const) services.addTraining(status, status);
    expect(await deliver("request-1")).toMatchObject({ kind: "started" });
  });

  test("while a version newer than the newest approved waits, on whatever page", async () => {
    services.versions.push(
      version(4, "Approved"),
      version(3, "PendingManualApproval"),
      version(2, "Rejected"),
      version(1, "Approved"),
      version(5, "PendingManualApproval"),
    );
    expect(await deliver("request-1")).toMatchObject({ kind: "version-waits", version: 5 });
    expect(services.starts).toEqual([]);
    expect(services.published[0]?.Subject).toBe(
      "Drift, version 5 waits for approval: mammo-severity-inference-pipeline",
    );
  });

  test("while the first version waits and none was ever approved", async () => {
    services.versions.push(version(1, "PendingManualApproval"));
    expect(await deliver("request-1")).toMatchObject({ kind: "version-waits", version: 1 });
  });
});

describe("the same event again", () => {
  test("does nothing while the training it started runs", async () => {
    await deliver("request-1");
    expect(await deliver("request-2")).toMatchObject({ kind: "duplicate" });
    expect(services.starts).toHaveLength(1);
    expect(services.published).toHaveLength(1);
  });

  test("does nothing once that training has ended and its version waits", async () => {
    await deliver("request-1");
    services.executions[0]!.PipelineExecutionStatus = "Succeeded";
    services.versions.push(version(1, "PendingManualApproval"));
    for (let i = 0; i < 4; i++) services.addTraining(`later-${i}`, "Succeeded");
    expect(await deliver("request-2")).toMatchObject({ kind: "duplicate" });
    expect(services.published).toHaveLength(1);
  });

  test.each(["same execution", "conflict"] as const)(
    "at the same moment starts one training and sends one alert (reused token: %s)",
    async (onReusedToken) => {
      services.onReusedToken = onReusedToken;
      const outcomes = await Promise.all([deliver("request-1"), deliver("request-2")]);
      expect(services.starts).toHaveLength(2); // both had seen that none was running
      expect(services.executions).toHaveLength(1);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["duplicate", "started"]);
      expect(services.published).toHaveLength(1);
    },
  );

  test("as Lambda's next attempt, after the alert failed, sends the alert and starts nothing", async () => {
    services.failures.publish = [named("InternalErrorException", "try later")];
    await expect(deliver("request-1")).rejects.toMatchObject({
      name: "AlertNotSent",
      message: expect.stringContaining("InternalErrorException: try later") as string,
    });
    expect(await deliver("request-1")).toMatchObject({ kind: "started" });
    expect(services.executions).toHaveLength(1);
    expect(services.published).toHaveLength(1);
  });
});

describe("when AWS refuses a call", () => {
  test.each(["listPipelineExecutions", "listModelPackages", "startPipelineExecution"] as const)(
    "%s: alerts, then fails so that Lambda tries again",
    async (method) => {
      services.failures[method] = [named("AccessDeniedException", "not authorized to perform this")];
      await expect(deliver("request-1")).rejects.toMatchObject({
        name: "RetrainingFailed",
        message: expect.stringContaining("AccessDeniedException: not authorized to perform this") as string,
      });
      expect(services.executions).toEqual([]);
      expect(services.published).toHaveLength(1);
      expect(services.published[0]?.Subject).toContain("training NOT started");
      expect(services.published[0]?.Message).toContain(
        "AccessDeniedException: not authorized to perform this",
      );
    },
  );

  test("publish too: the error names both", async () => {
    services.failures.listModelPackages = [named("ThrottlingException", "slow down")];
    services.failures.publish = [named("KMSAccessDeniedException", "no key")];
    await expect(deliver("request-1")).rejects.toMatchObject({
      name: "AlertNotSent",
      message: expect.stringMatching(
        /ThrottlingException: slow down; KMSAccessDeniedException: no key/,
      ) as string,
    });
  });

  test("looking again after the start: what the start answered stands", async () => {
    const denied = named("AccessDeniedException", "not authorized to start");
    services.failures.listPipelineExecutions = [undefined, named("ThrottlingException", "slow down")];
    expect(await deliver("request-1")).toMatchObject({ kind: "started" });

    services = new FakeServices();
    services.failures.listPipelineExecutions = [undefined, named("ThrottlingException", "slow down")];
    services.failures.startPipelineExecution = [denied];
    await expect(deliver("request-1")).rejects.toMatchObject({ name: "RetrainingFailed", cause: denied });
  });

  test("a start whose answer got lost counts as started", async () => {
    services.losesAnswer = true;
    expect(await deliver("request-1")).toMatchObject({ kind: "started" });
    expect(services.published).toHaveLength(1);
  });
});

describe("an event that is not a failed step of a pipeline execution", () => {
  test.each([
    ["another status", { detail: { pipelineExecutionArn: EXECUTION, currentStepStatus: "Succeeded" } }],
    ["no detail", {}],
    ["nothing", null],
    [
      "the ARN of a pipeline",
      { detail: { pipelineExecutionArn: EXECUTION.split("/execution")[0], currentStepStatus: "Failed" } },
    ],
  ])("starts nothing and says so: %s", async (_, event) => {
    await expect(deliver("request-1", event as StepStatusChangeEvent)).rejects.toMatchObject({
      name: "UnexpectedEvent",
    });
    expect(services.starts).toEqual([]);
  });

  test.each([undefined, 7, "execution"])("has no ARN: %p", async (arn) => {
    const event = { detail: { pipelineExecutionArn: arn, currentStepStatus: "Failed" } };
    await expect(deliver("request-1", event as StepStatusChangeEvent)).rejects.toMatchObject({
      name: "InvalidArn",
    });
  });
});

test("an execution id that a display name cannot hold is named by its hash", async () => {
  await deliver("request-1", driftEvent({ pipelineExecutionArn: `${EXECUTION}_${"x".repeat(200)}` }));
  expect(services.starts[0]?.PipelineExecutionDisplayName).toMatch(/^drift-[0-9a-f]{64}$/);
});

test("a missing environment variable is named", () => {
  expect(() => settingsFrom({ TRAIN_PIPELINE_NAME: "train", MODEL_PACKAGE_GROUP_ARN: "" })).toThrow(
    /MODEL_PACKAGE_GROUP_ARN is not set/,
  );
});
