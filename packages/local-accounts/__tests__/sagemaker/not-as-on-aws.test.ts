import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageFile } from "../../package-file";
import { rehearsed } from "../../sagemaker/clock";
import type { JsonObject } from "../../sagemaker/json";
import { at } from "../../sagemaker/json";
import { closeWorlds, createWorld, definition, newToken, processing, ROLE, XGBOOST } from "./world";

afterEach(closeWorlds);

/** The rows of the README's tables of what is not as on AWS. */
const ROWS = readFileSync(packageFile("README.md"), "utf8")
  .split(/^(?=\| *not as on AWS)/mu)
  .slice(1)
  .flatMap((table) => table.split("\n\n", 1)[0]?.split("\n").slice(2) ?? []);

/** Whether a row ends in a file of tests and the beginning of a title in it: `file.test.ts`: title. */
function isTested(row: string): boolean {
  const [, file = "", title = ""] = /^\|[^|]*\| `(\S+\.(?:test\.ts|py))`: (.*?) *\|$/u.exec(row) ?? [];
  const isPython = file.endsWith(".py");
  const path = packageFile(isPython ? `../../__tests__/ml/${file}` : `__tests__/sagemaker/${file}`);
  const written = isPython ? `def test_${title.replaceAll(" ", "_")}(` : title;
  return existsSync(path) && title !== "" && readFileSync(path, "utf8").includes(written);
}

test("each line of the README's list has its test", () => {
  expect(ROWS.length).toBeGreaterThan(40);
  expect(ROWS.filter((row) => !isTested(row))).toEqual([]);
});

const training = (more: JsonObject): JsonObject => ({
  Name: "Train",
  Type: "Training",
  Arguments: {
    AlgorithmSpecification: { TrainingImage: XGBOOST, TrainingInputMode: "File" },
    InputDataConfig: [
      {
        ChannelName: "train",
        DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/train" } },
      },
    ],
    OutputDataConfig: { S3OutputPath: "s3://artifacts" },
    ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    RoleArn: ROLE,
    ...more,
  },
});

test("an image without a stand-in fails the job", async () => {
  const world = createWorld();
  const ImageUri = "111111111111.dkr.ecr.us-east-1.amazonaws.com/mine:1";
  const AppSpecification = { ImageUri, ContainerEntrypoint: ["/run"] };
  const end = await world.run([processing("A", {}, { AppSpecification })]);
  expect(end.step("A")["FailureReason"]).toContain("the rehearsal has no stand-in");
  expect(world.containers).toEqual([]);
});

test("nobody is asked whether an image may be pulled", async () => {
  const world = createWorld();
  await world.run([processing("A")]);
  expect(world.containers).toHaveLength(1);
  expect(world.asked.filter(({ action }) => action.startsWith("ecr:"))).toEqual([]);
});

test("nobody is asked whether a job may be stopped with its execution", async () => {
  const world = createWorld();
  let stop = (): void => undefined;
  const running = new Promise<void>((resolve) => {
    stop = resolve;
  });
  world.play = async ({ signal }) => {
    stop();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return { outcome: "stopped" };
  };
  await world.ok("CreatePipeline", {
    PipelineName: "p",
    PipelineDefinition: definition([processing("A")]),
    RoleArn: ROLE,
    ClientRequestToken: newToken(),
  });
  const { PipelineExecutionArn } = await world.ok("StartPipelineExecution", {
    PipelineName: "p",
    ClientRequestToken: newToken(),
  });
  await running;
  await world.ok("StopPipelineExecution", {
    PipelineExecutionArn: PipelineExecutionArn ?? "",
    ClientRequestToken: newToken(),
  });
  await world.sagemaker.idle();
  expect(world.asked.map(({ action }) => action)).not.toContain("sagemaker:StopProcessingJob");
});

test("a definition in S3 is read as the pipeline's role, not as the caller", async () => {
  const world = createWorld();
  world.store.put("s3://data/definition.json", definition([processing("A")]));
  const readers: string[] = [];
  world.store.refuse = (roleArn) => void readers.push(roleArn);
  await world.ok("CreatePipeline", {
    PipelineName: "p",
    PipelineDefinitionS3Location: { Bucket: "data", ObjectKey: "definition.json" },
    RoleArn: ROLE,
    ClientRequestToken: newToken(),
  });
  expect(readers).toEqual([ROLE]);
});

test("a container has no credentials", async () => {
  const world = createWorld();
  await world.run([processing("A")]);
  const names = world.containers.flatMap(({ environment }) => Object.keys(environment));
  expect(names).toContain("STEP");
  expect(names.filter((name) => /^AWS_(ACCESS|CONTAINER|PROFILE|SECRET|SESSION|WEB)/u.test(name))).toEqual(
    [],
  );
});

test.each(["Pipe", "FastFile"])("a channel in %s mode is read as files", async (TrainingInputMode) => {
  const world = createWorld();
  world.store.put("s3://data/train/a.csv", "1,2");
  let found = "";
  world.play = async ({ ml }) => {
    found = await readFile(join(ml, "input/data/train/a.csv"), "utf8");
  };
  await world.run([training({ AlgorithmSpecification: { TrainingImage: XGBOOST, TrainingInputMode } })]);
  expect(found).toBe("1,2");
});

test("an output is uploaded at the job's end, whatever its S3UploadMode", async () => {
  const world = createWorld();
  let before: readonly string[] = ["not looked at"];
  world.play = async (_container, files) => {
    await files.write("/opt/ml/processing/output/out/a.csv", "a");
    before = world.store.keys();
  };
  const S3Output = {
    LocalPath: "/opt/ml/processing/output/out",
    S3UploadMode: "Continuous",
    S3Uri: "s3://data/out",
  };
  await world.run([
    processing("A", {}, { ProcessingOutputConfig: { Outputs: [{ OutputName: "out", S3Output }] } }),
  ]);
  expect(before).toEqual([]);
  expect(world.store.keys()).toEqual(["data/out/a.csv"]);
});

test("what a training is watched with, and what it costs, changes nothing", async () => {
  const world = createWorld();
  world.store.put("s3://data/train/a.csv", "1,2");
  const end = await world.run([
    training({
      DebugHookConfig: { S3OutputPath: "s3://debug", CollectionConfigurations: [] },
      EnableManagedSpotTraining: true,
      ExperimentConfig: { TrialComponentDisplayName: "Train" },
      InfraCheckConfig: { EnableInfraCheck: true },
      ProfilerConfig: { S3OutputPath: "s3://profile" },
      RemoteDebugConfig: { EnableRemoteDebug: true },
      RetryStrategy: { MaximumRetryAttempts: 3 },
      StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 120 },
      TensorBoardOutputConfig: { S3OutputPath: "s3://board" },
    }),
  ]);
  expect(end.step("Train")).toMatchObject({ StepStatus: "Succeeded", AttemptCount: 1 });
  expect(world.store.keys().filter((key) => !key.startsWith("artifacts/"))).toEqual(["data/train/a.csv"]);
});

test("where a training would run, and what waits for the next one, changes nothing", async () => {
  const world = createWorld();
  world.store.put("s3://data/train/a.csv", "1,2");
  const end = await world.run([
    training({
      ResourceConfig: {
        InstanceCount: 1,
        InstancePlacementConfig: { EnableMultipleJobs: true },
        InstanceType: "ml.m5.large",
        KeepAlivePeriodInSeconds: 600,
        TrainingPlanArn: "arn:aws:sagemaker:us-east-1:111111111111:training-plan/plan-one",
        VolumeSizeInGB: 1,
      },
    }),
  ]);
  expect(end.step("Train")).toMatchObject({ StepStatus: "Succeeded", AttemptCount: 1 });
});

test("no metric is read from a training's log", async () => {
  const world = createWorld();
  world.store.put("s3://data/train/a.csv", "1,2");
  const MetricDefinitions = [{ Name: "auc", Regex: "auc=(.*)" }];
  const told = { Get: "Steps.Train.FinalMetricDataList['auc'].Value" };
  const end = await world.run([
    training({
      AlgorithmSpecification: { MetricDefinitions, TrainingImage: XGBOOST, TrainingInputMode: "File" },
    }),
    { Name: "Tell", Type: "Fail", Arguments: { ErrorMessage: { "Std:Join": { On: "", Values: [told] } } } },
  ]);
  expect(end.step("Tell")["FailureReason"]).toContain("could not be resolved: it has no value");
});

test("an ExpireAfter that is no duration finds no result", async () => {
  const world = createWorld();
  const step = processing("A", { CacheConfig: { Enabled: true, ExpireAfter: "for ever" } });
  await world.run([step]);
  world.time += 1;
  await world.start("pipeline");
  expect(world.containers).toHaveLength(2);
});

test("an experiment is a name alone", async () => {
  const world = createWorld();
  for (const [operation, input] of [
    ["DescribeExperiment", { ExperimentName: "e" }],
    ["DescribeTrial", { TrialName: "t" }],
  ] as const) {
    const { body } = await world.call(operation, input);
    expect(body["__type"]).toBe("UnknownOperationException");
  }
});

test("the name of a step is part of its cache key", async () => {
  const world = createWorld();
  const cached = { CacheConfig: { Enabled: true } };
  const named = (name: string): JsonObject => processing(name, cached, { Environment: {} });
  await world.run([named("A")]);
  await world.ok("UpdatePipeline", {
    PipelineName: "pipeline",
    PipelineDefinition: definition([named("B")]),
  });
  await world.start("pipeline");
  expect(world.containers).toHaveLength(2);
});

test("a break between attempts takes a thousandth of its time", () => {
  expect(rehearsed(60_000)).toBe(60);
});

test("of what selected steps wait for, only the nearest is listed", async () => {
  const world = createWorld();
  const steps = [
    processing("A"),
    processing("B", { DependsOn: ["A"] }),
    processing("C", { DependsOn: ["B"] }),
  ];
  const { arn } = await world.run(steps);
  const config = { SourcePipelineExecutionArn: arn, SelectedSteps: [{ StepName: "C" }] };
  const end = await world.start("pipeline", {}, { SelectiveExecutionConfig: config });
  expect(end.steps.map((step) => at(step, "StepName"))).toEqual(["B", "C"]);
});
