import { text, type JsonObject } from "../../sagemaker/json";
import { closeWorlds, createWorld, definition, DEV, newToken, processing, ROLE, type World } from "./world";

afterEach(closeWorlds);

const arn = `arn:aws:sagemaker:us-east-1:${DEV}:pipeline/p`;
const FIRST = definition([processing("First")]);
const SECOND = definition([processing("Second")]);

/** A world with a pipeline that was updated once. */
async function updated(): Promise<World> {
  const world = createWorld();
  const pipeline = { PipelineName: "p", RoleArn: ROLE };
  await world.ok("CreatePipeline", {
    ...pipeline,
    PipelineDefinition: FIRST,
    ClientRequestToken: newToken(),
  });
  const answer = await world.ok("UpdatePipeline", { ...pipeline, PipelineDefinition: SECOND });
  expect(answer).toEqual({ PipelineArn: arn, PipelineVersionId: 2 });
  return world;
}

function definitionOf(world: World, more: JsonObject = {}): Promise<string> {
  return world
    .ok("DescribePipeline", { PipelineName: "p", ...more })
    .then((answer) => text(answer, "PipelineDefinition"));
}

test("every create and update makes a version, and an old one can be described", async () => {
  const world = await updated();
  expect(await definitionOf(world)).toBe(SECOND);
  expect(await definitionOf(world, { PipelineVersionId: 2 })).toBe(SECOND);
  expect(await definitionOf(world, { PipelineVersionId: 1 })).toBe(FIRST);
  const { PipelineVersionSummaries } = await world.ok("ListPipelineVersions", { PipelineName: "p" });
  expect(PipelineVersionSummaries).toMatchObject([
    { PipelineArn: arn, PipelineVersionId: 2 },
    { PipelineArn: arn, PipelineVersionId: 1 },
  ]);
  const first = await world.ok("ListPipelineVersions", { PipelineName: "p", MaxResults: 1 });
  const rest = await world.ok("ListPipelineVersions", {
    PipelineName: "p",
    NextToken: text(first, "NextToken"),
  });
  expect(rest["PipelineVersionSummaries"]).toMatchObject([{ PipelineVersionId: 1 }]);
});

test("a version can be given a name and a description", async () => {
  const world = await updated();
  const label = { PipelineVersionDisplayName: "ef8fcb1", PipelineVersionDescription: "by Jenkins" };
  await world.ok("UpdatePipelineVersion", { PipelineArn: arn, PipelineVersionId: 1, ...label });
  expect(await world.ok("DescribePipeline", { PipelineName: "p", PipelineVersionId: 1 })).toMatchObject(
    label,
  );
  expect(await world.ok("DescribePipeline", { PipelineName: "p" })).not.toHaveProperty(
    "PipelineVersionDisplayName",
  );
});

test("an execution runs the version that it names, and says which it ran", async () => {
  const world = await updated();
  const ran = async (more: JsonObject) => {
    const { arn: execution } = await world.start("p", {}, more);
    const steps = await world.ok("ListPipelineExecutionSteps", { PipelineExecutionArn: execution });
    const described = await world.ok("DescribePipelineExecution", { PipelineExecutionArn: execution });
    return [steps["PipelineExecutionSteps"], described["PipelineVersionId"], execution];
  };
  expect(await ran({ PipelineVersionId: 1 })).toMatchObject([[{ StepName: "First" }], 1, expect.anything()]);
  const [steps, version, execution] = await ran({});
  expect([steps, version]).toMatchObject([[{ StepName: "Second" }], 2]);
  const { PipelineVersionSummaries } = await world.ok("ListPipelineVersions", { PipelineName: "p" });
  expect(PipelineVersionSummaries).toMatchObject([
    { PipelineVersionId: 2, LastExecutionPipelineExecutionArn: execution },
    { PipelineVersionId: 1 },
  ]);
});

test.each([
  ["DescribePipeline", { PipelineName: "p" }],
  ["StartPipelineExecution", { PipelineName: "p", ClientRequestToken: newToken() }],
  ["UpdatePipelineVersion", { PipelineArn: arn }],
])("%s refuses a version that is not there", async (operation, input) => {
  const world = await updated();
  const answer = await world.call(operation, { ...input, PipelineVersionId: 3 });
  expect(answer).toMatchObject({ status: 400, body: { message: `${arn} has no version 3.` } });
});

test("an update that cannot be read makes no version", async () => {
  const world = await updated();
  await world.call("UpdatePipeline", { PipelineName: "p", PipelineDefinition: "{" });
  expect(await definitionOf(world)).toBe(SECOND);
});
