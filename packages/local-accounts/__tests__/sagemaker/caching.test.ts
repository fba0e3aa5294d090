import type { JsonObject } from "../../sagemaker/json";
import { closeWorlds, createWorld, definition, input, processing, ROLE, XGBOOST } from "./world";

afterEach(closeWorlds);

const DAY = 86_400_000;
const cached = { CacheConfig: { Enabled: true, ExpireAfter: "P1D" } };

test("a step is not run again with equal inputs, whatever its outputs", async () => {
  const world = createWorld();
  const first = await world.run([processing("A", cached)]);
  const second = await world.start("pipeline");
  expect(world.containers).toHaveLength(1);
  expect(second.step("A")).toMatchObject({
    StepStatus: "Succeeded",
    CacheHitResult: { SourcePipelineExecutionArn: first.arn },
    Metadata: first.step("A")["Metadata"],
  });
});

test("the results of a cached step are those of the run that made them", async () => {
  const world = createWorld();
  world.play = (_container, files) => files.write("/opt/ml/processing/output/out/a.csv", "a");
  const reader = processing(
    "B",
    {},
    { ProcessingInputs: [input({ Get: "Steps.A.ProcessingOutputConfig.Outputs['out'].S3Output.S3Uri" })] },
  );
  const first = await world.run([processing("A", cached), reader]);
  const second = await world.start("pipeline");
  const job = second.step("B")["Metadata"] as { ProcessingJob: { Arn: string } };
  const described = await world.ok("DescribeProcessingJob", {
    ProcessingJobName: job.ProcessingJob.Arn.split("/").at(-1),
  });
  const id = first.arn.split("/").at(-1);
  expect(JSON.stringify(described["ProcessingInputs"])).toContain(`s3://data/out/${id}/A`);
});

test.each([
  ["another environment", processing("A", cached, { Environment: { STEP: "other" } })],
  ["another input", processing("A", cached, { ProcessingInputs: [input("s3://data/new")] })],
  [
    "another image",
    processing("A", cached, {
      AppSpecification: { ImageUri: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:2" },
    }),
  ],
  ["another name", processing("B", cached)],
  ["caching switched off", processing("A", { CacheConfig: { Enabled: false } })],
])("%s makes it run", async (_name, changed) => {
  const world = createWorld();
  world.store.put("s3://data/new", "x");
  await world.run([processing("A", cached)]);
  await world.ok("UpdatePipeline", { PipelineName: "pipeline", PipelineDefinition: definition([changed]) });
  await world.start("pipeline");
  expect(world.containers).toHaveLength(2);
});

const FUNCTION = "arn:aws:lambda:us-east-1:111111111111:function:f";
const lambda = (more: JsonObject = {}): JsonObject => ({
  Name: "L",
  Type: "Lambda",
  FunctionArn: FUNCTION,
  Arguments: { a: "1" },
  ...cached,
  ...more,
});

test.each<[string, JsonObject, number]>([
  ["nothing", lambda({ Description: "other" }), 1],
  ["another input", lambda({ Arguments: { a: "2" } }), 2],
  ["another function", lambda({ FunctionArn: `${FUNCTION}-2` }), 2],
])("a Lambda step with %s changed", async (_name, changed, calls) => {
  const world = createWorld();
  await world.run([lambda()]);
  await world.ok("UpdatePipeline", { PipelineName: "pipeline", PipelineDefinition: definition([changed]) });
  await world.start("pipeline");
  expect(world.invoked).toHaveLength(calls);
});

test("a parameter's value is part of the key, where an argument refers to it", async () => {
  const world = createWorld();
  const parameters = [{ Name: "Uri", Type: "String", DefaultValue: "s3://data/one" }];
  for (const uri of ["s3://data/one", "s3://data/two"]) world.store.put(uri, "x");
  const step = processing("A", cached, { ProcessingInputs: [input({ Get: "Parameters.Uri" })] });
  await world.run([step], { parameters });
  await world.start("pipeline", { Uri: "s3://data/one" });
  expect(world.containers).toHaveLength(1);
  await world.start("pipeline", { Uri: "s3://data/two" });
  expect(world.containers).toHaveLength(2);
});

test("a step that makes a model or a version runs each time", async () => {
  const world = createWorld();
  world.store.put("s3://data/model.tar.gz", "x");
  const model = {
    PrimaryContainer: { Image: XGBOOST, ModelDataUrl: "s3://data/model.tar.gz" },
    ExecutionRoleArn: ROLE,
  };
  await world.run([{ Name: "M", Type: "Model", Arguments: model, ...cached }]);
  await world.start("pipeline");
  expect((await world.ok("ListModels", {}))["Models"]).toHaveLength(2);
});

test("an instance type, an output or a tag may change", async () => {
  const world = createWorld();
  await world.run([processing("A", cached)]);
  const changed = processing("A", cached, {
    ProcessingResources: {
      ClusterConfig: { InstanceCount: 1, InstanceType: "ml.c5.xlarge", VolumeSizeInGB: 5 },
    },
    Tags: [{ Key: "a", Value: "b" }],
  });
  await world.ok("UpdatePipeline", { PipelineName: "pipeline", PipelineDefinition: definition([changed]) });
  await world.start("pipeline");
  expect(world.containers).toHaveLength(1);
});

test("a result is used until it expires", async () => {
  const world = createWorld();
  await world.run([processing("A", cached)]);
  world.time += DAY;
  await world.start("pipeline");
  expect(world.containers).toHaveLength(1);
  world.time += 1;
  await world.start("pipeline");
  expect(world.containers).toHaveLength(2);
});

test("another pipeline's results and failed runs are not used", async () => {
  const world = createWorld();
  world.play = () => Promise.resolve({ code: 1, stderr: "no" });
  await world.run([processing("A", cached)]);
  world.play = () => Promise.resolve();
  await world.start("pipeline");
  await world.run([processing("A", cached)], { name: "other" });
  expect(world.containers).toHaveLength(3);
});
