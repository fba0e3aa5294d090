import type { JsonObject } from "../../sagemaker/json";
import { closeWorlds, createWorld, DEV, newToken, person, processing } from "./world";

afterEach(closeWorlds);

const pipelineArn = `arn:aws:sagemaker:us-east-1:${DEV}:pipeline/pipeline`;

test("each change of status is told, in order, in the documented form", async () => {
  const world = createWorld();
  world.play = ({ environment }) =>
    Promise.resolve(environment["STEP"] === "B" ? { code: 1, stderr: "no" } : {});
  const end = await world.run([processing("A"), processing("B", { DependsOn: ["A"] })]);
  const told = world.events
    .filter(({ detailType }) => detailType.includes("Pipeline"))
    .map(({ detail }) =>
      "stepName" in detail
        ? [detail["stepName"], detail["previousStepStatus"], detail["currentStepStatus"]]
        : [detail["previousPipelineExecutionStatus"], detail["currentPipelineExecutionStatus"]],
    );
  expect(told).toEqual([
    [undefined, "Executing"],
    ["A", undefined, "Starting"],
    ["A", "Starting", "Executing"],
    ["A", "Executing", "Succeeded"],
    ["B", undefined, "Starting"],
    ["B", "Starting", "Executing"],
    ["B", "Executing", "Failed"],
    ["Executing", "Failed"],
  ]);
  const job = end.step("A")["Metadata"] as { ProcessingJob: { Arn: string } };
  const [succeeded] = world.events.filter(
    ({ detail }) => detail["stepName"] === "A" && detail["currentStepStatus"] === "Succeeded",
  );
  expect(succeeded).toEqual({
    account: DEV,
    region: "us-east-1",
    source: "aws.sagemaker",
    detailType: "SageMaker Model Building Pipeline Execution Step Status Change",
    resources: [pipelineArn, end.arn],
    detail: {
      metadata: { processingJob: { arn: job.ProcessingJob.Arn } },
      stepStartTime: "2026-01-01T00:00:00Z",
      stepEndTime: "2026-01-01T00:00:00Z",
      stepName: "A",
      stepType: "Processing",
      previousStepStatus: "Executing",
      currentStepStatus: "Succeeded",
      pipelineArn,
      pipelineExecutionArn: end.arn,
    },
  });
  const [failed] = world.events.filter(({ detail }) => detail["currentStepStatus"] === "Failed");
  expect(failed?.detail["failureReason"]).toBe("AlgorithmError: See job logs for more information");
  expect(world.events.at(-1)?.detailType).toBe("SageMaker Model Building Pipeline Execution Status Change");
  expect(world.events.at(-1)?.detail).toMatchObject({
    executionStartTime: "2026-01-01T00:00:00Z",
    executionEndTime: "2026-01-01T00:00:00Z",
    pipelineArn,
    pipelineExecutionArn: end.arn,
  });
});

test("a cache hit is told as such", async () => {
  const world = createWorld();
  const first = await world.run([processing("A", { CacheConfig: { Enabled: true, ExpireAfter: "P1D" } })]);
  world.events.length = 0;
  await world.start("pipeline");
  const changes = world.events.filter(({ detail }) => detail["stepName"] === "A").map(({ detail }) => detail);
  expect(changes.map((detail) => detail["currentStepStatus"])).toEqual(["Starting", "Succeeded"]);
  expect(changes[1]?.["cacheHitResult"]).toEqual({ sourcePipelineExecutionArn: first.arn });
});

test("a version's registration and approval are told", async () => {
  const world = createWorld();
  await world.ok("CreateModelPackageGroup", { ModelPackageGroupName: "g" });
  const { ModelPackageArn } = await world.ok("CreateModelPackage", { ModelPackageGroupName: "g" });
  await world.ok("UpdateModelPackage", { ModelPackageArn, ModelApprovalStatus: "Approved" });
  await world.sagemaker.idle();
  expect(
    world.events.map(({ detailType, resources, detail }) => [
      detailType,
      resources,
      detail["ModelApprovalStatus"],
    ]),
  ).toEqual([
    ["SageMaker Model Package State Change", [ModelPackageArn], "PendingManualApproval"],
    ["SageMaker Model Package State Change", [ModelPackageArn], "Approved"],
  ]);
  expect(world.events[0]?.detail).toMatchObject({
    ModelPackageVersion: 1,
    CreationTime: "2026-01-01T00:00:00Z",
  });
});

test("an event is delivered once", async () => {
  const world = createWorld();
  await world.run([{ Name: "Stop", Type: "Fail", Arguments: { ErrorMessage: "x" } }]);
  const failures = world.events.filter(({ detail }) => detail["currentStepStatus"] === "Failed");
  expect(failures).toHaveLength(1);
});

test("a stopped execution's events end with Stopped", async () => {
  const world = createWorld();
  const began = new Promise<void>((resolve) => {
    world.play = ({ signal }) =>
      new Promise((exit) => {
        signal.addEventListener("abort", () => exit({ outcome: "stopped" }));
        resolve();
      });
  });
  const running = world.run([processing("A")]);
  await began;
  const list = await world.ok("ListPipelineExecutions", { PipelineName: "pipeline" }, person(DEV));
  const [summary] = list["PipelineExecutionSummaries"] as readonly JsonObject[];
  await world.ok("StopPipelineExecution", {
    PipelineExecutionArn: summary?.["PipelineExecutionArn"],
    ClientRequestToken: newToken(),
  });
  await running;
  const statuses = world.events.flatMap(({ detail }) => detail["currentPipelineExecutionStatus"] ?? []);
  expect(statuses).toEqual(["Executing", "Stopping", "Stopped"]);
  const steps = world.events.flatMap(({ detail }) => detail["currentStepStatus"] ?? []);
  expect(steps.at(-1)).toBe("Stopped");
});
