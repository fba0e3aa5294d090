import type { JsonObject } from "../../sagemaker/json";
import { closeWorlds, createWorld, input, outputOf, processing } from "./world";
import type { Ended, World } from "./world";

afterEach(closeWorlds);

const ARN = "arn:aws:sagemaker:us-east-1:111111111111:pipeline/pipeline";

/** A → B → C, and D behind C in a branch. */
const STEPS = [
  processing("A"),
  processing("B", {}, { ProcessingInputs: [input(outputOf("A"))] }),
  processing("C", { DependsOn: ["B"] }),
  {
    Name: "Check",
    Type: "Condition",
    DependsOn: ["C"],
    Arguments: {
      Conditions: [{ Type: "Equals", LeftValue: { Get: "Parameters.Go" }, RightValue: "yes" }],
      IfSteps: [processing("D")],
      ElseSteps: [processing("E")],
    },
  },
];

/** A world whose pipeline ran once, and that run's ARN. */
async function ran(): Promise<{ world: World; source: string }> {
  const world = createWorld();
  world.play = (_container, files) => files.write("/opt/ml/processing/output/out/a.csv", "a");
  const parameters = [{ Name: "Go", Type: "String", DefaultValue: "yes" }];
  const { arn } = await world.run(STEPS, { parameters });
  world.containers.length = 0;
  return { world, source: arn };
}

const selecting = (names: readonly string[], source?: string): JsonObject => ({
  SelectiveExecutionConfig: {
    SelectedSteps: names.map((StepName) => ({ StepName })),
    ...(source === undefined ? {} : { SourcePipelineExecutionArn: source }),
  },
});
const stepsRun = (world: World): readonly (string | undefined)[] =>
  world.containers.map(({ environment }) => environment["STEP"]);
const listed = ({ steps }: Ended): readonly JsonObject[] =>
  steps.map(({ StepName, SelectiveExecutionResult }) => ({ StepName, SelectiveExecutionResult }));

test("only the selected steps run, with the results of the reference that they need", async () => {
  const { world, source } = await ran();
  const end = await world.start("pipeline", {}, selecting(["B"], source));
  expect(end.execution).toMatchObject({ PipelineExecutionStatus: "Succeeded", ...selecting(["B"], source) });
  expect(stepsRun(world)).toEqual(["B"]);
  // sagemaker-python-sdk, tests/integ/sagemaker/workflow/test_selective_execution.py: the step that was not run is listed.
  expect(listed(end)).toEqual([
    { StepName: "A", SelectiveExecutionResult: { SourcePipelineExecutionArn: source } },
    { StepName: "B", SelectiveExecutionResult: undefined },
  ]);
  const id = source.split("/").at(-1) ?? "";
  const described = await world.ok("ListProcessingJobs", { NameContains: "-B-", SortOrder: "Descending" });
  const [job] = described["ProcessingJobSummaries"] as readonly JsonObject[];
  const name = job?.["ProcessingJobName"] ?? "";
  const { ProcessingInputs } = await world.ok("DescribeProcessingJob", { ProcessingJobName: name });
  expect(ProcessingInputs).toMatchObject([{ S3Input: { S3Uri: `s3://data/out/${id}/A` } }]);
});

test("steps that need nothing of others need no reference", async () => {
  const { world } = await ran();
  const end = await world.start("pipeline", {}, selecting(["A", "B"]));
  expect(stepsRun(world)).toEqual(["A", "B"]);
  expect(end.execution).toMatchObject({ PipelineExecutionStatus: "Succeeded" });
});

test("a step in a branch runs by the reference's outcome; a condition that is selected decides anew", async () => {
  const { world, source } = await ran();
  await world.start("pipeline", {}, selecting(["D"], source));
  await world.start("pipeline", {}, selecting(["E"], source));
  expect(stepsRun(world)).toEqual(["D"]);
  await world.start("pipeline", { Go: "no" }, selecting(["Check", "D", "E"], source));
  expect(stepsRun(world)).toEqual(["D", "E"]);
});

test("a reference that failed gives the results that it has", async () => {
  const { world } = await ran();
  world.play = async ({ environment }, files) => {
    await files.write("/opt/ml/processing/output/out/a.csv", "a");
    return environment["STEP"] === "B" ? { code: 1 } : {};
  };
  const failed = await world.start("pipeline");
  expect(failed.execution).toMatchObject({ PipelineExecutionStatus: "Failed" });
  world.play = () => Promise.resolve();
  const end = await world.start("pipeline", {}, selecting(["B", "C"], failed.arn));
  expect(end.execution).toMatchObject({ PipelineExecutionStatus: "Succeeded" });
  const refused = await world.call("StartPipelineExecution", {
    PipelineName: "pipeline",
    ClientRequestToken: "0".repeat(32),
    ...selecting(["C"], failed.arn),
  });
  expect(refused.body["message"]).toContain("Step [B], which the selected steps depend on, has no result in");
});

test.each<[string, (source: string) => JsonObject, string]>([
  ["a step that is not there", () => selecting(["X"]), "SelectedSteps [X] are not defined in the pipeline"],
  [
    "a gap between two steps",
    (source) => selecting(["A", "C"], source),
    "SelectedSteps must include every step on the paths between them: [B] are missing",
  ],
  [
    "no reference for a step that needs another's results",
    () => selecting(["B"]),
    "SourcePipelineExecutionArn is required: the selected steps depend on step [A], which is not selected",
  ],
  [
    "a reference that is not there",
    () => selecting(["B"], `${ARN}/execution/none`),
    `Pipeline execution '${ARN}/execution/none' does not exist.`,
  ],
  [
    "no steps at all",
    () => selecting([]),
    "Value '[]' at 'selectiveExecutionConfig.selectedSteps' failed to satisfy constraint",
  ],
])("%s is refused", async (_name, config, message) => {
  const { world, source } = await ran();
  const answer = await world.call("StartPipelineExecution", {
    PipelineName: "pipeline",
    ClientRequestToken: "0".repeat(32),
    ...config(source),
  });
  expect(answer.status).toBe(400);
  expect(answer.body["message"]).toContain(message);
});
