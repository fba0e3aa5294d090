import { respondToFailure } from "../../lambdas/start-retraining/response";
import { driftEvent, EXECUTION, settings } from "./drift-events";
import { FakeServices, named, version } from "./fake-sagemaker";

let services: FakeServices;
beforeEach(() => {
  services = new FakeServices();
});

/** One delivery of the event to the function. */
const deliver = (event = driftEvent()) => respondToFailure(services, settings, event);

describe("the same event again", () => {
  test("does nothing while the training it started runs", async () => {
    await deliver();
    expect(await deliver()).toEqual({ kind: "duplicate" });
    expect(services.starts).toHaveLength(1);
    expect(services.published).toHaveLength(1);
  });

  test("does nothing once that training has ended", async () => {
    await deliver();
    services.executions[0]!.PipelineExecutionStatus = "Failed";
    expect(await deliver()).toEqual({ kind: "duplicate" });
    expect(services.executions).toHaveLength(1);
    expect(services.published).toHaveLength(1);
  });

  test("does nothing where a version waited", async () => {
    services.versions.push(version(1, "PendingManualApproval"));
    await deliver();
    expect(await deliver()).toEqual({ kind: "duplicate" });
    expect(services.published).toHaveLength(1);
  });

  test("at the same moment starts one training", async () => {
    await Promise.all([deliver(), deliver()]);
    expect(services.executions).toHaveLength(1);
  });

  test("after an alert that was lost sends it, and starts nothing", async () => {
    services.failures.publish = [named("InternalErrorException", "try later")];
    await expect(deliver()).rejects.toMatchObject({
      name: "AlertNotSent",
      message: expect.stringContaining("InternalErrorException: try later") as string,
    });
    services.executions[0]!.PipelineExecutionStatus = "Failed";
    expect(await deliver()).toMatchObject({ kind: "started" });
    expect(services.executions).toHaveLength(1);
    expect(services.published).toHaveLength(1);
    expect(await deliver()).toEqual({ kind: "duplicate" });
  });

  test("of an execution that was retried and drifted again is another one", async () => {
    await deliver();
    const retried = driftEvent({ stepEndTime: "2026-03-15T23:40:00Z" });
    expect(await deliver(retried)).toMatchObject({ kind: "training-runs" });
    expect(await deliver(retried)).toEqual({ kind: "duplicate" });
    expect(await deliver()).toEqual({ kind: "duplicate" });
    expect(services.published).toHaveLength(2);
  });
});

describe("the mark", () => {
  test("has room in a long description, whatever the event calls the step", async () => {
    services.descriptions.set(EXECUTION, "d".repeat(3_072));
    const event = driftEvent({ stepName: `long\n${"name ".repeat(1_000)}` });
    await deliver(event);
    expect(services.descriptions.get(EXECUTION)).toHaveLength(3_072);
    expect(await deliver(event)).toEqual({ kind: "duplicate" });
  });

  test("that cannot be set is told in the log, and the alert stands", async () => {
    services.failures.updatePipelineExecution = [named("ThrottlingException", "slow down")];
    expect(await deliver()).toMatchObject({ kind: "started" });
    expect(services.published).toHaveLength(1);
    expect(services.lines).toEqual([
      `The alert on ${EXECUTION} was sent, but not noted in its description: ThrottlingException: slow down`,
    ]);
    expect(await deliver()).toMatchObject({ kind: "started" });
    expect(services.executions).toHaveLength(1);
  });

  test("that cannot be read is told in the log, and the alert is sent", async () => {
    services.failures.describePipelineExecution = [named("AccessDeniedException", "not authorized")];
    expect(await deliver()).toMatchObject({ kind: "started" });
    expect(services.published).toHaveLength(1);
    expect(services.lines[0]).toContain("AccessDeniedException: not authorized");
  });

  test("is not set where no training could be started: Lambda's next attempt tries again", async () => {
    services.failures.startPipelineExecution = [named("ThrottlingException", "slow down")];
    await expect(deliver()).rejects.toMatchObject({ name: "RetrainingFailed" });
    expect(await deliver()).toMatchObject({ kind: "started" });
    expect(services.published).toHaveLength(2);
  });
});
