import type { StepStatusChangeEvent } from "../../lambdas/step-event";
import { respondToFailure } from "../../lambdas/start-retraining/response";
import { settingsFrom, type Settings } from "../../lambdas/start-retraining/settings";
import { another, driftEvent, EXECUTION, settings } from "./drift-events";
import { FakeServices, named, TRAIN_PIPELINE, version } from "./fake-sagemaker";

let services: FakeServices;
beforeEach(() => {
  services = new FakeServices();
});

/** One delivery of the event to the function. */
const deliver = (event = driftEvent()) => respondToFailure(services, settings, event);

describe("a drifted execution", () => {
  test("starts one training, tells of it, and is marked", async () => {
    services.versions.push(version(1, "Approved"));
    services.descriptions.set(EXECUTION, "the nightly batch");
    const outcome = await deliver();

    expect(services.starts).toEqual([
      {
        PipelineName: TRAIN_PIPELINE,
        PipelineExecutionDisplayName: expect.stringMatching(/^retraining-[0-9a-f]{12}$/) as string,
        PipelineExecutionDescription:
          "Started because inference of prod found drift or failed while version 1 is in use",
        ClientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    ]);
    expect(outcome).toEqual({ kind: "started", trainingArn: services.executions[0]?.PipelineExecutionArn });
    expect(services.published).toHaveLength(1);
    expect(services.published[0]).toMatchObject({
      TopicArn: settings.alertTopicArn,
      Subject: "Drift, training started: mammo-severity-inference-pipeline",
    });
    expect(services.descriptions.get(EXECUTION)).toBe(
      "the nightly batch [Alert sent: DataDrift failed at 2026-03-15T23:10:10Z]",
    );
    expect(services.lines).toEqual([]);
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
    expect(await deliver()).toMatchObject({ kind: "started" });
  });
});

describe("ten executions that drift at once", () => {
  const events = Array.from({ length: 10 }, (_, id) => another(id));

  test.each(["same execution", "conflict"] as const)(
    "start one training and send ten alerts (known token: %s)",
    async (onReusedToken) => {
      services.onReusedToken = onReusedToken;
      const outcomes = await Promise.all(events.map(deliver));
      const trainingArn = services.executions[0]?.PipelineExecutionArn;
      expect(services.starts).toHaveLength(10); // each had seen that none was running
      expect(services.executions).toHaveLength(1);
      expect(outcomes).toEqual(events.map(() => ({ kind: "started", trainingArn })));
      expect(services.published).toHaveLength(10);
      for (const { Message } of services.published) expect(Message).toContain(trainingArn);
    },
  );

  test("start one training too where they are answered one after the other", async () => {
    for (const event of events) expect(await deliver(event)).toMatchObject({ kind: "started" });
    expect(services.executions).toHaveLength(1);
    expect(services.published).toHaveLength(10);
  });

  test("start one training where the list does not show it yet", async () => {
    services.addTraining("earlier", "Succeeded");
    await deliver(another(1));
    services.lags = true;
    expect(await deliver(another(2))).toMatchObject({ kind: "started" });
    expect(services.executions).toHaveLength(2);
  });
});

describe("the next drift starts another training", () => {
  const LATER = "2026-03-16T23:10:10Z";
  const tokens = () => services.starts.map(({ ClientRequestToken }) => ClientRequestToken);

  /** The first training ends; then the next execution drifts. */
  async function driftsAgain(status: "Failed" | "Succeeded") {
    await deliver();
    services.executions[0]!.PipelineExecutionStatus = status;
    services.now += 24 * 60 * 60 * 1_000;
  }

  test("after one that failed, though all else is as it was", async () => {
    services.versions.push(version(1, "Approved"));
    await driftsAgain("Failed");
    expect(await deliver(another(2, LATER))).toMatchObject({ kind: "started" });
    expect(services.executions).toHaveLength(2);
    expect(new Set(tokens()).size).toBe(2);
  });

  test("after one whose version was rejected", async () => {
    services.versions.push(version(1, "Approved"));
    await driftsAgain("Succeeded");
    services.versions.push(version(2, "Rejected"));
    expect(await deliver(another(2, LATER))).toMatchObject({ kind: "started" });
    expect(services.executions).toHaveLength(2);
  });

  test("but not an event that comes late, when that training has ended", async () => {
    await driftsAgain("Failed");
    expect(await deliver(another(2))).toMatchObject({ kind: "started" });
    expect(services.executions).toHaveLength(1);
    expect(services.published).toHaveLength(2);
  });

  test.each<[string, (services: FakeServices) => void, Partial<Settings>]>([
    ["the version in use", (fake) => fake.versions.push(version(1, "Approved")), {}],
    ["the newest version", (fake) => fake.versions.push(version(1, "Rejected")), {}],
    ["the latest training", (fake) => fake.addTraining("by hand", "Failed"), {}],
    ["the environment", () => undefined, { environment: "qa" }],
  ])("with a token of its own by %s", async (_, change, own) => {
    await deliver();
    const first = services;
    services = new FakeServices();
    change(services);
    await respondToFailure(services, { ...settings, ...own }, another(2));
    expect(services.starts[0]?.ClientRequestToken).not.toBe(first.starts[0]?.ClientRequestToken);
    expect(services.starts[0]?.PipelineExecutionDisplayName).not.toBe(
      first.starts[0]?.PipelineExecutionDisplayName,
    );
  });
});

describe("a training is held back", () => {
  test.each(["Executing", "Stopping"] as const)("while another is %s, on whatever page", async (status) => {
    for (let i = 0; i < 4; i++) services.addTraining(`earlier-${i}`, "Succeeded");
    const running = services.addTraining("by hand", status);
    expect(await deliver()).toEqual({ kind: "training-runs", trainingArn: running, status });
    expect(services.starts).toEqual([]);
    expect(services.published[0]?.Message).toContain(`(${status}): ${running}`);
  });

  test("but not after trainings that have ended", async () => {
    for (const status of ["Succeeded", "Failed", "Stopped"] as const) services.addTraining(status, status);
    expect(await deliver()).toMatchObject({ kind: "started" });
  });

  test("while a version newer than the newest approved waits, on whatever page", async () => {
    services.versions.push(
      version(4, "Approved"),
      version(3, "PendingManualApproval"),
      version(2, "Rejected"),
      version(1, "Approved"),
      version(5, "PendingManualApproval"),
    );
    expect(await deliver()).toMatchObject({ kind: "version-waits", version: 5 });
    expect(services.starts).toEqual([]);
    expect(services.published[0]?.Subject).toBe(
      "Drift, version 5 waits for approval: mammo-severity-inference-pipeline",
    );
  });

  test("while the first version waits and none was ever approved", async () => {
    services.versions.push(version(1, "PendingManualApproval"));
    expect(await deliver()).toMatchObject({ kind: "version-waits", version: 1 });
  });

  describe("by versions of this environment alone", () => {
    const pending = (number: number, environment: string | undefined) => {
      const one = version(number, "PendingManualApproval");
      services.trainedBy.set(one.ModelPackageArn ?? "", environment);
      services.versions.push(one);
    };

    test("not by one that another environment trained, nor by one that does not say", async () => {
      services.versions.push(version(1, "Approved"));
      pending(2, "dev");
      pending(3, undefined);
      expect(await deliver()).toMatchObject({ kind: "started" });
    });

    test("by one below an approved version of an environment that is not read, which is not in use", async () => {
      const readsVersionsOf = ["prod"];
      const unread = version(3, "Approved");
      services.trainedBy.set(unread.ModelPackageArn ?? "", "dev");
      services.versions.push(version(1, "Approved"), unread);
      await respondToFailure(services, { ...settings, readsVersionsOf }, driftEvent());
      expect(services.starts[0]?.PipelineExecutionDescription).toContain("while version 1 is in use");
      services = new FakeServices();
      services.trainedBy.set(unread.ModelPackageArn ?? "", "dev");
      services.versions.push(version(1, "Approved"), unread);
      pending(2, "prod");
      expect(await respondToFailure(services, { ...settings, readsVersionsOf }, driftEvent())).toMatchObject({
        kind: "version-waits",
        version: 2,
      });
    });

    test("by one below those, asked for newest first", async () => {
      services.versions.push(version(1, "Approved"));
      pending(2, "prod");
      pending(3, "prod");
      pending(4, "dev");
      expect(await deliver()).toMatchObject({ kind: "version-waits", version: 3 });
      expect(services.described.map((arn) => arn.split("/").at(-1))).toEqual(["1", "4", "3"]);
    });
  });
});

describe("when AWS refuses a call", () => {
  test.each(["listPipelineExecutions", "listModelPackages", "startPipelineExecution"] as const)(
    "%s: alerts, then fails so that Lambda tries again",
    async (method) => {
      services.failures[method] = [named("AccessDeniedException", "not authorized to perform this")];
      await expect(deliver()).rejects.toMatchObject({
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
    await expect(deliver()).rejects.toMatchObject({
      name: "AlertNotSent",
      message: expect.stringMatching(
        /ThrottlingException: slow down; KMSAccessDeniedException: no key/,
      ) as string,
    });
  });

  test("looking again after the start: what the start answered stands", async () => {
    const denied = named("AccessDeniedException", "not authorized to start");
    services.failures.listPipelineExecutions = [undefined, named("ThrottlingException", "slow down")];
    expect(await deliver()).toMatchObject({ kind: "started" });

    services = new FakeServices();
    services.failures.listPipelineExecutions = [undefined, named("ThrottlingException", "slow down")];
    services.failures.startPipelineExecution = [denied];
    await expect(deliver()).rejects.toMatchObject({ name: "RetrainingFailed", cause: denied });
  });

  test("a start whose answer got lost counts as started", async () => {
    services.losesAnswer = true;
    expect(await deliver()).toMatchObject({ kind: "started" });
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
    await expect(deliver(event as StepStatusChangeEvent)).rejects.toMatchObject({
      name: "UnexpectedEvent",
    });
    expect(services.starts).toEqual([]);
  });

  test.each([undefined, 7, "execution"])("has no ARN: %p", async (arn) => {
    const event = { detail: { pipelineExecutionArn: arn, currentStepStatus: "Failed" } };
    await expect(deliver(event as StepStatusChangeEvent)).rejects.toMatchObject({
      name: "InvalidArn",
    });
  });
});

test("a missing environment variable is named", () => {
  expect(() =>
    settingsFrom({
      ENVIRONMENT: "prod",
      READS_VERSIONS_OF: "prod",
      TRAIN_PIPELINE_NAME: "train",
      MODEL_PACKAGE_GROUP_ARN: "",
    }),
  ).toThrow(/MODEL_PACKAGE_GROUP_ARN is not set/);
});
